import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { findAccess } from '../store/access.ts';
import { findDealsByIdPrefix, searchDeals, type StoredDeal } from '../store/deals.ts';
import { SHORTEST_SEARCH } from './deal-lists.ts';
import { glanceAtDeal, lookAtDeal, type Sight } from './look-at-deal.ts';

export type MeantDeals =
  /** Those of them that the person may see. */
  | { kind: 'found'; deals: StoredDeal[] }
  /** Deals were meant, and this person may see none of them. */
  | { kind: 'noAccess' }
  /** More than can be looked at one by one: what is meant is a search. */
  | { kind: 'tooMany' };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Beginnings of an id are taken for one from this length on. */
const ID_PREFIX = /^[0-9a-f][0-9a-f-]{5,}$/i;
/** Hits that are looked at one by one. */
const MOST_HITS = 10;

/** The deals that a person may have meant by an id, the beginning of one, or words of its name or customer (NAV-03). */
export async function findMeantDeals(
  services: Services,
  person: PersonKey,
  words: string,
): Promise<MeantDeals> {
  const hits = await candidates(services, words.trim());
  if (hits.length === 0 && GUID.test(words))
    return sorted([await lookAtDeal(services, person, words.toLowerCase())]);
  if (hits.length > MOST_HITS) return { kind: 'tooMany' };
  return sorted(await Promise.all(hits.map(({ deal }) => sightFor(services, person, deal.id))));
}

/** A refusal of some hours ago is not believed: the role may have come since, and it may have been for one deal only. */
async function sightFor(services: Services, person: PersonKey, dealId: string): Promise<Sight> {
  const access = await findAccess(services.store.db, person, dealId);
  return access?.maySee ? glanceAtDeal(services, person, dealId) : lookAtDeal(services, person, dealId);
}

async function candidates({ store: { db } }: Services, words: string): Promise<StoredDeal[]> {
  const byId = ID_PREFIX.test(words) ? await findDealsByIdPrefix(db, words.toLowerCase(), MOST_HITS + 1) : [];
  if (byId.length > 0 || words.length < SHORTEST_SEARCH) return byId;
  return searchDeals(db, words, MOST_HITS + 1);
}

function sorted(sights: Sight[]): MeantDeals {
  const stored = sights.map((sight) => ('stored' in sight ? sight.stored : null));
  const deals = stored.filter((deal): deal is StoredDeal => deal !== null);
  const isRefused = deals.length === 0 && sights.some(({ kind }) => kind === 'noAccess');
  return isRefused ? { kind: 'noAccess' } : { kind: 'found', deals };
}
