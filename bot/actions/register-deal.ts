import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { type RegisterRequest, stepRegistration } from '../../dialogs/register.ts';
import { findPostedByActivity } from '../../services/store/posted-cards.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { offerFile, withdrawOffer } from '../files/offer-file.ts';
import { inTime } from '../in-time.ts';
import { openRegistrationForm } from '../open-registration.ts';
import { settleForm } from '../own-chat.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** Opens the form (step null), or goes one step on with it. */
export async function registerDeal(
  app: App,
  turn: Turn,
  { dealId, step, inputs }: Extract<CardAction, { verb: 'deal.register' }>,
): Promise<DialogAnswer> {
  if (step !== null) return nextStep(app, turn, { dealId, inputs, step });
  await adoptClickedMessage(app, turn, dealId);
  const moved = { card: noticeCard({ kind: 'movedToChat' }, turn.reader), view: null };
  const work = openRegistrationForm(app, turn, dealId).then((answer) => answer ?? moved);
  return inTime(app, turn, { dealId, verb: 'deal.register' }, work);
}

/** Back from the review to the form. */
export function backToForm(
  app: App,
  turn: Turn,
  { dealId }: Extract<CardAction, { verb: 'dialog.back' }>,
): Promise<DialogAnswer> {
  return nextStep(app, turn, { dealId, inputs: {}, step: 'back' });
}

/**
 * A form that is a message of its own shows each step on all devices; one that stands in a copy of the deal is the
 * clicker's answer only, unless that came too late.
 */
async function nextStep(app: App, turn: Turn, request: RegisterRequest): Promise<DialogAnswer> {
  const { dealId } = request;
  const { replyToId } = turn.envelope;
  const isCopy =
    replyToId !== null && (await findPostedByActivity(app.store.db, turn.place.id, replyToId)) !== null;
  let isAnswered = false;
  const work = stepRegistration(dialogTurn(app, turn), request).then((answer) => {
    app.background('file offer', keepOffer(app, turn, dealId, answer));
    return isCopy && !isAnswered ? answer : settleForm(app, turn, dealId, answer);
  });
  const answer = await inTime(app, turn, { dealId, verb: 'deal.register' }, work);
  isAnswered = true;
  return answer;
}

/** The file stands beside a form that needs it, and goes with the form. */
async function keepOffer(app: App, turn: Turn, dealId: string, answer: DialogAnswer): Promise<void> {
  if (answer.file && answer.view) await offerFile(app, turn, answer.view, answer.file);
  else if (!answer.draftId) await withdrawOffer(app, turn, dealId);
}
