import { dealCard } from '../cards/deal-card.ts';
import { dealSummary } from '../cards/deal-summary.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import { renderHash } from '../cards/render.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { newId } from '../services/store/new-id.ts';
import { savePosted } from '../services/store/posted-cards.ts';
import { findDraft, saveDraft } from '../services/store/drafts.ts';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { askInChat } from './sign-in/ask-in-chat.ts';
import type { Turn } from './turn.ts';

/** A subject that is no deal: what is said to a place and never kept up to date. */
export const PLACE = 'place';

/**
 * Answers a message with a card, in the thread where it was asked. A card about one deal is remembered as a copy of it,
 * so that it is kept up to date like the ones we posted unasked. Who must sign in first is asked to.
 */
export async function answerWith(app: App, turn: Turn, answer: DialogAnswer): Promise<void> {
  if (!answer.signIn) return post(app, turn, answer);
  const card = await askInChat(app, turn, answer);
  if (card) await post(app, turn, { card, view: null });
}

async function post(app: App, turn: Turn, answer: DialogAnswer): Promise<void> {
  const { view, draftId } = answer;
  const card = forEverybody(turn, answer);
  const now = app.clock.now();
  const summary = view ? dealSummary(view, turn.reader, now) : card.fallbackText;
  const activityId = await postOnce(app, turn, card, summary);
  if (activityId === null) return;
  await rememberAnswer(
    app,
    turn,
    activityId,
    view ? { subject: view.deal.id, version: view.version } : null,
    card,
  );
  if (draftId) await tellDraft(app, turn, draftId, activityId);
}

/** In a shared place an answer is a message that all read: nobody else is told 'you accepted this deal'. */
function forEverybody({ place, reader }: Turn, { card, view }: DialogAnswer): AdaptiveCard {
  const isOwnAct = view?.banner ? OWN_ACTS.has(view.banner.kind) : false;
  return view && isOwnAct && place.kind !== 'personal' ? dealCard({ ...view, banner: null }, reader) : card;
}

const OWN_ACTS = new Set<string>(['accepted', 'declined', 'edited', 'won', 'lost']);

/** Answers a Submit by editing the message it came from; where Teams does not let us, by a message. */
export async function answerInPlace(app: App, turn: Turn, answer: DialogAnswer): Promise<void> {
  const { replyToId } = turn.envelope;
  if (!replyToId || answer.signIn) return answerWith(app, turn, answer);
  try {
    await app.messenger.update(turn.place, replyToId, {
      card: answer.card,
      summary: answer.card.fallbackText,
    });
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    await answerWith(app, turn, answer);
  }
}

export async function answerWithCard(app: App, turn: Turn, card: AdaptiveCard): Promise<void> {
  await answerWith(app, turn, { card, view: null });
}

/** An answer that Teams does not take is logged, not thrown: the turn itself was done. */
async function postOnce(app: App, turn: Turn, card: AdaptiveCard, summary: string): Promise<string | null> {
  try {
    return await app.messenger.post(turn.place, { card, summary }, turn.envelope.thread);
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn(
      { place: turn.place.id, problem: error.kind, status: error.status },
      'answer not taken by Teams',
    );
    return null;
  }
}

async function rememberAnswer(
  app: App,
  { place }: Turn,
  activityId: string,
  deal: { subject: string; version: number } | null,
  card: AdaptiveCard,
): Promise<void> {
  const now = app.clock.now();
  await savePosted(app.store.db, {
    id: newId(),
    placeId: place.id,
    subject: deal?.subject ?? PLACE,
    occasion: deal ? `copy:${activityId}` : `answer:${activityId}`,
    activityId,
    version: deal?.version ?? 0,
    hash: renderHash(card),
    postedAt: now,
    changedAt: now,
  });
}

async function tellDraft(app: App, { place }: Turn, draftId: string, activityId: string): Promise<void> {
  const draft = await findDraft(app.store.db, draftId);
  if (draft) await saveDraft(app.store.db, { ...draft, placeId: place.id, activityId });
}
