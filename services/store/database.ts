import { Kysely, sql, type Transaction } from 'kysely';
import { loadMigrations, migrations } from './migrations/migrations.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';
import { StoreIsNewerError } from './store-is-newer-error.ts';

/** What every store function takes first. Inside a transaction pass only `trx`: the outer one would wait for ever. */
export type Db = Kysely<Schema> | Transaction<Schema>;

export type Engine = 'sqlite' | 'postgres';

export interface Store {
  db: Kysely<Schema>;
  engine: Engine;
  /** Waits for what is in hand, then closes; later queries are refused. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date.
 *
 * @param url `sqlite:<path>` (the folder is made if missing; `sqlite::memory:` for tests) or `postgres://...`
 * @throws StoreInUseError where another program holds the SQLite file
 * @throws StoreIsNewerError where a newer version has changed the tables
 */
export async function openStore(url: string): Promise<Store> {
  const store = await openUnchanged(url);
  try {
    if (!(await isUpToDate(store)))
      await (store.engine === 'postgres' ? migratePatiently(url) : migrate(store.db));
    // From now on there is a connection: who stops at once waits for what was begun.
    await sql`select 1`.execute(store.db);
  } catch (error) {
    await store.db.destroy();
    throw error;
  }
  return store;
}

/** Are all migrations of this version there, and no others? Then none is loaded. */
async function isUpToDate({ db, engine }: Store): Promise<boolean> {
  const table =
    engine === 'postgres'
      ? sql`select 1 where to_regclass('kysely_migration') is not null`
      : sql`select 1 from sqlite_master where name = 'kysely_migration'`;
  if ((await table.execute(db)).rows.length === 0) return false;
  const done = await migrationNames(db);
  return done.length === Object.keys(migrations).length && done.every((name) => name in migrations);
}

/** On connections of its own, where no statement is cut off: a new index on many rows takes its time. */
async function migratePatiently(url: string): Promise<void> {
  const { postgresDialect } = await import('./postgres.ts');
  const db = new Kysely<Schema>({ dialect: postgresDialect(url, { querySeconds: null }) });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** The store as it is found; its first query opens it. For who only looks. */
export async function openUnchanged(url: string): Promise<Store> {
  const { engine, dialect } = await dialectOf(url);
  const db = new Kysely<Schema>({ dialect });
  return { db, engine, stop: once(() => close(db, engine)) };
}

/** The driver of PostgreSQL is loaded only where that is the engine. */
async function dialectOf(url: string) {
  if (url.startsWith('sqlite:')) {
    return { engine: 'sqlite' as const, dialect: sqliteDialect(url.slice('sqlite:'.length)) };
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { postgresDialect } = await import('./postgres.ts');
    return { engine: 'postgres' as const, dialect: postgresDialect(url) };
  }
  // The address itself is not repeated: it may hold a password.
  throw new Error('DATABASE_URL must begin with sqlite: or postgres://');
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  const { Migrator } = await import('kysely/migration');
  const migrator = new Migrator({ db, provider: { getMigrations: loadMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  const unknown = await unknownMigrations(db).catch(() => []);
  throw unknown.length > 0 ? new StoreIsNewerError(unknown, error) : error;
}

async function unknownMigrations(db: Kysely<Schema>): Promise<string[]> {
  return (await migrationNames(db)).filter((name) => !(name in migrations));
}

async function migrationNames(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

async function close(db: Kysely<Schema>, engine: Engine): Promise<void> {
  // The one SQLite connection is lent to one transaction at a time; pg's pool waits by itself.
  if (engine === 'sqlite') await db.connection().execute(async () => undefined);
  await db.destroy();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
