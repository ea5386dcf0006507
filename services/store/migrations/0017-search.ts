import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { engineOf } from '../engine-of.ts';

/**
 * In the order of the lists, so that a page is read without the deals that are not on it. What is missing stands last:
 * SQLite does so by itself where it goes down, and its indexes take no word about it.
 */
const ORDERS = {
  listed_deals_in_creation:
    '(kind, status, created_at desc LAST, deal_id, gone, substatus, deal_type, country, amount, registration)',
  listed_deals_in_deadline: '(kind, status, expires_at, deal_id)',
  listed_deals_in_change: '(kind, updated_at desc LAST, deal_id)',
};

/**
 * Three letters at a time of what is searched, kept by triggers. The rows of `listed_deals` get a number
 * of their own: SQLite may give others to those of a table without one whenever the file is packed.
 */
const SQLITE_UP = [
  `create table numbered_deals (
    number integer primary key,
    deal_id text not null unique,
    kind text not null,
    status text not null,
    substatus text not null,
    deal_type text not null,
    country text,
    amount text,
    solutions text not null,
    created_at text,
    updated_at text,
    expires_at text,
    gone integer not null,
    search_text text not null,
    engagement_id text,
    currency text,
    accepted_at text,
    closed_at text,
    decided_minutes integer,
    registration text
  )`,
  `insert into numbered_deals select null, deal_id, kind, status, substatus, deal_type, country, amount, solutions,
    created_at, updated_at, expires_at, gone, search_text, engagement_id, currency, accepted_at, closed_at,
    decided_minutes, registration from listed_deals`,
  'drop table listed_deals',
  'alter table numbered_deals rename to listed_deals',
  'create index listed_deals_by_engagement on listed_deals (engagement_id)',
  'create index listed_deals_by_change on listed_deals (status, updated_at)',
  `create virtual table searched_deals using fts5(
    search_text, solutions, content='', contentless_delete=1, detail=column, tokenize='trigram')`,
  `insert into searched_deals (rowid, search_text, solutions)
    select number, search_text, solutions from listed_deals`,
  `create trigger searched_deals_insert after insert on listed_deals begin
    insert into searched_deals (rowid, search_text, solutions)
      values (new.number, new.search_text, new.solutions);
  end`,
  `create trigger searched_deals_update after update of search_text, solutions on listed_deals
    when old.search_text <> new.search_text or old.solutions <> new.solutions begin
    delete from searched_deals where rowid = old.number;
    insert into searched_deals (rowid, search_text, solutions)
      values (new.number, new.search_text, new.solutions);
  end`,
  `create trigger searched_deals_delete after delete on listed_deals begin
    delete from searched_deals where rowid = old.number;
  end`,
];

/** `pg_trgm` comes with PostgreSQL; a server that does not let us have it searches all the same, only slower. */
const POSTGRES_UP = [
  'create extension if not exists pg_trgm',
  'create index searched_deals on listed_deals using gin (search_text gin_trgm_ops, solutions gin_trgm_ops)',
];

export const search: Migration = {
  async up(db) {
    if (engineOf(db) === 'sqlite') await run(db, SQLITE_UP);
    else {
      await run(db, [
        'drop index listed_deals_by_creation',
        'create index deals_by_id on deals (id collate "C")',
      ]);
      await tryToRun(db, POSTGRES_UP);
    }
    const last = engineOf(db) === 'postgres' ? 'nulls last' : '';
    for (const [name, columns] of Object.entries(ORDERS))
      await run(db, [`create index ${name} on listed_deals ${columns.replace('LAST', last)}`]);
  },

  async down(db) {
    for (const name of Object.keys(ORDERS)) await run(db, [`drop index ${name}`]);
    await run(db, engineOf(db) === 'sqlite' ? SQLITE_DOWN : POSTGRES_DOWN);
    await run(db, ['create index listed_deals_by_creation on listed_deals (status, created_at)']);
  },
};

/** The numbers stay: the version before does not see them. */
const SQLITE_DOWN = [
  'drop trigger searched_deals_insert',
  'drop trigger searched_deals_update',
  'drop trigger searched_deals_delete',
  'drop table searched_deals',
];

const POSTGRES_DOWN = ['drop index if exists searched_deals', 'drop index deals_by_id'];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

async function tryToRun(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  await sql`savepoint before_search`.execute(db);
  try {
    await run(db, statements);
  } catch {
    await sql`rollback to savepoint before_search`.execute(db);
  }
}
