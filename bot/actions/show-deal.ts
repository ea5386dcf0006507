import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { showDealDetails } from '../../dialogs/details.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function showDeal(
  app: App,
  turn: Turn,
  { dealId }: Extract<CardAction, { verb: 'deal.show' }>,
): Promise<DialogAnswer> {
  return showDealDetails(dialogTurn(app, turn), dealId);
}
