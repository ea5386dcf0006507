import { showList } from '../../dialogs/lists.ts';
import { answerWith } from '../answer.ts';
import type { RunCommand } from './run-command.ts';
import { dialogTurn } from '../turn.ts';

export const inboundCommand: RunCommand = async (app, turn) => {
  await answerWith(app, turn, await showList(dialogTurn(app, turn), 'inbound', 1));
};
