import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { engineOf } from './engine-of.ts';

/**
 * The database's own clock, in the form of `momentToText`: the one clock that all bots on a store share. Asked anew at
 * each evaluation, also inside a transaction.
 * @param seconds from now
 */
export function databaseMoment(db: Db, seconds = 0): RawBuilder<string> {
  return engineOf(db) === 'postgres'
    ? sql<string>`to_char((clock_timestamp() + cast(${`${seconds} seconds`} as interval)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${seconds} seconds`})`;
}
