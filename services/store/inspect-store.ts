import { existsSync } from 'node:fs';
import { Migrator } from 'kysely/migration';
import { openUnchanged, type Store } from './database.ts';
import { loadMigrations, migrations } from './migrations/migrations.ts';
import { StoreInUseError } from './store-in-use-error.ts';

/** How a store is found, without changing anything in it. */
export type StoreState =
  /** `pending`: migrations that the next start will run; 0: up to date. */
  | { kind: 'readable'; store: Store; pending: number }
  /** No file yet, or no tables: the first start makes them. */
  | { kind: 'new' }
  /** SQLite has one owner; a running bot holds it. */
  | { kind: 'inUse' };

/** @throws the driver's own error where the database cannot be reached or read */
export async function inspectStore(url: string): Promise<StoreState> {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
  if (path !== null && !existsSync(path)) return { kind: 'new' };
  const store = await openUnchanged(url);
  try {
    const migrator = new Migrator({ db: store.db, provider: { getMigrations: loadMigrations } });
    const pending = (await migrator.getMigrations()).filter(({ executedAt }) => executedAt === undefined);
    if (pending.length < Object.keys(migrations).length)
      return { kind: 'readable', store, pending: pending.length };
    await store.stop();
    return { kind: 'new' };
  } catch (error) {
    await store.stop().catch(() => undefined);
    if (error instanceof StoreInUseError) return { kind: 'inUse' };
    throw error;
  }
}
