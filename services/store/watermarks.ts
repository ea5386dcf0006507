import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';

/** How far one steward's view of Partner Center has been read. */
export interface Watermark {
  steward: string;
  /** By the server's own times; null: nothing read yet. */
  changedThrough: Date | null;
  /** When every open deal was last compared; null: never. */
  reconciledAt: Date | null;
}

export async function findWatermark(db: Db, steward: string): Promise<Watermark | null> {
  const row = await db.selectFrom('watermarks').selectAll().where('steward', '=', steward).executeTakeFirst();
  return row
    ? {
        steward: row.steward,
        changedThrough: textToMoment(row.changed_through),
        reconciledAt: textToMoment(row.reconciled_at),
      }
    : null;
}

/** Has a steward read everything at least once? Before that, a deal that is new to us need not be new. */
export async function hasReadAll(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('watermarks')
    .select('steward')
    .where('reconciled_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function saveWatermark(db: Db, watermark: Watermark): Promise<void> {
  const row = {
    steward: watermark.steward,
    changed_through: momentToText(watermark.changedThrough),
    reconciled_at: momentToText(watermark.reconciledAt),
  };
  await db
    .insertInto('watermarks')
    .values(row)
    .onConflict((conflict) => conflict.column('steward').doUpdateSet(row))
    .execute();
}

/** The steward watches no more: should they again, everything is read anew. */
export async function forgetWatermark(db: Db, steward: string): Promise<void> {
  await db.deleteFrom('watermarks').where('steward', '=', steward).execute();
}
