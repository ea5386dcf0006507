import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { favorite } from '../../dialogs/favorite.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { findClickedCard, isList } from '../clicked-card.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** The heart: puts the deal on this person's own list, or takes it off. */
export async function favoriteDeal(
  app: App,
  turn: Turn,
  { dealId, verb }: Extract<CardAction, { verb: 'deal.favorite' | 'deal.unfavorite' }>,
): Promise<DialogAnswer> {
  const clicked = await findClickedCard(app, turn);
  const wish = { dealId, keep: verb === 'deal.favorite', inList: isList(clicked) };
  const answer = await favorite(dialogTurn(app, turn), wish);
  if (answer.view && !clicked) await adoptClickedMessage(app, turn, dealId);
  return answer;
}
