import { dealCard } from '../cards/deal-card.ts';
import { noticeCard } from '../cards/notice-card.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { openEdit } from '../dialogs/edit.ts';
import { viewDeal } from '../dialogs/view-deal.ts';
import { findPlace } from '../services/store/places.ts';
import type { App } from './app.ts';
import { ownChatOf, postForm, supersedeForm } from './own-chat.ts';
import { dialogTurn, type Turn } from './turn.ts';

/**
 * Opens the edit form as a message of its own in the person's chat.
 * @returns what answers where it was asked; null where the form itself is the answer (typed in the person's own chat)
 */
export async function openEditForm(app: App, turn: Turn, dealId: string): Promise<DialogAnswer | null> {
  const { reader } = turn;
  const place = await ownChatOf(app, turn);
  if (!place) return { card: noticeCard({ kind: 'noChat' }, reader), view: null };
  const opened = await openEdit(dialogTurn(app, turn), dealId, { placeId: place.id });
  if (opened.kind === 'refused') return opened.answer;
  if (!(await postForm(app, place, opened.answer)))
    return { card: noticeCard({ kind: 'noChat' }, reader), view: null };
  const { before } = opened;
  const oldPlace = before?.activityId ? await findPlace(app.store.db, before.placeId) : null;
  if (oldPlace && before?.activityId) await supersedeForm(app, turn, oldPlace, before.activityId);

  if (!turn.envelope.replyToId && place.id === turn.place.id) return null;
  if (!turn.envelope.replyToId) return { card: noticeCard({ kind: 'movedToChat' }, reader), view: null };
  const kind = place.id === turn.place.id ? 'continuedBelow' : 'continuedInChat';
  const view = await viewDeal(app, opened.stored, { readAtOnce: true, banner: { kind } });
  return { card: dealCard(view, reader), view };
}
