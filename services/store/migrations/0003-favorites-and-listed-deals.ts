import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { dealToListedRow } from '../listed-deal-row.ts';
import { eachStoredDeal } from './each-stored-deal.ts';

const statements = [
  `create table favorites (
    tenant_id text not null,
    person_id text not null,
    deal_id text not null,
    added_at text not null,
    primary key (tenant_id, person_id, deal_id)
  )`,
  'create index favorites_by_deal on favorites (deal_id)',

  `create table listed_deals (
    deal_id text primary key,
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
    search_text text not null
  )`,
  'create index listed_deals_by_creation on listed_deals (status, created_at)',
  'alter table deals drop column search_text',
];

const back = [
  "alter table deals add column search_text text not null default ''",
  'update deals set search_text = coalesce((select search_text from listed_deals where deal_id = deals.id), search_text)',
  'drop table listed_deals',
  'drop table favorites',
];

export const favoritesAndListedDeals: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await fillIndex(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};

/** The deals that are stored already. */
function fillIndex(db: Kysely<unknown>): Promise<void> {
  return eachStoredDeal(db, async (stored) => {
    const row = dealToListedRow(stored);
    await sql`insert into listed_deals (deal_id, kind, status, substatus, deal_type, country, amount, solutions,
        created_at, updated_at, expires_at, gone, search_text)
      values (${row.deal_id}, ${row.kind}, ${row.status}, ${row.substatus}, ${row.deal_type}, ${row.country},
        ${row.amount}, ${row.solutions}, ${row.created_at}, ${row.updated_at}, ${row.expires_at}, ${row.gone},
        ${row.search_text})`.execute(db);
  });
}
