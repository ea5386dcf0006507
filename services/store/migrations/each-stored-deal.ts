import { type Kysely, sql } from 'kysely';
import type { DealKind } from '../../deals/lifecycle.ts';
import { jsonToFacts, textToMoment } from '../columns.ts';
import type { StoredDeal } from '../deals.ts';

/** Deals read at a time. */
const BATCH = 200;

interface KnownDeal {
  id: string;
  kind: DealKind;
  facts: string;
  gone_at: string | null;
}

/** For what is derived from deals: hands over each that is stored, one after the other, in the order of their ids. */
export async function eachStoredDeal(
  db: Kysely<unknown>,
  work: (stored: Pick<StoredDeal, 'deal' | 'kind' | 'goneAt'>) => Promise<void>,
): Promise<void> {
  for (let after = ''; ; ) {
    const { rows } = await sql<KnownDeal>`select id, kind, facts, gone_at from deals
      where id > ${after} order by id limit ${BATCH}`.execute(db);
    for (const { kind, facts, gone_at } of rows)
      await work({ deal: jsonToFacts(facts) as StoredDeal['deal'], kind, goneAt: textToMoment(gone_at) });
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}
