import { setTimeout as pause } from 'node:timers/promises';
import { renderHash } from '../cards/render.ts';
import { FORM_KEEPS_MS } from '../dialogs/draft-form.ts';
import { wantEditThatWaited } from '../services/deals/close-forms.ts';
import type { Place } from '../services/people/place.ts';
import {
  type Delivery,
  endDelivery,
  markPosting,
  postponeDelivery,
  settleDelivery,
} from '../services/store/deliveries.ts';
import { findDraft, openDraftOnActivity } from '../services/store/drafts.ts';
import { findPlace } from '../services/store/places.ts';
import { findPosted, type PostedCard } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import type { DeliveryFailure } from './delivery-failure.ts';
import { renderOccasion } from './occasions.ts';
import type { Drawn, Rendering } from './occasions/rendering.ts';
import { rememberShown } from './remember-shown.ts';
import { setBack } from './set-back.ts';

/** Who carries deliveries out. */
export interface Carrier {
  app: App;
  /** This process in the leases. */
  owner: string;
  /** Writes what Teams took, stubbornly: forgotten, it would be posted once more. */
  keep(work: () => Promise<void>): Promise<void>;
}

/** How one attempt came out, for the metrics. */
export type DeliveryOutcome =
  | 'posted'
  | 'edited'
  | 'same'
  | 'nothing'
  | 'later'
  | 'retired'
  | DeliveryFailure['kind']
  | 'surprise';

/** One delivery, with what stands and what is to stand there. */
export interface Showing {
  delivery: Delivery;
  place: Place;
  posted: PostedCard | null;
  rendering: Drawn;
}

/**
 * Makes Teams show what one delivery wants: loads now, renders now, asks whether it may go, then one HTTP attempt. Safe
 * to carry out twice: what stands already and is the same is not sent again.
 */
export async function deliver(carrier: Carrier, delivery: Delivery): Promise<DeliveryOutcome> {
  const { app, owner } = carrier;
  const { db } = app.store;
  let place: Place | null = null;
  try {
    place = await findPlace(db, delivery.placeId);
    if (!place || place.retiredAt) {
      await endDelivery(db, delivery.id, owner, 'retired', null, app.clock.now());
      return 'retired';
    }
    const posted = await findPosted(db, place.id, delivery.subject, delivery.occasion);
    const rendering = await renderOccasion(app, place, delivery, posted);
    return await show(carrier, { delivery, place, posted, rendering });
  } catch (error) {
    return setBack(carrier, delivery, place, error);
  }
}

/** An occasion is the word before the first colon; what follows may be an id. */
export function wordOf({ occasion }: Delivery): string {
  return occasion.split(':')[0] ?? '';
}

async function show(
  carrier: Carrier,
  showing: Omit<Showing, 'rendering'> & { rendering: Rendering },
): Promise<DeliveryOutcome> {
  const { delivery, rendering, posted } = showing;
  if (rendering.kind === 'later') return putOff(carrier, delivery, rendering.seconds * 1000, 'waiting');
  if (rendering.kind === 'nothing') {
    const { app, owner } = carrier;
    await settleDelivery(app.store.db, delivery.id, owner, {
      now: app.clock.now(),
      nextDueAt: null,
      seenVersion: delivery.wantedVersion,
    });
    return 'nothing';
  }
  return posted ? edit(carrier, { ...showing, posted, rendering }) : post(carrier, { ...showing, rendering });
}

/** The row says 'posting' before the request goes out: found so after a crash, it is posted once more. */
async function post(carrier: Carrier, showing: Showing): Promise<DeliveryOutcome> {
  const { app, owner } = carrier;
  const { delivery, place, rendering } = showing;
  if (!(await waitForTurn(carrier, showing))) return 'later';
  if (delivery.state === 'posting') {
    app.telemetry.sentOnceMore();
    app.log.warn({ delivery: delivery.id }, 'posted once more: the answer to the first post is not known');
  }
  if (!(await markPosting(app.store.db, delivery.id, owner, app.clock.now()))) return 'later';
  const activityId = await app.pushes.post(place, rendering.message, threadOf(place, rendering));
  if (delivery.dueAt) {
    const late = app.clock.now().getTime() - delivery.dueAt.getTime();
    app.telemetry.deliveryLag(late / 1000, { occasion: wordOf(delivery) });
  }
  await carrier.keep(() => rememberShown(carrier, showing, activityId));
  tellInFeed(app, place, rendering);
  return 'posted';
}

async function edit(carrier: Carrier, showing: Showing & { posted: PostedCard }): Promise<DeliveryOutcome> {
  const { app } = carrier;
  const { delivery, place, posted, rendering } = showing;
  const { db } = app.store;
  const now = app.clock.now();
  if (posted.hash === renderHash(rendering.message.card)) {
    await rememberShown(carrier, showing, posted.activityId);
    return 'same';
  }
  const formsSince = new Date(now.getTime() - FORM_KEEPS_MS);
  const form = await openDraftOnActivity(db, place.id, posted.activityId, formsSince);
  if (form) {
    const formEndsIn = form.changedAt.getTime() + FORM_KEEPS_MS + 1000 - now.getTime();
    await putOff(carrier, delivery, formEndsIn, 'formOpen');
    // Closed between our look and the postponement: nobody else would ask again.
    const still = await findDraft(db, form.id);
    if (!still || still.closedAt) await wantEditThatWaited(app, form);
    return 'later';
  }
  if (!(await waitForTurn(carrier, showing))) return 'later';
  await app.pushes.update(place, posted.activityId, rendering.message);
  await rememberShown(carrier, showing, posted.activityId);
  return 'edited';
}

/** @returns false: this conversation, or its tenant, has had its share for now, and the delivery is put off */
async function waitForTurn(carrier: Carrier, { delivery, place }: Showing): Promise<boolean> {
  const { kind, inMs } = await carrier.app.sendBudget.ask(place, 'push');
  if (kind === 'later') {
    await putOff(carrier, delivery, inMs, 'paced');
    return false;
  }
  if (inMs > 0) await pause(inMs);
  return true;
}

/** Not the fault of this delivery; a post of which the answer is not known stays one. */
async function putOff(
  { app, owner }: Carrier,
  delivery: Delivery,
  inMs: number,
  problem: 'waiting' | 'formOpen' | 'paced',
): Promise<'later'> {
  const now = app.clock.now();
  await postponeDelivery(app.store.db, delivery.id, owner, {
    now,
    dueAt: new Date(now.getTime() + inMs),
    problem,
    countAttempt: false,
    keepPosting: problem === 'paced',
  });
  return 'later';
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
