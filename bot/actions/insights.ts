import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { askedInsightFile } from '../../dialogs/insight-file.ts';
import { showInsights as show } from '../../dialogs/insights.ts';
import type { App } from '../app.ts';
import { offerInsightFile } from '../files/offer-file.ts';
import { dialogTurn, type Turn } from '../turn.ts';

export function showInsights(
  app: App,
  turn: Turn,
  { step, inputs }: Extract<CardAction, { verb: 'insights.show' }>,
): Promise<DialogAnswer> {
  return show(dialogTurn(app, turn), { step, inputs });
}

/** The deals behind the figures, offered as a file in a message of its own. */
export async function offerInsights(
  app: App,
  turn: Turn,
  { inputs }: Extract<CardAction, { verb: 'insights.file' }>,
): Promise<DialogAnswer> {
  const dialog = dialogTurn(app, turn);
  if (!dialog.takesFiles) return show(dialog, { step: null, inputs });
  const asked = await askedInsightFile(dialog, inputs);
  if (asked.kind === 'refused') return asked.answer;
  await offerInsightFile(app, turn, asked.file, { rows: asked.rows, inputs });
  return {
    card: noticeCard({ kind: 'insightFileOffered', args: { rows: asked.rows } }, turn.reader),
    view: null,
  };
}
