import { showDealDetails } from '../../dialogs/details.ts';
import type { RunCommand } from './run-command.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';

/** `deal x`: everything about one deal. */
export const dealCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.show', (dealId) => showDealDetails(dialogTurn(app, turn), dealId));
