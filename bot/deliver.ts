import { setImmediate as nextTurnOfLoop } from 'node:timers/promises';
import { ExponentialBackoff, handleAll, retry, type RetryPolicy } from 'cockatiel';
import { renderHash } from '../cards/render.ts';
import { FORM_KEEPS_MS } from '../dialogs/draft-form.ts';
import { wantEditThatWaited } from '../services/deals/close-forms.ts';
import type { Place } from '../services/people/place.ts';
import {
  claimDeliveries,
  type Delivery,
  endDelivery,
  markPosting,
  postponeDelivery,
  retireDeliveriesOfPlace,
  settleDelivery,
} from '../services/store/deliveries.ts';
import { saveDigest } from '../services/store/digests.ts';
import { findDraft, openDraftOnActivity } from '../services/store/drafts.ts';
import { newId } from '../services/store/new-id.ts';
import { findPlace, retirePlace } from '../services/store/places.ts';
import { findPosted, forgetPosted, type PostedCard, savePosted } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { renderOccasion } from './occasions.ts';
import type { Rendering } from './occasions/rendering.ts';

/** Longer than two attempts take, so that a lease never ends under somebody who still works. */
const LEASE_SECONDS = 30;
/** Places served at a time; within a place one delivery after the other. */
const AT_ONCE = 8;
const LONGEST_BACKOFF_SECONDS = 5 * 60;
/** Tries of one delivery without an answer before it is kept as dead, visible and counted: about a day. */
const MOST_ATTEMPTS = 300;

/** About six seconds, as a database needs to start again; together with the post shorter than the lease. */
const TRIES_TO_KEEP = 8;

/**
 * A pass that begins everything that is due, without waiting for its end: a place that answers late keeps nobody else
 * waiting. Each end wakes the next pass.
 * @param owner names this process in the leases
 * @param triesToKeep how often a database that went away is tried again, to keep what Teams took. Default 8
 */
export function createDeliverDue(
  app: App,
  owner: string,
  triesToKeep: number = TRIES_TO_KEEP,
): (signal: AbortSignal) => Promise<void> {
  const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 1500 });
  const stubborn = retry(handleAll, { maxAttempts: triesToKeep, backoff });
  const inHand = new Set<Promise<unknown>>();
  const begin = (delivery: Delivery) => {
    const occasion = wordOf(delivery);
    const attempt = () => deliver(app, owner, stubborn, delivery);
    const work = app.telemetry.measure('delivery', { occasion }, attempt, { done: String }).finally(() => {
      inHand.delete(work);
      app.wakeDeliveries();
    });
    inHand.add(work);
    app.background('delivery', work);
  };
  return async (signal) => {
    while (!signal.aborted && inHand.size < AT_ONCE) {
      const limit = AT_ONCE - inHand.size;
      const claim = { now: app.clock.now(), leaseSeconds: LEASE_SECONDS, owner, limit };
      const claimed = await claimDeliveries(app.store.db, claim);
      if (claimed.length === 0) return;
      claimed.forEach(begin);
      // SQLite answers without waiting: a long row of deliveries with nothing to send would let nobody else speak.
      await nextTurnOfLoop();
    }
  };
}

/**
 * Makes Teams show what one delivery wants: loads now, renders now, then one HTTP attempt. Safe to carry out twice:
 * what stands already and is the same is not sent again.
 */
async function deliver(
  app: App,
  owner: string,
  stubborn: RetryPolicy,
  delivery: Delivery,
): Promise<DeliveryOutcome> {
  const { db } = app.store;
  try {
    const place = await findPlace(db, delivery.placeId);
    if (!place || place.retiredAt) {
      await endDelivery(db, delivery.id, owner, 'retired', null, app.clock.now());
      return 'retired';
    }
    const posted = await findPosted(db, place.id, delivery.subject, delivery.occasion);
    const rendering = await renderOccasion(app, place, delivery, posted);
    return await show(app, owner, { delivery, place, posted, rendering, stubborn });
  } catch (error) {
    return setBack(app, owner, delivery, error);
  }
}

