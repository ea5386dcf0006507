import { showInsights } from '../../dialogs/insights.ts';
import { answerWith } from '../answer.ts';
import { dialogTurn } from '../turn.ts';
import type { RunCommand } from './run-command.ts';

const AS_USUAL = { period: null, dealType: null, country: null, solution: null };

/** The figures of the last 90 days; the card's filter asks for others. */
export const insightsCommand: RunCommand = async (app, turn) => {
  await answerWith(app, turn, await showInsights(dialogTurn(app, turn), { step: null, inputs: AS_USUAL }));
};
