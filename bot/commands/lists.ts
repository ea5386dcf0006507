import type { ListName } from '../../services/deals/deal-lists.ts';
import { showList } from '../../dialogs/lists.ts';
import { answerWith } from '../answer.ts';
import type { RunCommand } from './run-command.ts';
import { dialogTurn } from '../turn.ts';

/** A list, its first page. */
const listCommand =
  (list: ListName): RunCommand =>
  async (app, turn) => {
    await answerWith(app, turn, await showList(dialogTurn(app, turn), list, 1));
  };

export const inboundCommand = listCommand('inbound');
export const outboundCommand = listCommand('outbound');
export const dealsCommand = listCommand('deals');
export const expiringCommand = listCommand('expiring');
export const favoritesCommand = listCommand('favorites');
export const closedCommand = listCommand('closed');
export const leadsCommand = listCommand('leads');
export const leadFavoritesCommand = listCommand('leadFavorites');
