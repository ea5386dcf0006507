import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { stepNewDeal } from '../../dialogs/new-deal.ts';
import type { App } from '../app.ts';
import { ifInTime } from '../in-time.ts';
import { openNewDealForm, settleNewDeal } from '../open-new-deal.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** Opens the form of a new deal (step null), or goes one step on with it. */
export async function newDeal(
  app: App,
  turn: Turn,
  { step, draftId, inputs }: Extract<CardAction, { verb: 'deal.new' }>,
): Promise<DialogAnswer> {
  const { reader } = turn;
  const moved = { card: noticeCard({ kind: 'movedToChat' }, reader), view: null };
  const work =
    step === null
      ? openNewDealForm(app, turn).then((answer) => answer ?? moved)
      : stepNewDeal(dialogTurn(app, turn), { step, draftId, inputs }).then((answer) =>
          settleNewDeal(app, turn, answer),
        );
  const answer = await ifInTime(turn, work);
  if (answer !== null) return answer;
  // The message is edited when it is done.
  app.background('new deal after its answer', work);
  return { card: noticeCard({ kind: 'working' }, reader), view: null };
}
