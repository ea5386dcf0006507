import type { CardAction } from '../../cards/card-action.ts';
import { cancel } from '../../dialogs/cancel.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import type { App } from '../app.ts';
import { withdrawOffer } from '../files/offer-file.ts';
import { becomeCopy } from '../own-chat.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** A form in a message of its own leaves a copy of the deal in its place. */
export async function cancelDialog(
  app: App,
  turn: Turn,
  { dealId, draftId }: Extract<CardAction, { verb: 'dialog.cancel' }>,
): Promise<DialogAnswer> {
  const answer = await cancel(dialogTurn(app, turn), dealId, draftId);
  const { replyToId } = turn.envelope;
  if (replyToId) await becomeCopy(app, turn.place, replyToId, dealId);
  await withdrawOffer(app, turn, dealId);
  return answer;
}
