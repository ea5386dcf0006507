import { type Migration } from 'kysely/migration';
import { sql } from 'kysely';

const statements = [
  `create table events (
    name text not null,
    resource_id text not null,
    changed_at text not null,
    times integer not null,
    received_at text not null,
    primary key (name, resource_id, changed_at)
  )`,
  'create index events_by_receipt on events (received_at)',

  `create table named_deals (
    deal_id text primary key,
    with_engagement integer not null,
    named_at text not null,
    due_at text not null,
    attempts integer not null,
    leased_until text,
    leased_by text
  )`,
  'create index named_deals_by_due on named_deals (due_at)',
];

const back = ['drop table named_deals', 'drop table events'];

export const events: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
