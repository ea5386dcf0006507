import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  'alter table places add column by_default integer not null default 0',
  'alter table places add column team_id text',
  "update places set by_default = 1 where kind = 'personal'",

  `create table digest_deals (
    place_id text not null,
    occasion text not null,
    deal_id text not null,
    primary key (place_id, occasion, deal_id)
  )`,
  'create index digest_deals_by_deal on digest_deals (deal_id)',

  `create table members (
    place_id text not null,
    person_id text not null,
    user_id text not null,
    name text,
    email text,
    primary key (place_id, person_id)
  )`,
  'create index members_by_person on members (person_id)',
];

const back = [
  'drop table members',
  'drop table digest_deals',
  'alter table places drop column team_id',
  'alter table places drop column by_default',
];

export const placesAndDigests: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
