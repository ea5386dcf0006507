import { showList } from '../../dialogs/lists.ts';
import { answerWith } from '../answer.ts';
import type { RunCommand } from './run-command.ts';
import { dialogTurn } from '../turn.ts';

/** `search x`: deal name, customer, deal ID, notes (NAV-03). */
export const searchCommand: RunCommand = async (app, turn, argument) => {
  await answerWith(app, turn, await showList(dialogTurn(app, turn), 'search', 1, { query: argument }));
};
