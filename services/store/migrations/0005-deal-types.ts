import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Deal } from '../../deals/deal.ts';
import { dealType } from '../../deals/deal-type.ts';
import type { DealKind } from '../../deals/lifecycle.ts';
import { jsonToFacts } from '../columns.ts';

const BATCH = 200;

/** What lists call the type of a deal, once more of what is stored: it is private whoever invited (TYPE-02). */
export const dealTypes: Migration = {
  async up(db) {
    for (let after = ''; ; ) {
      const { rows } = await sql<{
        id: string;
        kind: DealKind;
        facts: string;
      }>`select id, kind, facts from deals
        where id > ${after} order by id limit ${BATCH}`.execute(db);
      for (const { id, kind, facts } of rows) {
        const type = dealType(jsonToFacts(facts) as Deal, kind);
        await sql`update listed_deals set deal_type = ${type} where deal_id = ${id} and deal_type <> ${type}`.execute(
          db,
        );
      }
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  },

  /** Nothing to take back: an older version reads these types, too. */
  async down() {},
};
