import { type DealList, dealListCard } from '../cards/deal-list-card.ts';
import type { RowVerb } from '../cards/card-action.ts';
import { noticeCard } from '../cards/notice-card.ts';
import {
  type DealFilters,
  type ListName,
  NO_FILTERS,
  SHORTEST_SEARCH,
} from '../services/deals/deal-lists.ts';
import { listDeals } from '../services/deals/list-deals.ts';
import { findListFilters } from '../services/deals/list-filters.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { solutionsOf } from './new-deal-lookups.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { offersWatchHere } from './watch-offer.ts';
import { viewDeals } from './view-deal.ts';

/** Deals on one page of a list. */
const PAGE_SIZE = 10;

export interface ListAsked {
  /** What a tap on a row does; null: shows the deal. A list to pick from has none of the person's filters. Default null */
  pick?: RowVerb | null;
  /** What is searched for; only for `search`. */
  query?: string | null;
}

/** One page of a list; pages beyond the end show the last one. The person's filters stay until cleared (NAV-04). */
export async function showList(
  turn: DialogTurn,
  list: ListName,
  page: number,
  { pick = null, query = null }: ListAsked = {},
): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  const words = list === 'search' ? (query ?? '').trim() : null;
  if (words !== null && words.length < SHORTEST_SEARCH) {
    return { card: noticeCard({ kind: 'queryTooShort' }, reader), view: null };
  }
  const filters = pick ? pickFilters(pick, list) : await findListFilters(services.store.db, decider, list);
  const listing = await listDeals(services, decider, { list, page, pageSize: PAGE_SIZE, filters, words });
  if (listing.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, reader), view: null };
  if (listing.kind === 'signIn') return signInAnswer(reader);
  if (listing.kind === 'unavailable')
    return { card: noticeCard({ kind: 'unavailable' }, reader), view: null };
  const { deals, ...rest } = listing;
  const offersWatch = list === 'inbound' && (await offersWatchHere(turn));
  const newDeal = list === 'outbound' && !pick ? await newDealOffer(turn) : undefined;
  const shown = { ...rest, list, query: words, pick, filters, offersWatch };
  return drawPage(turn, deals, { ...shown, ...(newDeal && { newDeal }) });
}

/** Greyed while no co-sell-ready solution of ours is known (SEED-20). */
async function newDealOffer(turn: DialogTurn): Promise<NonNullable<DealList['newDeal']>> {
  return (await solutionsOf(turn)).length > 0 ? 'open' : 'noSolution';
}

/** Only what can be picked for this: no new deal is won (WON-01), none but a won one is registered (REG-01). What words found is all shown. */
const PICK_STATE: { [V in RowVerb]?: DealFilters['state'] } = {
  'deal.won': 'accepted',
  'deal.lost': 'accepted',
  'deal.edit': 'accepted',
  'deal.register': 'won',
};

function pickFilters(pick: RowVerb, list: ListName): DealFilters {
  return { ...NO_FILTERS, state: list === 'search' ? null : (PICK_STATE[pick] ?? null) };
}

/** Draws the few deals that words found, and that the person may see, on one page. */
export function drawHits(
  turn: DialogTurn,
  deals: readonly StoredDeal[],
  shown: Pick<DealList, 'pick' | 'query'>,
): Promise<DialogAnswer> {
  return drawPage(turn, deals, { ...shown, list: 'search', page: 1, pages: 1, total: deals.length });
}

async function drawPage(
  { services, reader }: DialogTurn,
  deals: readonly StoredDeal[],
  shown: Omit<DealList, 'items'>,
): Promise<DialogAnswer> {
  const items = await viewDeals(services, deals, { readAtOnce: true });
  return { card: dealListCard({ ...shown, items }, reader), view: null };
}
