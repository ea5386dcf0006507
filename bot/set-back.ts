import type { Place } from '../services/people/place.ts';
import {
  type Delivery,
  endDelivery,
  postponeDelivery,
  retireDeliveriesOfPlace,
} from '../services/store/deliveries.ts';
import { retirePlace } from '../services/store/places.ts';
import { findPosted, forgetPosted } from '../services/store/posted-cards.ts';
import type { Carrier, DeliveryOutcome } from './deliver.ts';
import { DeliveryFailure } from './delivery-failure.ts';

const LONGEST_BACKOFF_SECONDS = 5 * 60;
/** Tries of one delivery without an answer before it is kept as dead, visible and counted: about a day. */
const MOST_ATTEMPTS = 300;

/**
 * Teams did not take it, or something of ours broke: later, never, or the place is gone. Throttled, its whole
 * conversation waits.
 * @param place null: it broke before the place was read
 */
export async function setBack(
  carrier: Carrier,
  delivery: Delivery,
  place: Place | null,
  error: unknown,
): Promise<DeliveryOutcome> {
  const { app, owner } = carrier;
  const { db } = app.store;
  const now = app.clock.now();
  const failure = error instanceof DeliveryFailure ? error : null;
  const problem = failure?.kind ?? 'surprise';
  const fields = {
    delivery: delivery.id,
    place: delivery.placeId,
    occasion: delivery.occasion,
    problem,
    status: failure?.status,
  };
  app.log.warn(failure ? fields : { ...fields, err: error }, 'delivery set back');

  const seconds = failure?.retryAfterSeconds ?? backoffSeconds(delivery.attempts);
  if (failure?.kind === 'throttled' && place) await app.sendBudget.pause(place, seconds);
  if (failure?.kind === 'placeGone') {
    await retirePlace(db, delivery.placeId, now);
    await retireDeliveriesOfPlace(db, delivery.placeId, now);
  } else if (failure?.kind === 'messageGone') {
    await forgetMessage(carrier, delivery);
  } else if (failure?.kind === 'refused' || delivery.attempts >= MOST_ATTEMPTS) {
    await endDelivery(db, delivery.id, owner, 'dead', problem, now);
  } else {
    // A fault of our own tells nothing about a post that was under way.
    const keepPosting = failure === null || failure.kind === 'unanswered';
    const dueAt = new Date(now.getTime() + seconds * 1000);
    await postponeDelivery(db, delivery.id, owner, { now, dueAt, problem, countAttempt: true, keepPosting });
  }
  return problem;
}

/** The message is not there any more: what still matters is posted anew, the rest is let go (`occasions.ts` decides). */
async function forgetMessage({ app, owner }: Carrier, delivery: Delivery): Promise<void> {
  const { db } = app.store;
  const now = app.clock.now();
  const problem = 'messageGone';
  const posted = await findPosted(db, delivery.placeId, delivery.subject, delivery.occasion);
  if (posted) await forgetPosted(db, posted.id);
  const isCopy = delivery.occasion.startsWith('copy:');
  if (isCopy) await endDelivery(db, delivery.id, owner, 'dropped', problem, now);
  else await postponeDelivery(db, delivery.id, owner, { now, dueAt: now, problem, countAttempt: true });
}

function backoffSeconds(attempts: number): number {
  const seconds = Math.min(2 ** attempts, LONGEST_BACKOFF_SECONDS);
  return seconds * (0.75 + Math.random() / 2);
}
