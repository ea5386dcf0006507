import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { dealToListedRow } from '../listed-deal-row.ts';
import { eachStoredDeal } from './each-stored-deal.ts';

const statements = [
  'alter table listed_deals add column engagement_id text',
  'alter table listed_deals add column currency text',
  'alter table listed_deals add column accepted_at text',
  'alter table listed_deals add column closed_at text',
  'alter table listed_deals add column decided_minutes integer',
  'alter table listed_deals add column registration text',
  'create index listed_deals_by_engagement on listed_deals (engagement_id)',
];

const back = [
  'drop index listed_deals_by_engagement',
  'alter table listed_deals drop column engagement_id',
  'alter table listed_deals drop column currency',
  'alter table listed_deals drop column accepted_at',
  'alter table listed_deals drop column closed_at',
  'alter table listed_deals drop column decided_minutes',
  'alter table listed_deals drop column registration',
];

/**
 * What Microsoft's own referral is found by, and what is counted: added to the narrow copy of what is stored. Leads lose
 * their eTag, so that the next reading takes in what they did not keep before: whether contact is wanted (EXP-06).
 */
export const engagementsAndInsight: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await eachStoredDeal(db, async (stored) => {
      const { deal, kind } = stored;
      const row = dealToListedRow(stored);
      await sql`update listed_deals set engagement_id = ${row.engagement_id}, currency = ${row.currency},
        accepted_at = ${row.accepted_at}, closed_at = ${row.closed_at}, decided_minutes = ${row.decided_minutes},
        registration = ${row.registration} where deal_id = ${deal.id}`.execute(db);
      if (kind === 'lead')
        await sql`update deals set facts = ${JSON.stringify({ ...deal, eTag: null })} where id = ${deal.id}`.execute(
          db,
        );
    });
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
