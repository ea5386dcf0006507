import { sql } from 'kysely';
import { flagToInteger, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import type { NamedDealRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** A deal to be read because an event named it. */
export interface NamedDeal {
  dealId: string;
  /** Read all referrals of its engagement too. */
  withEngagement: boolean;
  /** When it was last named. */
  namedAt: Date;
  /** Failed readings. */
  attempts: number;
}

/**
 * Has a deal read at `dueAt`. However often it is named until then, it is read once; named while it is being read,
 * once more, because that reading may have come too early.
 */
export async function nameDeal(
  db: Db,
  { dealId, withEngagement, dueAt }: { dealId: string; withEngagement: boolean; dueAt: Date },
  now: Date,
): Promise<void> {
  const row = {
    deal_id: dealId,
    with_engagement: flagToInteger(withEngagement),
    named_at: momentToText(now),
    due_at: momentToText(dueAt),
    attempts: 0,
    leased_until: null,
    leased_by: null,
  };
  await db
    .insertInto('named_deals')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('deal_id').doUpdateSet({
        with_engagement: sql`case when excluded.with_engagement > named_deals.with_engagement
          then excluded.with_engagement else named_deals.with_engagement end`,
        named_at: sql`excluded.named_at`,
        due_at: sql`case when named_deals.leased_until is null and named_deals.due_at < excluded.due_at
          then named_deals.due_at else excluded.due_at end`,
      }),
    )
    .execute();
}

export interface NamedDealClaim {
  now: Date;
  leaseSeconds: number;
  /** Who asks: one name a running bot. */
  owner: string;
}

/** Leases the deal that has waited longest, of those that are due and that nobody is reading. */
export async function claimNamedDeal(
  db: Db,
  { now, leaseSeconds, owner }: NamedDealClaim,
): Promise<NamedDeal | null> {
  const moment = momentToText(now);
  return inTransaction(db, async (trx) => {
    await takeTurn(trx, 'claim named deals');
    const next = await trx
      .selectFrom('named_deals')
      .select('deal_id')
      .where('due_at', '<=', moment)
      .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', moment)]))
      .orderBy('due_at')
      .orderBy('deal_id')
      .limit(1)
      .executeTakeFirst();
    if (!next) return null;
    const row = await trx
      .updateTable('named_deals')
      .set({
        leased_until: momentToText(new Date(now.getTime() + leaseSeconds * 1000)),
        leased_by: owner,
      })
      .where('deal_id', '=', next.deal_id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return rowToNamedDeal(row);
  });
}

/** It was read, or there is nothing to read. It stays where it was named again meanwhile. */
export async function forgetNamedDeal(db: Db, { dealId, namedAt }: NamedDeal, owner: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .deleteFrom('named_deals')
      .where('deal_id', '=', dealId)
      .where('leased_by', '=', owner)
      .where('named_at', '=', momentToText(namedAt))
      .execute();
    await trx
      .updateTable('named_deals')
      .set({ leased_until: null, leased_by: null, attempts: 0 })
      .where('deal_id', '=', dealId)
      .where('leased_by', '=', owner)
      .execute();
  });
}

/** It could not be read. To be tried again at `dueAt`. */
export async function postponeNamedDeal(
  db: Db,
  { dealId }: NamedDeal,
  owner: string,
  dueAt: Date,
): Promise<void> {
  await db
    .updateTable('named_deals')
    .set((old) => ({
      leased_until: null,
      leased_by: null,
      due_at: momentToText(dueAt),
      attempts: old('attempts', '+', 1),
    }))
    .where('deal_id', '=', dealId)
    .where('leased_by', '=', owner)
    .execute();
}

/** At a start with no other bot on the store: what a killed process was reading is anybody's again. */
export async function releaseNamedDeals(db: Db): Promise<void> {
  await db
    .updateTable('named_deals')
    .set({ leased_until: null, leased_by: null })
    .where('leased_until', 'is not', null)
    .execute();
}

function rowToNamedDeal(row: NamedDealRow): NamedDeal {
  return {
    dealId: row.deal_id,
    withEngagement: row.with_engagement === 1,
    namedAt: textToMoment(row.named_at),
    attempts: row.attempts,
  };
}
