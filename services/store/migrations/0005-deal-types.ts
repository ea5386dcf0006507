import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { dealType } from '../../deals/deal-type.ts';
import { eachStoredDeal } from './each-stored-deal.ts';

/** What lists call the type of a deal, once more of what is stored: it is private whoever invited (TYPE-02). */
export const dealTypes: Migration = {
  async up(db) {
    await eachStoredDeal(db, async ({ deal, kind }) => {
      const type = dealType(deal, kind);
      await sql`update listed_deals set deal_type = ${type} where deal_id = ${deal.id} and deal_type <> ${type}`.execute(
        db,
      );
    });
  },

  /** Nothing to take back: an older version reads these types, too. */
  async down() {},
};
