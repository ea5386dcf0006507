import type { Deal } from '../deals/deal.ts';
import type { PersonKey } from '../people/person.ts';
import type { Db } from './database.ts';
import { findDealsByIds } from './deals.ts';
import { searchedWords } from './searched-words.ts';

/**
 * Deals that this person is known to be allowed to see and that name a customer so: every one of the words occurs in
 * the customer's name, the deal's name, its notes or the D-U-N-S number. Last changed first; no words, no deals.
 */
export async function findDealsNaming(
  db: Db,
  { tenantId, personId }: PersonKey,
  words: string,
  limit: number,
): Promise<Deal[]> {
  const folded = searchedWords(words);
  if (folded.length === 0) return [];
  const rows = await folded
    .reduce(
      (found, word) => found.where('listed_deals.search_text', 'like', `%${word}%`),
      db
        .selectFrom('listed_deals')
        .innerJoin('access', 'access.deal_id', 'listed_deals.deal_id')
        .where('access.tenant_id', '=', tenantId)
        .where('access.person_id', '=', personId)
        .where('access.may_see', '=', 1)
        .where('listed_deals.gone', '=', 0)
        .where('listed_deals.kind', '<>', 'sister')
        .select('listed_deals.deal_id'),
    )
    .orderBy('listed_deals.updated_at', (order) => order.desc().nullsLast())
    .orderBy('listed_deals.deal_id')
    .limit(limit)
    .execute();
  const stored = await findDealsByIds(
    db,
    rows.map((row) => row.deal_id),
  );
  return stored.map(({ deal }) => deal);
}
