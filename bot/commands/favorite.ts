import { favorite } from '../../dialogs/favorite.ts';
import type { RunCommand } from './run-command.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';

/** `favorite x`: onto this person's own list (FAV-01). */
export const favoriteCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.favorite', (dealId) =>
    favorite(dialogTurn(app, turn), { dealId, keep: true }),
  );

/** `unfavorite x`: off it. */
export const unfavoriteCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.unfavorite', (dealId) =>
    favorite(dialogTurn(app, turn), { dealId, keep: false }),
  );
