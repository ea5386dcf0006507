import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // The draft that a deal of ours is made from: one draft, one deal.
  'alter table decisions add column draft_id text',
  `create unique index decisions_one_deal on decisions (draft_id)
    where draft_id is not null and state in ('asked', 'writing', 'done')`,
  // Our deals on which Microsoft was invited are co-sell, whatever their consent alone says (TYPE-01).
  `update listed_deals set deal_type = 'coSell'
    where kind = 'outbound' and deal_type in ('partnerLed', 'other') and engagement_id in (
      select sister.engagement_id from listed_deals as sister where sister.kind = 'sister' and sister.gone = 0
    )`,
];

/** Types of deals stay: an older version reads them, too. */
const back = ['drop index decisions_one_deal', 'alter table decisions drop column draft_id'];

/** Deals that we make ourselves. */
export const ownDeals: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
