import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // Places in `LANES` (services/deals/lanes.ts): 0 answers, 1 news, 2 reminders, 3 edits.
  'alter table deliveries add column lane integer not null default 3',
  `update deliveries set lane = 2 where state in ('due', 'posting')
    and (occasion like 'expiry:%' or occasion like 'manager:%' or occasion like 'digest:%')`,
  `update deliveries set lane = 1 where state in ('due', 'posting') and occasion = 'new'
    and not exists (select 1 from posted_cards where posted_cards.place_id = deliveries.place_id
      and posted_cards.subject = deliveries.subject and posted_cards.occasion = deliveries.occasion)`,
  `create index deliveries_by_lane on deliveries (lane, due_at, created_at, id)
    where state in ('due', 'posting')`,

  // What conversations (kind 'place') and tenants have used of Teams' limits. For all bots on a store together.
  `create table send_accounts (
    kind text not null,
    id text not null,
    used_until text not null,
    paused_until text not null,
    refused text not null,
    opens_at text not null,
    rests_at text not null,
    primary key (kind, id)
  )`,
];

/** Lanes of deliveries, and what may be sent. */
export const sending: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of [
      'drop table send_accounts',
      'drop index deliveries_by_lane',
      'alter table deliveries drop column lane',
    ])
      await sql.raw(statement).execute(db);
  },
};
