import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { showDealDetails } from '../../dialogs/details.ts';
import { findPostedByActivity } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** The details stand in the message that was clicked; where that is a list, they know the way back to it. */
export async function showDeal(
  app: App,
  turn: Turn,
  { dealId }: Extract<CardAction, { verb: 'deal.show' }>,
): Promise<DialogAnswer> {
  const { replyToId } = turn.envelope;
  const posted = replyToId ? await findPostedByActivity(app.store.db, turn.place.id, replyToId) : null;
  return showDealDetails(dialogTurn(app, turn), dealId, { inList: posted?.subject === 'place' });
}
