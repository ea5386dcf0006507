import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { findOpenForm, type OpenedForm } from '../dialogs/draft-form.ts';
import { openKnownRegistration, openRegistration } from '../dialogs/register.ts';
import { REGISTER } from '../dialogs/registration-draft.ts';
import { viewDeal } from '../dialogs/view-deal.ts';
import { wantRegistrationOffer } from '../services/deals/registration-deliveries.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import { findPlace } from '../services/store/places.ts';
import { findPostedByActivity } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import { ownChatOf, postForm, supersedeForm } from './own-chat.ts';
import { dialogTurn, type Turn } from './turn.ts';

type Form = Extract<OpenedForm, { kind: 'form' }>;

/**
 * Opens the registration form: in the clicked message in the person's own chat, as a message of its own there else.
 * @returns what answers where it was asked; null where the posted form itself is the answer
 */
export async function openRegistrationForm(
  app: App,
  turn: Turn,
  dealId: string,
): Promise<DialogAnswer | null> {
  const at = await whereFormStands(app, turn);
  if (!at) return { card: noticeCard({ kind: 'noChat' }, turn.reader), view: null };
  const opened = await openRegistration(dialogTurn(app, turn), dealId, at);
  if (opened.kind === 'refused') return opened.answer;
  return placeForm(app, turn, opened, { kind: 'continuedInChat' });
}

/** Goes on with the form at once after Won, which is done whatever becomes of the form. */
export async function goOnWithRegistration(
  app: App,
  turn: Turn,
  stored: StoredDeal,
  done: DialogAnswer,
): Promise<DialogAnswer | null> {
  const at = await whereFormStands(app, turn);
  if (!at) return done;
  const opened = await openKnownRegistration(dialogTurn(app, turn), stored, at, { kind: 'won' });
  return placeForm(app, turn, opened, { kind: 'wonContinuedInChat' });
}

/**
 * The same where the click was answered before Won was done: a message of its own in the person's own chat, once. What
 * Teams does not take now is offered as soon as it does.
 */
export async function followWithRegistration(app: App, turn: Turn, stored: StoredDeal): Promise<void> {
  const place = await ownChatOf(app, turn);
  const dialog = dialogTurn(app, turn);
  if (!place || (await findOpenForm(dialog, stored.deal.id, REGISTER))) return;
  const at = { placeId: place.id, activityId: null };
  const { answer, isFresh } = await openKnownRegistration(dialog, stored, at, { kind: 'won' });
  if (!isFresh || (await postForm(app, place, answer))) return;
  await wantRegistrationOffer(app, turn.person, stored.deal.id);
}

async function whereFormStands(app: App, turn: Turn) {
  const place = await ownChatOf(app, turn);
  if (!place) return null;
  const isHere = place.id === turn.place.id;
  return { placeId: place.id, activityId: isHere ? turn.envelope.replyToId : null };
}

async function placeForm(
  app: App,
  turn: Turn,
  { answer, stored, before }: Form,
  elsewhere: Banner,
): Promise<DialogAnswer | null> {
  const { replyToId } = turn.envelope;
  const place = await ownChatOf(app, turn);
  if (before) await supersede(app, turn, before);
  if (!place || (place.id === turn.place.id && replyToId)) return answer;
  if (!(await postForm(app, place, answer)))
    return { card: noticeCard({ kind: 'noChat' }, turn.reader), view: null };
  if (place.id === turn.place.id) return null;
  if (!replyToId) return { card: noticeCard({ kind: 'movedToChat' }, turn.reader), view: null };
  const view = await viewDeal(app, stored, { readAtOnce: true, banner: elsewhere });
  return { card: dealCard(view, turn.reader), view };
}

/** An older form of the same draft, where it was a message of its own and not this one. */
async function supersede(app: App, turn: Turn, { placeId, activityId }: NonNullable<Form['before']>) {
  if (activityId === null || activityId === turn.envelope.replyToId) return;
  const { db } = app.store;
  const oldPlace = await findPlace(db, placeId);
  const isCopy = (await findPostedByActivity(db, placeId, activityId)) !== null;
  if (oldPlace && !isCopy) await supersedeForm(app, turn, oldPlace, activityId);
}
