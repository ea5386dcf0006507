import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { filterList } from '../../dialogs/filter-list.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function filterDeals(
  app: App,
  turn: Turn,
  { list, step, inputs }: Extract<CardAction, { verb: 'deals.filter' }>,
): Promise<DialogAnswer> {
  return filterList(dialogTurn(app, turn), { list, step, inputs });
}
