import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `create table stewards (
    tenant_id text not null,
    person_id text not null,
    state text not null,
    since text not null,
    ended_at text,
    last_well_at text,
    failure text,
    waits_until text,
    told_at text,
    primary key (tenant_id, person_id)
  )`,
  'create index stewards_by_state on stewards (state)',

  `create table sightings (
    steward text not null,
    deal_id text not null,
    seen_at text not null,
    lost_at text,
    primary key (steward, deal_id)
  )`,
  'create index sightings_by_deal on sightings (deal_id)',

  // What is stored already was seen by the one watcher that there was.
  `insert into sightings (steward, deal_id, seen_at, lost_at)
    select watermarks.steward, deals.id, deals.recorded_at, deals.gone_at from deals, watermarks`,
];

const back = ['drop table sightings', 'drop table stewards'];

export const stewards: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
