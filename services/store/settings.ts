import type { Db } from './database.ts';

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
