import { Migrator } from 'kysely/migration';
import { openUnchanged } from './database.ts';
import { loadMigrations, migrations } from './migrations/migrations.ts';

/**
 * Takes back the migrations after the one of this name, the last first, so that an older version can start. What only
 * newer versions keep is gone then. No bot may run.
 * @returns what was taken back
 * @throws the driver's own error; StoreInUseError where a bot holds the SQLite file
 */
export async function migrateBack(url: string, name: string): Promise<string[]> {
  if (!(name in migrations)) throw new RangeError(`There is no migration ${name}`);
  const store = await openUnchanged(url);
  try {
    const migrator = new Migrator({ db: store.db, provider: { getMigrations: loadMigrations } });
    const done = (await migrator.getMigrations()).filter(({ executedAt }) => executedAt !== undefined);
    // Kysely would run it, where it has not been run yet.
    if (!done.some((one) => one.name === name)) return [];
    const { error, results = [] } = await migrator.migrateTo(name);
    if (error) throw error;
    return results.map((one) => one.migrationName);
  } finally {
    await store.stop();
  }
}
