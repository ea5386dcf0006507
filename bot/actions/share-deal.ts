import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { share } from '../../dialogs/share.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { inTime } from '../in-time.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** A deal of our own is shared further, in two steps at most. */
export async function shareOwnDeal(
  app: App,
  turn: Turn,
  { dealId, version, inputs, step }: Extract<CardAction, { verb: 'deal.share' }>,
): Promise<DialogAnswer> {
  await adoptClickedMessage(app, turn, dealId);
  const work = share(dialogTurn(app, turn), { dealId, version, inputs, step });
  return inTime(app, turn, { dealId, verb: 'deal.share' }, work);
}
