import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type SqliteDatabase,
  type SqliteStatement,
  SqliteAdapter,
  SqliteDialect,
  SqliteQueryCompiler,
} from 'kysely';
import { LRUCache } from 'lru-cache';
import { columnValue } from './column-value.ts';
import { primaryCode, unlessInTrouble } from './sqlite-trouble.ts';
import { StoreInUseError } from './store-in-use-error.ts';

/** SQLite's primary result code for 'another connection holds the file'. */
const SQLITE_BUSY = 5;
/** The program has some two hundred; lists of ids of many lengths make more. */
const MOST_STATEMENTS = 500;

/** A dialect over node:sqlite. The file is opened, and held, when the first query runs. */
export function sqliteDialect(path: string): SqliteDialect {
  if (path === '') throw new Error('DATABASE_URL: sqlite: needs a path, such as sqlite:data/cosell.db');
  return new StrictSqliteDialect({ database: async () => openSqlite(path) });
}

/**
 * Opens the file for this program alone. Every commit is on the disk when it returns (`synchronous=full`); a killed
 * program leaves no lock behind.
 */
function openSqlite(path: string): SqliteDatabase {
  // Only the owner reads a folder that we made: the file holds customers' names.
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec(`
      pragma locking_mode = exclusive;
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma cache_size = -32000;
      begin exclusive;
      commit;
    `);
  } catch (error) {
    database.close();
    throw isBusy(error) ? new StoreInUseError(path, error) : error;
  }
  return strict(database);
}

/** What Kysely's dialect expects of a database, over node:sqlite. Statements are prepared once: values are never in them. */
function strict(database: DatabaseSync): SqliteDatabase {
  const prepared = new LRUCache<string, SqliteStatement>({ max: MOST_STATEMENTS });
  return {
    close: () => database.close(),
    prepare(sql) {
      // Whatever changes tables changes what a `select *` of before gives.
      if (/^\s*(create|alter|drop)\b/i.test(sql)) prepared.clear();
      const known = prepared.get(sql);
      if (known) return known;
      const statement = strictStatement(database, sql);
      prepared.set(sql, statement);
      return statement;
    },
  };
}

const NOTHING = { changes: 0, lastInsertRowid: 0 };

function strictStatement(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = unlessInTrouble(() => database.prepare(sql));
  // After some errors, such as a full disk, SQLite has rolled back by itself.
  const hasNothingToDo = sql === 'rollback' ? () => !database.isTransaction : () => false;
  return {
    reader: statement.columns().length > 0,
    all: (values) => unlessInTrouble(() => statement.all(...values.map(columnValue))),
    run: (values) =>
      hasNothingToDo() ? NOTHING : unlessInTrouble(() => statement.run(...values.map(columnValue))),
    // Rows that are taken one by one may be two readings at a time.
    iterate: (values) => database.prepare(sql).iterate(...values.map(columnValue)),
  };
}

function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

class StrictSqliteDialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalSqliteAdapter();
  }

  override createQueryCompiler() {
    return new StrictSqliteCompiler();
  }
}

/** Without this Kysely runs migrations outside a transaction, and a crash between two statements would stay. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

class StrictSqliteCompiler extends SqliteQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(columnValue(parameter));
  }
}
