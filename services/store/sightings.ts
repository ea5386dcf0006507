import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';

/**
 * Which deals each steward's readings have named. `steward` is the name of a watermark. A sighting is lost on a 404 to
 * its steward; until then it stands.
 */

/** What a reading named that this steward did not see before. */
export interface NewSightings {
  ids: string[];
  /** Those among them that no other steward sees. */
  unwatched: string[];
}

/** Remembers what a steward's reading named. Writes nothing where all of it was known. */
export async function saveSightings(
  db: Db,
  steward: string,
  dealIds: readonly string[],
  at: Date,
): Promise<NewSightings> {
  const standing = await inBatches([...new Set(dealIds)], (batch) =>
    standingSightings(db).select(['steward', 'deal_id']).where('deal_id', 'in', batch).execute(),
  );
  const own = new Set(standing.filter((row) => row.steward === steward).map((row) => row.deal_id));
  const watched = new Set(standing.map((row) => row.deal_id));
  const ids = [...new Set(dealIds)].filter((id) => !own.has(id)).sort();
  const rows = ids.map((deal_id) => ({ steward, deal_id, seen_at: momentToText(at), lost_at: null }));
  await inBatches(rows, (batch) =>
    db
      .insertInto('sightings')
      .values(batch)
      .onConflict((conflict) => conflict.columns(['steward', 'deal_id']).doUpdateSet({ lost_at: null }))
      .execute(),
  );
  return { ids, unwatched: ids.filter((id) => !watched.has(id)) };
}

/** Partner Center answered 404 to a steward who had seen the deal. */
export async function loseSighting(db: Db, steward: string, dealId: string, at: Date): Promise<void> {
  await db
    .updateTable('sightings')
    .set({ lost_at: momentToText(at) })
    .where('steward', '=', steward)
    .where('deal_id', '=', dealId)
    .where('lost_at', 'is', null)
    .execute();
}

/** The steward watches no more: nothing is known through them. */
export async function forgetSightings(db: Db, steward: string): Promise<void> {
  await db.deleteFrom('sightings').where('steward', '=', steward).execute();
}

/** New and Active deals, not gone, that this steward sees. */
export async function idsOfOpenSeenBy(db: Db, steward: string): Promise<string[]> {
  const rows = await openDeals(db)
    .where('deals.id', 'in', standingSightings(db).select('deal_id').where('steward', '=', steward))
    .orderBy('deals.id')
    .execute();
  return rows.map((row) => row.id);
}

/** Stewards who see the deal. */
export async function stewardsWhoSee(db: Db, dealId: string): Promise<string[]> {
  const rows = await standingSightings(db).select('steward').where('deal_id', '=', dealId).execute();
  return rows.map((row) => row.steward);
}

/** Those of these deals that some steward sees. */
export async function dealIdsInSight(db: Db, dealIds: readonly string[]): Promise<Set<string>> {
  const rows = await inBatches(dealIds, (batch) =>
    standingSightings(db).select('deal_id').where('deal_id', 'in', batch).execute(),
  );
  return new Set(rows.map((row) => row.deal_id));
}

/**
 * Open deals that one of these stewards lost sight of and that none of them sees.
 * @param stewards those whose word counts
 */
export async function idsOutOfSight(db: Db, stewards: readonly string[]): Promise<string[]> {
  if (stewards.length === 0) return [];
  const lost = db.selectFrom('sightings').where('lost_at', 'is not', null).where('steward', 'in', stewards);
  const rows = await openDeals(db)
    .where('deals.id', 'in', lost.select('deal_id'))
    .where('deals.id', 'not in', standingSightings(db).select('deal_id').where('steward', 'in', stewards))
    .orderBy('deals.id')
    .execute();
  return rows.map((row) => row.id);
}

function standingSightings(db: Db) {
  return db.selectFrom('sightings').where('lost_at', 'is', null);
}

function openDeals(db: Db) {
  return db
    .selectFrom('deals')
    .select('deals.id')
    .where('deals.status', 'in', ['New', 'Active'])
    .where('deals.gone_at', 'is', null);
}
