import { decline } from '../../dialogs/decline.ts';
import type { RunCommand } from './run-command.ts';
import { inTime } from '../in-time.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';

/** `decline x`: final, so it always opens the form with the reason (LIFE-11). */
export const declineCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.decline', (dealId) => {
    const request = { dealId, version: null, inputs: { reason: null, note: null }, isSubmitted: false };
    return inTime(app, turn, { dealId, verb: 'deal.decline' }, decline(dialogTurn(app, turn), request));
  });
