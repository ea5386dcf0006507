import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { dealToListedRow } from '../listed-deal-row.ts';
import { eachStoredDeal } from './each-stored-deal.ts';

/** A customer is found by their D-U-N-S number as well: the text that is searched, once more of what is stored. */
export const searchedDuns: Migration = {
  async up(db) {
    await eachStoredDeal(db, async (stored) => {
      const { customer, id } = stored.deal;
      if (!customer.duns) return;
      const { search_text } = dealToListedRow(stored);
      await sql`update listed_deals set search_text = ${search_text} where deal_id = ${id}`.execute(db);
    });
  },

  /** Nothing to take back: an older version finds more than it looks for. */
  async down() {},
};
