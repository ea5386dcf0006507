import type { Deal } from '../deals/deal.ts';
import { LIST_RULES, NO_FILTERS } from '../deals/deal-lists.ts';
import type { PersonKey } from '../people/person.ts';
import type { Db } from './database.ts';
import { findDealPage } from './deal-pages.ts';
import { findDealsByIds } from './deals.ts';

/**
 * Deals that this person is known to be allowed to see and that name a customer so: every one of the words occurs in
 * the customer's name, the deal's name, its notes or the D-U-N-S number. Last changed first; no words, no deals.
 */
export async function findDealsNaming(
  db: Db,
  person: PersonKey,
  words: string,
  limit: number,
): Promise<Deal[]> {
  const query = { person, rule: LIST_RULES.search, filters: NO_FILTERS, words };
  const { ids } = await findDealPage(db, query, { limit, offset: 0 });
  return (await findDealsByIds(db, ids)).map(({ deal }) => deal);
}
