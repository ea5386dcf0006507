import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What retention looks for, so that it need not read whole tables. */
const INDEXES = {
  listed_deals_by_change: 'listed_deals (status, updated_at)',
  access_by_check: 'access (checked_at)',
  deliveries_by_change: 'deliveries (changed_at)',
  posted_cards_by_change: 'posted_cards (changed_at)',
  history_by_moment: 'history (at)',
  drafts_by_change: 'drafts (changed_at)',
  decisions_by_end: 'decisions (ended_at)',
};

export const retention: Migration = {
  async up(db) {
    for (const [name, columns] of Object.entries(INDEXES))
      await sql.raw(`create index ${name} on ${columns}`).execute(db);
  },

  async down(db) {
    for (const name of Object.keys(INDEXES)) await sql.raw(`drop index ${name}`).execute(db);
  },
};
