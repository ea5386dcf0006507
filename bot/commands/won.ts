import { win } from '../../dialogs/win.ts';
import { inTime } from '../in-time.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';
import type { RunCommand } from './run-command.ts';

/** `won x`: final, so it always opens the form (SEED-08). */
export const wonCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.won', (dealId) => {
    const request = { dealId, version: null, inputs: { confirm: null, solutionId: null }, step: null };
    return inTime(app, turn, { dealId, verb: 'deal.won' }, win(dialogTurn(app, turn), request));
  });
