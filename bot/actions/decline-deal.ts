import type { CardAction } from '../../cards/card-action.ts';
import { decline } from '../../dialogs/decline.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { inTime } from '../in-time.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export async function declineDeal(
  app: App,
  turn: Turn,
  { dealId, version, inputs, step }: Extract<CardAction, { verb: 'deal.decline' }>,
): Promise<DialogAnswer> {
  await adoptClickedMessage(app, turn, dealId);
  const request = { dealId, version, inputs, isSubmitted: step !== null };
  return inTime(app, turn, { dealId, verb: 'deal.decline' }, decline(dialogTurn(app, turn), request));
}
