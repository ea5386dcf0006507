import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { dealIdsWithAccess } from '../store/access.ts';
import { type DealPage, type DealQuery, findDealPage, findUnknownDeals } from '../store/deal-pages.ts';
import { findDealsByIds, type StoredDeal } from '../store/deals.ts';
import { type DealFilters, LIST_RULES, type ListName } from './deal-lists.ts';
import { type Learning, learnInTime } from './learn-in-time.ts';
import { ACCESS_KEEPS_MS, glanceAtDeal, lookAtDeal } from './look-at-deal.ts';
import { readOpenDeals } from './read-open-deals.ts';

export interface ListRequest {
  list: ListName;
  /** From 1; pages beyond the end show the last one. */
  page: number;
  pageSize: number;
  filters: DealFilters;
  /** Only for `search`. */
  words?: string | null;
}

export type DealListing =
  | {
      kind: 'listed';
      /** One page, in order; only deals that the person may see. */
      deals: StoredDeal[];
      page: number;
      pages: number;
      /** On all pages, counted up to 500. */
      total: number;
      /** There are more than are counted. */
      hasMore: boolean;
      /** Set where Partner Center did not answer: when the oldest of them was read. */
      asOf: Date | null;
      /** More may turn up: what the person may see of older deals is being read. */
      isLearning: boolean;
    }
  | { kind: 'noAccess' }
  | { kind: 'signIn' }
  | { kind: 'unavailable' };

/** What lists need of the program. */
export type Listing = Learning;

/** Answers are wanted within 3 s (teams.md 1.5): reading open deals, learning, looking at single ones. */
const READ_WITHIN_MS = 1500;
const LOOK_WITHIN_MS = 1000;
/** Deals of unknown access that one answer looks at. */
const MOST_LOOKED_AT = 20;

/**
 * One page of a list (NAV-01, NAV-02) as one person may see it. Lists of open deals are read afresh under the person's
 * own rights; the others are what is known, after learning what may be seen of it.
 */
export async function listDeals(
  services: Listing,
  person: PersonKey,
  request: ListRequest,
): Promise<DealListing> {
  const rule = LIST_RULES[request.list];
  const query: DealQuery = { person, rule, filters: request.filters, words: request.words ?? null };
  if (rule.reads) {
    const reading = await readOpenDeals(services, person, rule.reads, AbortSignal.timeout(READ_WITHIN_MS));
    if (reading.kind === 'noAccess' || reading.kind === 'signIn') return reading;
    return listed(services, query, request, { isFresh: reading.kind === 'read', isLearning: false });
  }
  const learnt = await learnInTime(services, person);
  if (learnt === 'noAccess' || learnt === 'signIn') return { kind: learnt };
  await lookAtUnknown(services, query, request);
  return listed(services, query, request, {
    isFresh: learnt !== 'unavailable',
    isLearning: learnt === 'late',
  });
}

/** Where the page has room left: deals that might belong on it, looked at under the person's own rights. */
async function lookAtUnknown(services: Listing, query: DealQuery, request: ListRequest): Promise<void> {
  const { db } = services.store;
  const { ids } = await pageOf(services, query, request);
  if (ids.length === request.pageSize) return;
  const since = longAgo(services);
  const unknown = await findUnknownDeals(db, query, { since, limit: MOST_LOOKED_AT });
  const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
  await Promise.all(unknown.map((id) => lookAtDeal(services, query.person, id, signal)));
}

async function listed(
  services: Listing,
  query: DealQuery,
  request: ListRequest,
  { isFresh, isLearning }: { isFresh: boolean; isLearning: boolean },
): Promise<DealListing> {
  const { ids, total, hasMore, page, pages } = await pageOf(services, query, request);
  if (!isFresh && total === 0) return { kind: 'unavailable' };
  const known = await findDealsByIds(services.store.db, ids);
  const deals = isFresh ? await stillVisible(services, query.person, known) : known;
  return {
    kind: 'listed',
    deals,
    page,
    pages,
    total: total - (known.length - deals.length),
    hasMore,
    asOf: isFresh ? null : oldestReading(deals),
    isLearning,
  };
}

async function pageOf(
  { store: { db } }: Services,
  query: DealQuery,
  { page, pageSize }: ListRequest,
): Promise<DealPage & { page: number; pages: number }> {
  const found = await findDealPage(db, query, { limit: pageSize, offset: (page - 1) * pageSize });
  const pages = Math.max(1, Math.ceil(found.total / pageSize));
  if (page <= pages) return { ...found, page, pages };
  const last = await findDealPage(db, query, { limit: pageSize, offset: (pages - 1) * pageSize });
  return { ...last, page: pages, pages };
}

/** What was learnt long ago is looked at again before it is named. */
async function stillVisible(
  services: Listing,
  person: PersonKey,
  known: readonly StoredDeal[],
): Promise<StoredDeal[]> {
  const ids = known.map(({ deal }) => deal.id);
  const visible = await dealIdsWithAccess(services.store.db, person, ids, longAgo(services));
  const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
  const looked = known.map(async (stored) => {
    if (visible.has(stored.deal.id)) return stored;
    const sight = await glanceAtDeal(services, person, stored.deal.id, signal);
    return 'stored' in sight ? sight.stored : null;
  });
  return (await Promise.all(looked)).filter((stored) => stored !== null);
}

/** What was learnt before is not believed any more. */
function longAgo({ clock }: Services): Date {
  return new Date(clock.now().getTime() - ACCESS_KEEPS_MS);
}

function oldestReading(deals: readonly StoredDeal[]): Date {
  return new Date(Math.min(...deals.map(({ recordedAt }) => recordedAt.getTime())));
}
