import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { Schema } from '../../services/store/schema.ts';
import type { OpenDatabase } from '../support/databases.ts';

/** A way to fill tables in bulk. */
export interface PlainStore {
  /** Whole rows, as the store keeps them, by the thousand. Each has the columns of the first one. */
  insert<Table extends keyof Schema>(table: Table, rows: readonly Schema[Table][]): Promise<void>;
  /** One row often: each copy with these columns as SQL says of its number `i`, from 1 on. */
  repeat<Table extends keyof Schema>(
    table: Table,
    row: Schema[Table],
    times: number,
    changes: { [column in keyof Schema[Table]]?: string },
  ): Promise<void>;
}

/**
 * Fills a store on plain connections, and gives it back to the product: its own give up on a statement after ten seconds,
 * and flush each commit. On PostgreSQL the tables are then vacuumed and analyzed, which autovacuum does by itself behind
 * so much that is new; SQLite has nothing like it, and the product asks for nothing there.
 */
export async function fillPlainly(
  opened: OpenDatabase,
  fill: (plain: PlainStore) => Promise<void>,
): Promise<void> {
  await opened.store.stop();
  await onPlainStore(opened.url, fill);
  await opened.reopen();
}

/** @param url of a store with its tables made, which nobody has open */
export async function onPlainStore(url: string, fill: (plain: PlainStore) => Promise<void>): Promise<void> {
  await (url.startsWith('sqlite:') ? onSqlite(url.slice('sqlite:'.length), fill) : onPostgres(url, fill));
}

async function onSqlite(path: string, fill: (plain: PlainStore) => Promise<void>): Promise<void> {
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma synchronous = off; begin');
    await fill({
      async insert(table, rows) {
        const columns = Object.keys(rows[0] ?? {});
        if (columns.length === 0) return;
        const statement = database.prepare(
          `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`,
        );
        for (const row of rows) statement.run(...(Object.values(row) as (string | number | null)[]));
      },
      async repeat(table, row, times, changes) {
        const numbers = `with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${times})`;
        const columns = Object.keys(row);
        const values = valuesOf(row, changes, () => '?');
        database
          .prepare(
            `insert into ${table} (${columns.join()}) ${numbers} select ${values.said.join()} from numbers`,
          )
          .run(...values.given);
      },
    });
    database.exec('commit');
  } finally {
    database.close();
  }
}

async function onPostgres(url: string, fill: (plain: PlainStore) => Promise<void>): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query('begin');
    await fill({
      async insert(table, rows) {
        const asked = `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`;
        await client.query(asked, [JSON.stringify(rows)]);
      },
      async repeat(table, row, times, changes) {
        const columns = Object.keys(row);
        const { said, given } = valuesOf(row, changes, (value, place) =>
          // In a select the type of a parameter is guessed by what is given, not by the column.
          typeof value === 'number' ? `$${place}::integer` : `$${place}`,
        );
        await client.query(
          `insert into ${table} (${columns.join()}) select ${said.join()} from generate_series(1, ${times}) as i`,
          given,
        );
      },
    });
    await client.query('commit');
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** Columns as SQL, with what is given for them in its order. */
function valuesOf(
  row: object,
  changes: { [column: string]: string | undefined },
  placeholder: (value: unknown, place: number) => string,
): { said: string[]; given: (string | number | null)[] } {
  const given: (string | number | null)[] = [];
  const said = Object.entries(row).map(([column, value]: [string, string | number | null]) => {
    const change = changes[column];
    if (change !== undefined) return change;
    if (value === null) return 'null';
    given.push(value);
    return placeholder(value, given.length);
  });
  return { said, given };
}
