import type { Place } from '../services/people/place.ts';
import { findLostPost } from '../services/store/deliveries.ts';
import { newId } from '../services/store/new-id.ts';
import { findPostedByActivity, savePosted, takeMessage } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import type { Turn } from './turn.ts';

/**
 * A card of ours that stands in Teams and that we do not know of, clicked. Where the answer to a post of this deal was
 * lost, the message is that post: it is kept as such, and not posted once more. Else (inserted from the compose box, or
 * posted before our store was lost) it becomes a copy of its deal.
 * @returns its occasion; null: it was known already
 */
export async function adoptMessage(
  app: App,
  place: Place,
  activityId: string,
  dealId: string,
): Promise<string | null> {
  const { db } = app.store;
  if (await findPostedByActivity(db, place.id, activityId)) return null;
  const now = app.clock.now();
  const adopted = await db.transaction().execute(async (trx) => {
    await takeMessage(trx, place.id, activityId);
    if (await findPostedByActivity(trx, place.id, activityId)) return null;
    const lost = await findLostPost(trx, place.id, dealId, now);
    const message = { occasion: lost ?? `copy:${activityId}`, isLost: lost !== null };
    // Version 0 and no hash: it may show anything, so the next look draws it anew.
    const shown = { subject: dealId, occasion: message.occasion, activityId, version: 0, hash: '' };
    await savePosted(trx, { id: newId(), placeId: place.id, ...shown, postedAt: now, changedAt: now });
    return message;
  });
  if (adopted?.isLost) app.wakeDeliveries();
  return adopted?.occasion ?? null;
}

/** `adoptMessage`, of the message whose button was pressed. */
export async function adoptClickedMessage(
  app: App,
  { place, envelope }: Turn,
  dealId: string,
): Promise<void> {
  if (envelope.replyToId) await adoptMessage(app, place, envelope.replyToId, dealId);
}
