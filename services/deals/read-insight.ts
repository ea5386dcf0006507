import type { PersonKey } from '../people/person.ts';
import { stewardName } from '../stewards/steward-reader.ts';
import { findDealsByIds, type StoredDeal } from '../store/deals.ts';
import {
  countDeals,
  countriesOfCounted,
  hasUnknownDeals,
  idsOfCounted,
  type InsightQuery,
  medianMinutesToDecide,
} from '../store/insight-counts.ts';
import { type Insight, summarizeDeals } from './insight.ts';
import { type InsightFilters, periodStart } from './insight-filters.ts';
import { type Learning, learnInTime } from './learn-in-time.ts';

export type InsightReading =
  | {
      kind: 'read';
      insight: Insight;
      /** Minutes; null: nothing was decided. */
      medianMinutes: number | null;
      /** `learning`: what the person may see is being read; `unknown`: of some deals it is not known; null: all is counted. */
      incomplete: 'learning' | 'unknown' | null;
      /** Partner Center does not answer: these are the deals as they were last read. */
      isStale: boolean;
    }
  | { kind: 'noAccess' }
  | { kind: 'signIn' };

/** The figures of a period, of what this person may see only (PERM-02, PERM-08). */
export async function readInsight(
  services: Learning,
  person: PersonKey,
  filters: InsightFilters,
): Promise<InsightReading> {
  const learnt = await learnInTime(services, person);
  if (learnt === 'noAccess' || learnt === 'signIn') return { kind: learnt };
  const { db } = services.store;
  const query = queryOf(services, person, filters);
  const insight = summarizeDeals(await countDeals(db, query));
  const medianMinutes = await medianMinutesToDecide(db, query);
  const incomplete = learnt === 'late' ? 'learning' : (await hasUnknownDeals(db, query)) ? 'unknown' : null;
  return { kind: 'read', insight, medianMinutes, incomplete, isStale: learnt === 'unavailable' };
}

/** The newest of the counted deals, for a file. */
export async function countedDeals(
  services: Learning,
  person: PersonKey,
  filters: InsightFilters,
  most: number,
): Promise<StoredDeal[]> {
  const { db } = services.store;
  return findDealsByIds(db, await idsOfCounted(db, queryOf(services, person, filters), most));
}

/** Countries that the form offers, the most frequent first. */
export function countriesToCount(
  services: Learning,
  person: PersonKey,
  filters: InsightFilters,
  most: number,
): Promise<string[]> {
  return countriesOfCounted(services.store.db, queryOf(services, person, filters), most);
}

function queryOf({ watchedBy, clock }: Learning, person: PersonKey, filters: InsightFilters): InsightQuery {
  return {
    person,
    steward: watchedBy === 'local' ? null : stewardName(person),
    since: periodStart(filters.period, clock.now()),
    filters,
  };
}
