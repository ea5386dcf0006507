import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { showDealDetails } from '../../dialogs/details.ts';
import type { App } from '../app.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import { findClickedCard, isList } from '../clicked-card.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** The details stand in the message that was clicked; where that is a list, they know the way back to it. */
export async function showDeal(
  app: App,
  turn: Turn,
  { dealId }: Extract<CardAction, { verb: 'deal.show' }>,
): Promise<DialogAnswer> {
  const clicked = await findClickedCard(app, turn);
  const answer = await showDealDetails(dialogTurn(app, turn), dealId, { inList: isList(clicked) });
  if (answer.view && !clicked) await adoptClickedMessage(app, turn, dealId);
  return answer;
}
