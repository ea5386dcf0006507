import { sql } from 'kysely';
import type { Db } from './database.ts';
import { engineOf } from './engine-of.ts';

/**
 * Lets one transaction at a time go on for the given words, until it ends. For what a unique index could only refuse:
 * on PostgreSQL a refused statement spoils the whole transaction round it. SQLite has one writer anyway.
 */
export async function takeTurn(trx: Db, words: string): Promise<void> {
  if (engineOf(trx) === 'postgres') {
    await sql`select pg_advisory_xact_lock(hashtextextended(${words}, 0))`.execute(trx);
  }
}
