import { sql } from 'kysely';
import type { Db } from './database.ts';
import { engineOf } from './engine-of.ts';

/**
 * Between a place that joins and a deal that comes: either the place is there when it is decided who is told of the deal,
 * or the deal is there when the place is greeted.
 */
export const ARRIVALS = 'arrivals';

/**
 * Lets one transaction at a time go on for the given words, until it ends. For what a unique index could only refuse:
 * on PostgreSQL a refused statement spoils the whole transaction round it. SQLite has one writer anyway.
 * @param how `shared`: beside others who share it, and not while somebody has it alone. Default: alone
 */
export async function takeTurn(trx: Db, words: string, how: 'alone' | 'shared' = 'alone'): Promise<void> {
  if (engineOf(trx) !== 'postgres') return;
  const key = sql`hashtextextended(${words}, 0)`;
  const lock = how === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await sql`select ${lock}(${key})`.execute(trx);
}
