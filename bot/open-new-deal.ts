import { noticeCard } from '../cards/notice-card.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { openNewDeal } from '../dialogs/new-deal.ts';
import { findPlace } from '../services/store/places.ts';
import { findPostedByActivity, forgetPosted } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import { PLACE } from './answer.ts';
import { becomeCopy, editForm, ownChatOf, postForm, supersedeForm } from './own-chat.ts';
import { dialogTurn, type Turn } from './turn.ts';

/**
 * Opens the form of a new deal: in the clicked message in the person's own chat, as a message of its own there else.
 * @returns what answers where it was asked; null where the posted form itself is the answer
 */
export async function openNewDealForm(app: App, turn: Turn): Promise<DialogAnswer | null> {
  const { reader } = turn;
  const { replyToId } = turn.envelope;
  const place = await ownChatOf(app, turn);
  if (!place) return { card: noticeCard({ kind: 'noChat' }, reader), view: null };
  const isHere = place.id === turn.place.id;
  const at = { placeId: place.id, activityId: isHere ? replyToId : null };
  const opened = await openNewDeal(dialogTurn(app, turn), at);
  if (opened.kind === 'refused') return opened.answer;
  const { before, answer } = opened;
  if (before?.activityId && before.activityId !== at.activityId) {
    const oldPlace = await findPlace(app.store.db, before.placeId);
    if (oldPlace) await supersedeForm(app, turn, oldPlace, before.activityId);
  }
  if (isHere && replyToId) return settleNewDeal(app, turn, answer);
  if (!(await postForm(app, place, answer)))
    return { card: noticeCard({ kind: 'noChat' }, reader), view: null };
  return isHere ? null : { card: noticeCard({ kind: 'movedToChat' }, reader), view: null };
}

/**
 * After a button of the form: its message shows the same on all the person's devices, and becomes a copy of the deal
 * once there is one.
 */
export async function settleNewDeal(app: App, turn: Turn, answer: DialogAnswer): Promise<DialogAnswer> {
  const { replyToId } = turn.envelope;
  if (!replyToId || answer.signIn) return answer;
  if (answer.view && !answer.draftId) {
    // A list or help that the form took the place of is none any more.
    const posted = await findPostedByActivity(app.store.db, turn.place.id, replyToId);
    if (posted?.subject === PLACE) await forgetPosted(app.store.db, posted.id);
    await becomeCopy(app, turn.place, replyToId, answer.view.deal.id);
    return answer;
  }
  await editForm(app, turn.place, replyToId, answer.card);
  return answer;
}
