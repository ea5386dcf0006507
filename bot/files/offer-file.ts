import { registrationFileOffer } from '../../cards/file-cards.ts';
import type { DealView } from '../../cards/deal-view.ts';
import type { RegistrationFile } from '../../services/deals/registration-csv.ts';
import { newId } from '../../services/store/new-id.ts';
import { findPosted, forgetPosted, savePosted } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import type { Turn } from '../turn.ts';

/** Nothing of this occasion is ever drawn anew: the offer stands until it is answered. */
const OCCASION = 'file';
const subjectOf = (dealId: string) => `file:${dealId}`;

/** Offers the file in the person's own chat. One offer stands at a time: it gives the answers as they are when taken. */
export async function offerFile(
  app: App,
  { place, reader }: Turn,
  view: DealView,
  { name, text }: RegistrationFile,
): Promise<void> {
  const { db } = app.store;
  const subject = subjectOf(view.deal.id);
  if (!app.messenger.postFile || (await findPosted(db, place.id, subject, OCCASION))) return;
  const card = registrationFileOffer(view, reader, { name, sizeInBytes: Buffer.byteLength(text, 'utf8') });
  const activityId = await taken(app, app.messenger.postFile(place, card, card.content.description));
  if (!activityId) return;
  const now = app.clock.now();
  const posted = { placeId: place.id, subject, occasion: OCCASION, activityId, version: 0, hash: '' };
  await savePosted(db, { ...posted, id: newId(), postedAt: now, changedAt: now });
}

/** The offer was answered by the message that it stands in; another one may be made. */
export async function forgetOffer(app: App, { place }: Turn, dealId: string): Promise<string | null> {
  const posted = await findPosted(app.store.db, place.id, subjectOf(dealId), OCCASION);
  if (posted) await forgetPosted(app.store.db, posted.id);
  return posted?.activityId ?? null;
}

/** Takes an offer away that is of no use any more. Where Teams does not let us, it stays, and says so when pressed. */
export async function withdrawOffer(app: App, turn: Turn, dealId: string): Promise<void> {
  const activityId = await forgetOffer(app, turn, dealId);
  if (activityId) await taken(app, app.messenger.remove(turn.place, activityId));
}

/** What Teams does not take is logged only: the text of the file stands in the form as well. */
async function taken<T>(app: App, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ problem: error.kind, status: error.status }, 'file offer not taken by Teams');
    return null;
  }
}
