import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { showList } from '../../dialogs/lists.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function pageDeals(
  app: App,
  turn: Turn,
  { list, page, query, pick }: Extract<CardAction, { verb: 'deals.page' }>,
): Promise<DialogAnswer> {
  return showList(dialogTurn(app, turn), list, page, { query, pick });
}
