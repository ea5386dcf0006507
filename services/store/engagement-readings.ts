import { sql } from 'kysely';
import { OTHERS } from '../deals/lifecycle.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import { takeTurn } from './take-turn.ts';

/** An engagement whose turn it is to be read, and a deal of ours in it. */
export interface EngagementTurn {
  engagementId: string;
  dealId: string;
}

export interface EngagementClaim {
  now: Date;
  /** Engagements given out, at most. */
  most: number;
  /** What was read after this is left alone. */
  readBefore: Date;
  /** Deals that were won before this are left alone. */
  wonSince: Date;
}

/**
 * The engagements of accepted and won co-sell deals that were read longest ago, each noted as read at this moment: one
 * that cannot be read comes round again like the others, and two bots do not read the same.
 */
export async function claimEngagements(db: Db, claim: EngagementClaim): Promise<EngagementTurn[]> {
  const now = momentToText(claim.now);
  return inTransaction(db, async (trx) => {
    await takeTurn(trx, 'claim engagements');
    const rows = await candidates(trx, claim)
      .select(['deals.engagement_id', (row) => row.fn.min('deals.id').as('deal_id')])
      .groupBy(['deals.engagement_id', 'engagement_readings.read_at'])
      .orderBy(sql`coalesce(engagement_readings.read_at, '')`)
      .orderBy('deals.engagement_id')
      .limit(claim.most)
      .execute();
    const turns = rows.map((row) => ({ engagementId: row.engagement_id ?? '', dealId: row.deal_id }));
    if (turns.length > 0) {
      await trx
        .insertInto('engagement_readings')
        .values(turns.map(({ engagementId }) => ({ engagement_id: engagementId, read_at: now })))
        .onConflict((conflict) => conflict.column('engagement_id').doUpdateSet({ read_at: now }))
        .execute();
    }
    return turns;
  });
}

/** A moment to come was written by a clock that has been turned back since, so it counts as long ago. */
function candidates(db: Db, { now, readBefore, wonSince }: EngagementClaim) {
  return (
    db
      .selectFrom('deals')
      .innerJoin('listed_deals', 'listed_deals.deal_id', 'deals.id')
      .leftJoin('engagement_readings', 'engagement_readings.engagement_id', 'deals.engagement_id')
      .where('deals.gone_at', 'is', null)
      .where('deals.engagement_id', 'is not', null)
      .where('deals.kind', 'in', ['inbound', 'outbound'])
      // One that was shared later may keep its type: a referral of Microsoft's or of another partner's tells it as well.
      .where((row) =>
        row.or([
          row('listed_deals.deal_type', '=', 'coSell'),
          row.exists(
            row
              .selectFrom('listed_deals as sister')
              .select('sister.deal_id')
              .whereRef('sister.engagement_id', '=', 'listed_deals.engagement_id')
              .where('sister.kind', 'in', OTHERS),
          ),
        ]),
      )
      .where((row) =>
        row.or([
          row.and([row('deals.status', '=', 'Active'), row('deals.substatus', '=', 'Accepted')]),
          row.and([
            row('deals.status', '=', 'Closed'),
            row('deals.substatus', '=', 'Won'),
            row(row.fn.coalesce('deals.closed_at', 'deals.updated_at'), '>=', momentToText(wonSince)),
          ]),
        ]),
      )
      .where((row) =>
        row.or([
          row('engagement_readings.read_at', 'is', null),
          row('engagement_readings.read_at', '<=', momentToText(readBefore)),
          row('engagement_readings.read_at', '>', momentToText(now)),
        ]),
      )
  );
}
