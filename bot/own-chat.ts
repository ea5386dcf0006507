import { noticeCard } from '../cards/notice-card.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { afterClick } from '../services/deals/lanes.ts';
import type { Place } from '../services/people/place.ts';
import { wantDeliveries } from '../services/store/deliveries.ts';
import { findDraft, saveDraft } from '../services/store/drafts.ts';
import { findPersonalPlace } from '../services/store/places.ts';
import { adoptMessage } from './adopt-message.ts';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import type { Turn } from './turn.ts';

/** Where this person's long forms stand: the chat they are in, or their own one; null where there is none yet. */
export async function ownChatOf(app: App, { place, person }: Turn): Promise<Place | null> {
  return place.kind === 'personal' ? place : findPersonalPlace(app.store.db, person);
}

/**
 * Posts a long form as a message of its own. It is no copy of a deal while it is open, so nothing ever edits it away
 * under somebody who types. @returns false where Teams did not take it
 */
export async function postForm(
  app: App,
  place: Place,
  { card, draftId }: DialogAnswer & { draftId: string },
): Promise<boolean> {
  try {
    const activityId = await app.messenger.post(place, { card, summary: card.fallbackText });
    const draft = await findDraft(app.store.db, draftId);
    if (draft && activityId !== null)
      await saveDraft(app.store.db, { ...draft, placeId: place.id, activityId });
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ place: place.id, problem: error.kind, status: error.status }, 'form not taken by Teams');
    return false;
  }
}

/** The form goes on in a newer message: the older one says so. */
export async function supersedeForm(app: App, turn: Turn, place: Place, activityId: string): Promise<void> {
  await editForm(app, place, activityId, noticeCard({ kind: 'superseded' }, turn.reader));
}

/**
 * After a button of a long form: while the form is open, the message shows it as it stands now, on all the person's
 * devices; when it has ended, the message becomes a copy of the deal and is kept up to date.
 */
export async function settleForm(
  app: App,
  turn: Turn,
  dealId: string,
  answer: DialogAnswer,
): Promise<DialogAnswer> {
  const { replyToId } = turn.envelope;
  if (!replyToId || answer.signIn) return answer;
  if (answer.draftId) await editForm(app, turn.place, replyToId, answer.card);
  else await becomeCopy(app, turn.place, replyToId, dealId);
  return answer;
}

/** A message that shows no card of ours that is kept up to date becomes one: it is drawn anew soon. */
export async function becomeCopy(app: App, place: Place, activityId: string, dealId: string): Promise<void> {
  const occasion = await adoptMessage(app, place, activityId, dealId);
  if (occasion === null) return;
  const now = app.clock.now();
  const edit = { placeId: place.id, subject: dealId, occasion, dueAt: now, wantedVersion: 1 };
  await wantDeliveries(app.store.db, afterClick([edit], now), now);
  app.wakeDeliveries();
}

/** What Teams does not take is logged only: the person has the answer to their click. */
export async function editForm(
  app: App,
  place: Place,
  activityId: string,
  card: AdaptiveCard,
): Promise<void> {
  try {
    await app.messenger.update(place, activityId, { card, summary: card.fallbackText });
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ place: place.id, problem: error.kind, status: error.status }, 'form not edited');
  }
}
