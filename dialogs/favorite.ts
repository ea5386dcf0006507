import { noticeCard } from '../cards/notice-card.ts';
import { keepFavorite } from '../services/deals/keep-favorite.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { removeFavorite } from '../services/store/favorites.ts';
import { showDealDetails } from './details.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { FRESH_WITHIN_MS } from './fresh-within.ts';

export interface FavoriteRequest {
  dealId: string;
  /** Keep it as a favourite, or keep it no more? */
  keep: boolean;
  /** The answer takes the place of a list. Default false */
  inList?: boolean;
}

/**
 * Keeps a deal as this person's favourite, or no more (SEED-07, FAV-01, FAV-02); closed ones too. Saying it twice
 * changes nothing. Partner Center's own star is left alone: it is shared, and no documented patch sets it (FAV-04).
 */
export async function favorite(turn: DialogTurn, request: FavoriteRequest): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  const { dealId, keep, inList = false } = request;
  const { db } = services.store;
  if (!keep) {
    // Also of a deal that the person lost sight of.
    const wasOne = await removeFavorite(db, decider, dealId);
    const answer = await showDealDetails(turn, dealId, { inList, banner: { kind: 'unfavorited' } });
    return wasOne && !answer.view && !answer.signIn
      ? { card: noticeCard({ kind: 'unfavorited' }, reader), view: null }
      : answer;
  }
  const sight = await lookAtDeal(services, decider, dealId, AbortSignal.timeout(FRESH_WITHIN_MS));
  const known = sight.kind === 'seen' || sight.kind === 'unavailable' ? sight.stored : null;
  if (known) await keepFavorite(services, decider, known);
  return showDealDetails(turn, dealId, { inList, banner: known ? { kind: 'favorited' } : null });
}
