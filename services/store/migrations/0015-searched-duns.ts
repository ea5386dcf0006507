import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Deal } from '../../deals/deal.ts';
import type { DealKind } from '../../deals/lifecycle.ts';
import { jsonToFacts } from '../columns.ts';
import { dealToListedRow } from '../listed-deal-row.ts';

const BATCH = 200;

/** A customer is found by their D-U-N-S number as well: the text that is searched, once more of what is stored. */
export const searchedDuns: Migration = {
  async up(db) {
    for (let after = ''; ; ) {
      const { rows } = await sql<{
        id: string;
        kind: DealKind;
        facts: string;
      }>`select id, kind, facts from deals where id > ${after} order by id limit ${BATCH}`.execute(db);
      for (const { id, kind, facts } of rows) {
        const deal = jsonToFacts(facts) as Deal;
        if (!deal.customer.duns) continue;
        const row = dealToListedRow({ deal, kind, goneAt: null });
        await sql`update listed_deals set search_text = ${row.search_text} where deal_id = ${id}`.execute(db);
      }
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  },

  /** Nothing to take back: an older version finds more than it looks for. */
  async down() {},
};
