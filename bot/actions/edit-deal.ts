import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { submitEdit } from '../../dialogs/edit.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { inTime } from '../in-time.ts';
import { openEditForm } from '../open-edit.ts';
import { settleForm } from '../own-chat.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** Opens the form, keeps what was typed, or writes it. */
export async function editDeal(
  app: App,
  turn: Turn,
  { dealId, draftId, step, inputs }: Extract<CardAction, { verb: 'deal.edit' }>,
): Promise<DialogAnswer> {
  const asked = { dealId, verb: 'deal.edit' } as const;
  if (step === null) {
    await adoptClickedMessage(app, turn, dealId);
    const moved = { card: noticeCard({ kind: 'movedToChat' }, turn.reader), view: null };
    return inTime(
      app,
      turn,
      asked,
      openEditForm(app, turn, dealId).then((answer) => answer ?? moved),
    );
  }
  const request = { dealId, draftId, inputs, isSubmitted: step === 'submit' };
  const work = submitEdit(dialogTurn(app, turn), request).then((answer) =>
    settleForm(app, turn, dealId, answer),
  );
  return inTime(app, turn, asked, work);
}
