import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';

/** All settings of one scope (a place, a person, or the whole bot) by name. What is not set is not in it. */
export async function findSettings(db: Db, scope: string): Promise<Record<string, string>> {
  const rows = await db.selectFrom('settings').select(['name', 'value']).where('scope', '=', scope).execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** @param value null: back to the default */
export async function saveSetting(db: Db, scope: string, name: string, value: string | null): Promise<void> {
  if (value === null) {
    await db.deleteFrom('settings').where('scope', '=', scope).where('name', '=', name).execute();
    return;
  }
  await db
    .insertInto('settings')
    .values({ scope, name, value })
    .onConflict((conflict) => conflict.columns(['scope', 'name']).doUpdateSet({ value }))
    .execute();
}

/** The settings of several scopes, by scope and name. A scope without any is not in it. */
export async function findSettingsOf(
  db: Db,
  scopes: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const rows = await inBatches(scopes, (batch) =>
    db.selectFrom('settings').selectAll().where('scope', 'in', batch).execute(),
  );
  const found = new Map<string, Record<string, string>>();
  for (const { scope, name, value } of rows) found.set(scope, { ...found.get(scope), [name]: value });
  return found;
}