/** How one attempt came out, for the metrics. */
type DeliveryOutcome =
  | 'posted'
  | 'edited'
  | 'same'
  | 'nothing'
  | 'later'
  | 'retired'
  | DeliveryFailure['kind']
  | 'surprise';

interface Showing {
  delivery: Delivery;
  place: Place;
  posted: PostedCard | null;
  rendering: Rendering;
  /** Keeps what Teams took: forgotten, it would be posted once more. */
  stubborn: RetryPolicy;
}

async function show(app: App, owner: string, showing: Showing): Promise<DeliveryOutcome> {
  const { delivery, rendering, posted } = showing;
  const { db } = app.store;
  const now = app.clock.now();
  if (rendering.kind === 'later') {
    await postponeDelivery(db, delivery.id, owner, {
      now,
      dueAt: inSeconds(now, rendering.seconds),
      problem: 'waiting',
      countAttempt: false,
    });
    return 'later';
  }
  if (rendering.kind === 'nothing') {
    await settleDelivery(db, delivery.id, owner, {
      now,
      nextDueAt: null,
      seenVersion: delivery.wantedVersion,
    });
    return 'nothing';
  }
  return posted
    ? edit(app, owner, { ...showing, posted, rendering })
    : post(app, owner, { ...showing, rendering });
}

type Drawn = Extract<Rendering, { kind: 'message' }>;

/** The row says 'posting' before the request goes out: found so after a crash, it is posted once more. */
async function post(
  app: App,
  owner: string,
  { delivery, place, rendering, stubborn }: Showing & { rendering: Drawn },
): Promise<DeliveryOutcome> {
  const { db } = app.store;
  if (delivery.state === 'posting') {
    app.telemetry.sentOnceMore();
    app.log.warn({ delivery: delivery.id }, 'posted once more: the answer to the first post is not known');
  }
  if (!(await markPosting(db, delivery.id, owner, app.clock.now()))) return 'later';
  const activityId = await app.messenger.post(place, rendering.message, threadOf(place, rendering));
  if (delivery.dueAt) {
    const late = app.clock.now().getTime() - delivery.dueAt.getTime();
    app.telemetry.deliveryLag(late / 1000, { occasion: wordOf(delivery) });
  }
  await stubborn.execute(() => remember(app, owner, { delivery, place, rendering }, activityId));
  tellInFeed(app, place, rendering);
  return 'posted';
}

async function edit(
  app: App,
  owner: string,
  showing: Showing & { posted: PostedCard; rendering: Drawn },
): Promise<DeliveryOutcome> {
  const { delivery, place, posted, rendering } = showing;
  const { db } = app.store;
  const now = app.clock.now();
  if (posted.hash === renderHash(rendering.message.card)) {
    await remember(app, owner, showing, posted.activityId);
    return 'same';
  }
  const form = await openDraftOnActivity(
    db,
    place.id,
    posted.activityId,
    new Date(now.getTime() - FORM_KEEPS_MS),
  );
  if (form) {
    const dueAt = new Date(form.changedAt.getTime() + FORM_KEEPS_MS + 1000);
    await postponeDelivery(db, delivery.id, owner, { now, dueAt, problem: 'formOpen', countAttempt: false });
    // Closed between our look and the postponement: nobody else would ask again.
    const still = await findDraft(db, form.id);
    if (!still || still.closedAt) await wantEditThatWaited(app, form);
    return 'later';
  }
  await app.messenger.update(place, posted.activityId, rendering.message);
  await remember(app, owner, showing, posted.activityId);
  return 'edited';
}

/** An occasion is the word before the first colon; what follows may be an id. */
function wordOf({ occasion }: Delivery): string {
  return occasion.split(':')[0] ?? '';
}

