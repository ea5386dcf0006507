import { answerWith } from '../answer.ts';
import { openNewDealForm } from '../open-new-deal.ts';
import type { RunCommand } from './run-command.ts';

/** `new`: a deal of our own, in the person's own chat. */
export const newDealCommand: RunCommand = async (app, turn) => {
  const answer = await openNewDealForm(app, turn);
  if (answer) await answerWith(app, turn, answer);
};
