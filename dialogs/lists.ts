import { type DealList, dealListCard } from '../cards/deal-list-card.ts';
import type { RowVerb } from '../cards/deal-rows.ts';
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
import { viewDeal } from './view-deal.ts';

/** Deals on one page of a list. */
const PAGE_SIZE = 10;

export interface ListAsked {
  /** What a tap on a row does; null: shows the deal. A list to pick from is never filtered. Default null */
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
  const filters = pick ? pickFilters(pick) : await findListFilters(services.store.db, decider, list);
  const listing = await listDeals(services, decider, { list, page, pageSize: PAGE_SIZE, filters, words });
  if (listing.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, reader), view: null };
  if (listing.kind === 'signIn') return { card: noticeCard({ kind: 'signInNeeded' }, reader), view: null };
  if (listing.kind === 'unavailable')
    return { card: noticeCard({ kind: 'unavailable' }, reader), view: null };
  const { deals, ...rest } = listing;
  return drawPage(turn, deals, { ...rest, list, query: words, pick, filters });
}

/** Only what can be picked for this: no new deal is won (WON-01), none but a won one is registered (REG-01). */
const PICK_STATE: { [V in RowVerb]?: DealFilters['state'] } = {
  'deal.won': 'accepted',
  'deal.lost': 'accepted',
  'deal.edit': 'accepted',
  'deal.register': 'won',
};

function pickFilters(pick: RowVerb): DealFilters {
  return { ...NO_FILTERS, state: PICK_STATE[pick] ?? null };
}

/** Draws deals that the person may see, a page at a time. */
export async function drawList(
  turn: DialogTurn,
  deals: readonly StoredDeal[],
  shown: Pick<DealList, 'list' | 'page' | 'asOf' | 'pick' | 'query'>,
): Promise<DialogAnswer> {
  const pages = Math.max(1, Math.ceil(deals.length / PAGE_SIZE));
  const page = Math.min(shown.page, pages);
  const onPage = deals.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return drawPage(turn, onPage, { ...shown, page, pages, total: deals.length });
}

async function drawPage(
  { services, reader }: DialogTurn,
  deals: readonly StoredDeal[],
  shown: Omit<DealList, 'items'>,
): Promise<DialogAnswer> {
  const items = await Promise.all(deals.map((stored) => viewDeal(services, stored, { readAtOnce: true })));
  return { card: dealListCard({ ...shown, items }, reader), view: null };
}
