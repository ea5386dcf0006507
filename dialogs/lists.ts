import type { ListName } from '../cards/card-action.ts';
import { type DealList, dealListCard } from '../cards/deal-list-card.ts';
import type { RowVerb } from '../cards/deal-rows.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { listInbound } from '../services/deals/list-inbound.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { FRESH_WITHIN_MS } from './fresh-within.ts';
import { viewDeal } from './view-deal.ts';

/** Deals on one page of a list. */
const PAGE_SIZE = 10;
/**
 * One page of the deals that wait for an answer. Pages beyond the end show the last one.
 * @param pick what a tap on a row does; null: shows the deal
 */
export async function showList(
  turn: DialogTurn,
  list: ListName,
  page: number,
  pick: RowVerb | null = null,
): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  const inbound = await listInbound(services, decider, AbortSignal.timeout(FRESH_WITHIN_MS));
  if (inbound.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, reader), view: null };
  if (inbound.kind === 'signIn') return { card: noticeCard({ kind: 'signInNeeded' }, reader), view: null };
  if (inbound.kind === 'unavailable' && inbound.deals.length === 0) {
    return { card: noticeCard({ kind: 'unavailable' }, reader), view: null };
  }
  const asOf = inbound.kind === 'unavailable' ? lastReading(inbound.deals) : null;
  return drawList(turn, inbound.deals, { list, page, asOf, pick });
}

/** Draws deals that the person may see, a page at a time. */
export async function drawList(
  { services, reader }: DialogTurn,
  deals: readonly StoredDeal[],
  { list, page, ...rest }: Pick<DealList, 'list' | 'page' | 'asOf' | 'pick' | 'query'>,
): Promise<DialogAnswer> {
  const pages = Math.max(1, Math.ceil(deals.length / PAGE_SIZE));
  const shown = Math.min(page, pages);
  const items = await Promise.all(
    deals
      .slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE)
      .map((stored) => viewDeal(services, stored, { readAtOnce: true })),
  );
  return {
    card: dealListCard({ ...rest, list, items, page: shown, pages, total: deals.length }, reader),
    view: null,
  };
}

function lastReading(deals: readonly StoredDeal[]): Date {
  return new Date(Math.max(...deals.map(({ recordedAt }) => recordedAt.getTime())));
}
