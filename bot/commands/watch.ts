import { answerWith } from '../answer.ts';
import { beginWatch, endWatch } from '../watching.ts';
import type { RunCommand } from './run-command.ts';

/** `watch with my account`: new deals are looked for with this person's sign-in (PERM-06). */
export const watchCommand: RunCommand = async (app, turn) => {
  await answerWith(app, turn, await beginWatch(app, turn));
};

/** `stop watching`: no longer. */
export const stopWatchingCommand: RunCommand = async (app, turn) => {
  await answerWith(app, turn, await endWatch(app, turn));
};
