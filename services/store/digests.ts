import { textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';

/** Which deals a posted digest names, so that it can be kept up to date like any card. */
export interface DigestKey {
  placeId: string;
  occasion: string;
}

/** Remembers what a digest names; said again, it is replaced. */
export async function saveDigest(
  db: Db,
  { placeId, occasion }: DigestKey,
  dealIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('digest_deals')
    .where('place_id', '=', placeId)
    .where('occasion', '=', occasion)
    .execute();
  const rows = [...new Set(dealIds)].map((deal_id) => ({ place_id: placeId, occasion, deal_id }));
  if (rows.length > 0) await db.insertInto('digest_deals').values(rows).execute();
}

export async function dealIdsInDigest(db: Db, { placeId, occasion }: DigestKey): Promise<string[]> {
  const rows = await db
    .selectFrom('digest_deals')
    .select('deal_id')
    .where('place_id', '=', placeId)
    .where('occasion', '=', occasion)
    .execute();
  return rows.map((row) => row.deal_id);
}

/** The digests that name a deal. */
export async function listDigestsWith(db: Db, dealId: string): Promise<DigestKey[]> {
  const rows = await db.selectFrom('digest_deals').selectAll().where('deal_id', '=', dealId).execute();
  return rows.map((row) => ({ placeId: row.place_id, occasion: row.occasion }));
}

/** When a digest that stands in this place last named each of these deals; absent: none did. */
export async function lastNamedIn(
  db: Db,
  placeId: string,
  dealIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await inBatches(dealIds, (batch) =>
    db
      .selectFrom('digest_deals')
      .innerJoin('posted_cards', (join) =>
        join
          .onRef('posted_cards.place_id', '=', 'digest_deals.place_id')
          .onRef('posted_cards.occasion', '=', 'digest_deals.occasion'),
      )
      .where('digest_deals.place_id', '=', placeId)
      .where('digest_deals.deal_id', 'in', batch)
      .select((row) => ['deal_id', row.fn.max('posted_at').as('at')] as const)
      .groupBy('deal_id')
      .execute(),
  );
  return new Map(rows.map((row) => [row.deal_id, textToMoment(row.at)]));
}
