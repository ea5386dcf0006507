import { PostgresAdapter } from 'kysely';
import type { Db, Engine } from './database.ts';

/** For the few statements that one engine has and the other does not (`for update` is a syntax error on SQLite). */
export function engineOf(db: Db): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}
