import type { CardAction } from '../../cards/card-action.ts';
import { accept } from '../../dialogs/accept.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { inTime } from '../in-time.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export async function acceptDeal(
  app: App,
  turn: Turn,
  { dealId, version, inputs }: Extract<CardAction, { verb: 'deal.accept' }>,
): Promise<DialogAnswer> {
  await adoptClickedMessage(app, turn, dealId);
  return inTime(
    app,
    turn,
    { dealId, verb: 'deal.accept' },
    accept(dialogTurn(app, turn), { dealId, version, inputs }),
  );
}
