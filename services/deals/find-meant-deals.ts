import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { findAccess } from '../store/access.ts';
import { findDealsByIdPrefix, searchDeals, type StoredDeal } from '../store/deals.ts';
import { SHORTEST_SEARCH } from './deal-lists.ts';
import { glanceAtDeal, lookAtDeal, type Sight } from './look-at-deal.ts';
import { readOpenDeals } from './read-open-deals.ts';

export type MeantDeals =
  /** Those of them that the person may see. */
  | { kind: 'found'; deals: StoredDeal[] }
  /** Deals were meant, and this person may see none of them. */
  | { kind: 'noAccess' }
  /** Nobody knows before they sign in. */
  | { kind: 'signIn' }
  /** More than can be looked at one by one: what is meant is a search. */
  | { kind: 'tooMany' };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Beginnings of an id are taken for one from this length on. */
const ID_PREFIX = /^[0-9a-f][0-9a-f-]{5,}$/i;
/** An answer is wanted within 3 s (teams.md 1.5). */
const READ_WITHIN_MS = 1500;
/** Hits that are looked at one by one. */
const MOST_HITS = 10;

/** The deals that a person may have meant by an id, the beginning of one, or words of its name or customer (NAV-03). */
export async function findMeantDeals(
  services: Services,
  person: PersonKey,
  words: string,
): Promise<MeantDeals> {
  const hits = await candidates(services, words.trim());
  if (hits.length > MOST_HITS) return { kind: 'tooMany' };
  const sights =
    hits.length === 0 && GUID.test(words)
      ? [await lookAtDeal(services, person, words.toLowerCase())]
      : await Promise.all(hits.map(({ deal }) => sightFor(services, person, deal.id)));
  const meant = sorted(sights);
  const isNothing = meant.kind === 'found' && meant.deals.length === 0;
  return isNothing ? nothingFor(services, person) : meant;
}

/** Whoever may read nothing gets the same answer for words that match no deal: else it would tell what there is. */
async function nothingFor(services: Services, person: PersonKey): Promise<MeantDeals> {
  const { kind } = await readOpenDeals(services, person, ['New'], AbortSignal.timeout(READ_WITHIN_MS));
  return kind === 'signIn' || kind === 'noAccess' ? { kind } : { kind: 'found', deals: [] };
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
  if (deals.length > 0) return { kind: 'found', deals };
  const why = (['signIn', 'noAccess'] as const).find((wanted) => sights.some(({ kind }) => kind === wanted));
  return why ? { kind: why } : { kind: 'found', deals };
}
