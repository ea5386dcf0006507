import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';
import { beginWatch, endWatch } from '../watching.ts';

export function watch(app: App, turn: Turn): Promise<DialogAnswer> {
  return beginWatch(app, turn);
}

export function stopWatch(app: App, turn: Turn): Promise<DialogAnswer> {
  return endWatch(app, turn);
}
