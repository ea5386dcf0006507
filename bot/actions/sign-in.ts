import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { signInWanted } from '../../dialogs/sign-in.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function signInPerson(app: App, turn: Turn): Promise<DialogAnswer> {
  return signInWanted(dialogTurn(app, turn));
}
