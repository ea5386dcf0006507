import { sql } from 'kysely';
import type { Db } from './database.ts';
import { engineOf } from './engine-of.ts';

/** A list of ids, however long, as one parameter and what `in` compares with. */
export function idsIn(db: Db, ids: readonly string[]) {
  const list = JSON.stringify(ids);
  return engineOf(db) === 'postgres'
    ? sql<string>`(select json_array_elements_text(${list}::json))`
    : sql<string>`(select value from json_each(${list}))`;
}
