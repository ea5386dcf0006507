import type { CardAction } from '../../cards/card-action.ts';
import { cancel } from '../../dialogs/cancel.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function cancelDialog(
  app: App,
  turn: Turn,
  { dealId }: Extract<CardAction, { verb: 'dialog.cancel' }>,
): Promise<DialogAnswer> {
  return cancel(dialogTurn(app, turn), dealId);
}
