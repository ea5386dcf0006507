import { noticeCard } from '../../cards/notice-card.ts';
import { signInWanted } from '../../dialogs/sign-in.ts';
import { answerWith, answerWithCard } from '../answer.ts';
import { dialogTurn } from '../turn.ts';
import type { RunCommand } from './run-command.ts';

/** `sign in`: for Partner Center, with the person's own rights. */
export const signInCommand: RunCommand = async (app, turn) => {
  if (!app.signIn) return answerWithCard(app, turn, noticeCard({ kind: 'noSignIn' }, turn.reader));
  await answerWith(app, turn, await signInWanted(dialogTurn(app, turn)));
};
