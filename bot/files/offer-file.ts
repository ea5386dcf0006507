import { type FileConsentCard, insightFileOffer, registrationFileOffer } from '../../cards/file-cards.ts';
import type { DealView } from '../../cards/deal-view.ts';
import type { OfferedFile } from '../../services/deals/csv-text.ts';
import type { InsightInputs } from '../../services/deals/insight-filters.ts';
import { newId } from '../../services/store/new-id.ts';
import { findPosted, forgetPosted, savePosted } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import type { Turn } from '../turn.ts';

/** Nothing of this occasion is ever drawn anew: the offer stands until it is answered. */
const OCCASION = 'file';
const subjectOf = (what: string) => `file:${what}`;
/** What the file with the deals behind figures is called among offers, beside deal ids. */
export const INSIGHT = 'insight';

/** Offers the file in the person's own chat. One offer stands at a time: it gives the answers as they are when taken. */
export async function offerFile(
  app: App,
  turn: Turn,
  view: DealView,
  { name, text }: OfferedFile,
): Promise<void> {
  const subject = subjectOf(view.deal.id);
  if (await findPosted(app.store.db, turn.place.id, subject, OCCASION)) return;
  const card = registrationFileOffer(view, turn.reader, {
    name,
    sizeInBytes: Buffer.byteLength(text, 'utf8'),
  });
  await postOffer(app, turn, subject, card);
}

/** Offers the deals behind figures. A newer offer takes the place of the one that stands. */
export async function offerInsightFile(
  app: App,
  turn: Turn,
  { name, text }: OfferedFile,
  { rows, inputs }: { rows: number; inputs: InsightInputs },
): Promise<void> {
  await withdrawOffer(app, turn, INSIGHT);
  const context = Object.fromEntries(
    Object.entries(inputs).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
  const size = { name, sizeInBytes: Buffer.byteLength(text, 'utf8'), rows };
  await postOffer(app, turn, subjectOf(INSIGHT), insightFileOffer(turn.reader, size, context));
}

async function postOffer(app: App, { place }: Turn, subject: string, card: FileConsentCard): Promise<void> {
  if (!app.messenger.postFile) return;
  const activityId = await taken(app, app.messenger.postFile(place, card, card.content.description));
  if (!activityId) return;
  const now = app.clock.now();
  const posted = { placeId: place.id, subject, occasion: OCCASION, activityId, version: 0, hash: '' };
  await savePosted(app.store.db, { ...posted, id: newId(), postedAt: now, changedAt: now });
}

/** The offer was answered by the message that it stands in; another one may be made. */
export async function forgetOffer(app: App, { place }: Turn, what: string): Promise<string | null> {
  const posted = await findPosted(app.store.db, place.id, subjectOf(what), OCCASION);
  if (posted) await forgetPosted(app.store.db, posted.id);
  return posted?.activityId ?? null;
}

/** Takes an offer away that is of no use any more. Where Teams does not let us, it stays, and says so when pressed. */
export async function withdrawOffer(app: App, turn: Turn, dealId: string): Promise<void> {
  const activityId = await forgetOffer(app, turn, dealId);
  if (activityId) await taken(app, app.messenger.remove(turn.place, activityId));
}

/** What Teams does not take is logged only: the text of the file stands in the form as well. */
export async function taken<T>(app: App, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ problem: error.kind, status: error.status }, 'file offer not taken by Teams');
    return null;
  }
}