/** Behind the post, and for it once: what Graph does not take is not worth a second message. */
function tellInFeed(app: App, { tenantId, personId }: Place, { feed, message }: Drawn): void {
  if (!feed || personId === null) return;
  const notification = { ...feed, preview: message.summary };
  app.background('activity feed', app.people.notify({ tenantId, personId }, notification));
}

/** In a channel, the conversation of one thread. */
function threadOf(place: Place, { thread }: Drawn): string | undefined {
  return thread && `${place.conversationId};messageid=${thread}`;
}

/** What Teams shows and that the delivery is settled, in one transaction. */
async function remember(
  app: App,
  owner: string,
  {
    delivery,
    place,
    rendering,
    posted,
  }: { delivery: Delivery; place: Place; rendering: Drawn; posted?: PostedCard },
  activityId: string | null,
): Promise<void> {
  const now = app.clock.now();
  await app.store.db.transaction().execute(async (trx) => {
    if (activityId !== null) {
      await savePosted(trx, {
        id: newId(),
        placeId: place.id,
        subject: delivery.subject,
        occasion: delivery.occasion,
        activityId,
        version: rendering.version,
        hash: renderHash(rendering.message.card),
        postedAt: posted?.postedAt ?? now,
        changedAt: now,
        ...(rendering.standIns && { standIns: rendering.standIns }),
      });
      if (rendering.dealIds) {
        await saveDigest(trx, { placeId: place.id, occasion: delivery.occasion }, rendering.dealIds);
      }
    }
    await settleDelivery(trx, delivery.id, owner, {
      now,
      nextDueAt: rendering.nextLookAt,
      // Drawn after the claim, so all that was wanted then is shown, whatever version the card itself carries.
      seenVersion: Math.max(rendering.version, delivery.wantedVersion),
    });
  });
}

/** Teams did not take it, or something of ours broke: later, never, or the place is gone. */
async function setBack(
  app: App,
  owner: string,
  delivery: Delivery,
  error: unknown,
): Promise<DeliveryOutcome> {
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

  if (failure?.kind === 'placeGone') {
    await retirePlace(db, delivery.placeId, now);
    await retireDeliveriesOfPlace(db, delivery.placeId, now);
  } else if (failure?.kind === 'messageGone') {
    await forgetMessage(app, owner, delivery);
  } else if (failure?.kind === 'refused' || delivery.attempts >= MOST_ATTEMPTS) {
    await endDelivery(db, delivery.id, owner, 'dead', problem, now);
  } else {
    // A fault of our own tells nothing about a post that was under way.
    const keepPosting = failure === null || failure.kind === 'unanswered';
    const seconds = failure?.retryAfterSeconds ?? backoffSeconds(delivery.attempts);
    await postponeDelivery(db, delivery.id, owner, {
      now,
      dueAt: inSeconds(now, seconds),
      problem,
      countAttempt: true,
      keepPosting,
    });
  }
  return problem;
}

/** The message is not there any more: what still matters is posted anew, the rest is let go (`occasions.ts` decides). */
async function forgetMessage(app: App, owner: string, delivery: Delivery): Promise<void> {
  const { db } = app.store;
  const now = app.clock.now();
  const posted = await findPosted(db, delivery.placeId, delivery.subject, delivery.occasion);
  if (posted) await forgetPosted(db, posted.id);
  const isCopy = delivery.occasion.startsWith('copy:');
  if (isCopy) await endDelivery(db, delivery.id, owner, 'dropped', 'messageGone', now);
  else
    await postponeDelivery(db, delivery.id, owner, {
      now,
      dueAt: now,
      problem: 'messageGone',
      countAttempt: true,
    });
}

function backoffSeconds(attempts: number): number {
  const seconds = Math.min(2 ** attempts, LONGEST_BACKOFF_SECONDS);
  return seconds * (0.75 + Math.random() / 2);
}

function inSeconds(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
