import { showSettings } from '../../dialogs/settings.ts';
import { answerWith } from '../answer.ts';
import { whyNotDecide } from '../following.ts';
import type { RunCommand } from './run-command.ts';

/** One's own settings in the personal chat; in a shared place those of the place, for people with the role. */
export const settingsCommand: RunCommand = async (app, turn) => {
  const { place, reader } = turn;
  const refusal = place.kind === 'personal' ? null : await whyNotDecide(app, turn);
  await answerWith(app, turn, refusal ?? { card: await showSettings(app, place, reader), view: null });
};
