import { type SelectQueryBuilder, sql } from 'kysely';
import type { Deal } from '../deals/deal.ts';
import { type DealType, dealType } from '../deals/deal-type.ts';
import { type DealKind, OTHERS } from '../deals/lifecycle.ts';
import { jsonToFacts, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { dealToListedRow } from './listed-deal-row.ts';
import { idsWithWords, withWords } from './deals-with-words.ts';
import { engineOf } from './engine-of.ts';
import { idsIn } from './ids-in.ts';
import { inBatches } from './in-batches.ts';
import { inTransaction } from './in-transaction.ts';
import type { DealRow, Schema } from './schema.ts';
import { takeTurn } from './take-turn.ts';

export interface StoredDeal {
  deal: Deal;
  /** +1 whenever a fact that cards show changes; starts at 1. */
  version: number;
  kind: DealKind;
  firstSeenAt: Date;
  recordedAt: Date;
  /** When Partner Center answered 404 to one who had seen it before; null while it is there. */
  goneAt: Date | null;
}

export async function findDeal(db: Db, id: string): Promise<StoredDeal | null> {
  const row = await db.selectFrom('deals').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? rowToDeal(row) : null;
}

/**
 * As `findDeal`, where this very reading is stored (the same eTag is the same referral) and the deal is not gone: then
 * its facts are those of the reading, and are not read once more.
 */
export async function findSameReading(db: Db, deal: Deal): Promise<StoredDeal | null> {
  if (deal.eTag === null) return null;
  const row = await db
    .selectFrom('deals')
    .select(['version', 'kind', 'first_seen_at', 'recorded_at', 'gone_at'])
    .where('id', '=', deal.id)
    .where('e_tag', '=', deal.eTag)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return row ? withFacts(row, deal) : null;
}

/** The eTags of those that are stored and not gone; null: a deal without one. Reads nothing else of them. */
export async function findETags(db: Db, ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await inBatches(ids, (batch) =>
    db
      .selectFrom('deals')
      .select(['id', 'e_tag'])
      .where('id', 'in', batch)
      .where('gone_at', 'is', null)
      .execute(),
  );
  return new Map(rows.map((row) => [row.id, row.e_tag]));
}

/**
 * As `findDeal`, and whoever else asks in this way waits until the transaction ends, also where the deal is not stored
 * yet. Only useful inside a transaction.
 */
export async function findDealForUpdate(db: Db, id: string): Promise<StoredDeal | null> {
  await takeTurn(db, `deal ${id}`);
  const query = db.selectFrom('deals').selectAll().where('id', '=', id);
  const row = await (engineOf(db) === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row ? rowToDeal(row) : null;
}

/** Inserts the deal or replaces the one with its id. */
export async function saveDeal(db: Db, stored: StoredDeal): Promise<void> {
  const row = dealToRow(stored);
  await inTransaction(db, async (trx) => {
    const listedRow = dealToListedRow(stored, await sisterOf(trx, stored));
    await trx
      .insertInto('deals')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    await trx
      .insertInto('listed_deals')
      .values(listedRow)
      .onConflict((conflict) => conflict.column('deal_id').doUpdateSet(listedRow))
      .execute();
    if (stored.kind === 'sister' && stored.goneAt === null) await nameCoSell(trx, stored.deal.engagementId);
  });
}

/** Types that say less than Microsoft's own referral does (TYPE-01). */
const TYPES_WITHOUT_SISTER: DealType[] = ['partnerLed', 'other'];

async function sisterOf(trx: Db, { deal, kind }: StoredDeal): Promise<'seen' | 'unknown'> {
  if (kind !== 'outbound' || !TYPES_WITHOUT_SISTER.includes(dealType(deal, kind))) return 'unknown';
  return (await findSister(trx, deal.engagementId)) ? 'seen' : 'unknown';
}

/** Our deals of an engagement in which Microsoft has a referral are co-sell deals. */
async function nameCoSell(trx: Db, engagementId: string | null): Promise<void> {
  if (engagementId === null) return;
  await trx
    .updateTable('listed_deals')
    .set({ deal_type: 'coSell' })
    .where('engagement_id', '=', engagementId)
    .where('kind', '=', 'outbound')
    .where('deal_type', 'in', TYPES_WITHOUT_SISTER)
    .execute();
}

/** In the order of the ids; unknown ones are left out. */
export async function findDealsByIds(db: Db, ids: readonly string[]): Promise<StoredDeal[]> {
  const rows = await inBatches(ids, (batch) =>
    db.selectFrom('deals').selectAll().where('id', 'in', batch).execute(),
  );
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rowsById.get(id);
    return row ? [rowToDeal(row)] : [];
  });
}

/**
 * Inbound deals that wait for an answer: nearest deadline first, without a deadline last. Unknown sub-statuses are
 * read-only, so they wait for nobody (LIFE-03, as `awaitsAnswer`).
 */
export async function findOpenInbound(db: Db): Promise<StoredDeal[]> {
  return list(
    openInbound(db)
      .orderBy('expires_at', (order) => order.asc().nullsLast())
      .orderBy('id'),
  );
}

/** Those whose deadline is after one moment and not after another, nearest first. Reads no other deal (EXP-02). */
export async function findOpenInboundDue(
  db: Db,
  { after, until }: { after: Date; until: Date },
): Promise<StoredDeal[]> {
  return list(
    openInbound(db)
      .where('expires_at', '>', momentToText(after))
      .where('expires_at', '<=', momentToText(until))
      .orderBy('expires_at')
      .orderBy('id'),
  );
}

function openInbound(db: Db) {
  return deals(db)
    .where('kind', '=', 'inbound')
    .where('status', '=', 'New')
    .where('substatus', 'in', ['Pending', 'Received']);
}

/** Co-sell deals of ours, in either direction, the last recorded first. */
export async function findLatestDeals(db: Db, limit: number): Promise<StoredDeal[]> {
  return list(
    deals(db)
      .where('kind', 'in', ['inbound', 'outbound'])
      .orderBy('recorded_at', 'desc')
      .orderBy('id')
      .limit(limit),
  );
}

/** Inbound deals that expired with nobody's answer, recorded so at or after `since`, oldest first (EXP-01). */
export async function findExpiredInbound(db: Db, since: Date): Promise<StoredDeal[]> {
  return list(
    deals(db)
      .where('kind', '=', 'inbound')
      .where('status', '=', 'Closed')
      .where('substatus', '=', 'Expired')
      .where('recorded_at', '>=', momentToText(since))
      .orderBy('recorded_at'),
  );
}

/**
 * Other parties' referrals are left out: they are read for their state only, and nobody means them.
 * @param prefix beginning of a deal id, in lower case
 */
export async function findDealsByIdPrefix(db: Db, prefix: string, limit: number): Promise<StoredDeal[]> {
  // Said letter by letter, whatever language the server sorts in: so its index serves.
  const id = engineOf(db) === 'postgres' ? sql<string>`id collate "C"` : sql<string>`id`;
  return list(
    deals(db)
      .where(id, '>=', prefix)
      .where(id, '<', `${prefix}~`)
      .where('kind', 'not in', OTHERS)
      .orderBy('id')
      .limit(limit),
  );
}

/** Words that more deals than these have mean none of them in particular. */
const MOST_MEANT = 2000;

/**
 * Deals in whose name, customer name, id or notes every one of the words occurs, wherever in a word; accents and case
 * do not count (NAV-03, see `foldText`). Last changed first, any of them where they are more than 2,000; no sister
 * referrals. No words, no deals.
 */
export async function searchDeals(db: Db, words: string, limit: number): Promise<StoredDeal[]> {
  const among = await idsWithWords(db, { search_text: words }, MOST_MEANT);
  const all = db
    .selectFrom('listed_deals')
    .select('deal_id')
    .where('gone', '=', 0)
    .where('kind', 'not in', OTHERS)
    .limit(limit);
  const found =
    among === null
      ? withWords(db, { search_text: words }).reduce((query, has) => query.where(has), all)
      : all
          .where('deal_id', 'in', idsIn(db, among))
          .orderBy('updated_at', (order) => order.desc().nullsLast())
          .orderBy('deal_id');
  const rows = await found.execute();
  return findDealsByIds(
    db,
    rows.map((row) => row.deal_id),
  );
}

/** All referrals of one engagement that we stored, oldest first, gone ones too. */
export async function findByEngagement(db: Db, engagementId: string): Promise<StoredDeal[]> {
  return list(
    db
      .selectFrom('deals')
      .selectAll()
      .where('engagement_id', '=', engagementId)
      .orderBy('created_at', (order) => order.asc().nullsFirst())
      .orderBy('id'),
  );
}

/** Other partners' referrals of an engagement, the first one first (TYPE-04). */
export async function findPeers(db: Db, engagementId: string | null): Promise<StoredDeal[]> {
  if (engagementId === null) return [];
  return list(
    deals(db)
      .where('engagement_id', '=', engagementId)
      .where('kind', '=', 'peer')
      .orderBy('created_at', (order) => order.asc().nullsLast())
      .orderBy('id'),
  );
}

/** Microsoft's own referral of an engagement, the one that changed last; null where none was seen. */
export async function findSister(db: Db, engagementId: string | null): Promise<StoredDeal | null> {
  if (engagementId === null) return null;
  const row = await deals(db)
    .where('engagement_id', '=', engagementId)
    .where('kind', '=', 'sister')
    .orderBy('updated_at', (order) => order.desc().nullsLast())
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDeal(row) : null;
}

/** Microsoft's own referrals of these engagements, by engagement; of several the one that changed last. */
export async function findSisters(db: Db, engagementIds: readonly string[]): Promise<Map<string, Deal>> {
  const rows = await inBatches(engagementIds, (batch) =>
    deals(db)
      .where('engagement_id', 'in', batch)
      .where('kind', '=', 'sister')
      .orderBy('updated_at', (order) => order.asc().nullsFirst())
      .orderBy('id', 'desc')
      .execute(),
  );
  return new Map(rows.map((row) => [row.engagement_id ?? '', rowToDeal(row).deal]));
}

/** Accepted deals of our own on which Microsoft has still to answer, Microsoft's nearest deadline first (SEED-02). */
export async function findAwaitingMicrosoft(db: Db): Promise<StoredDeal[]> {
  const rows = await db
    .selectFrom('deals')
    .innerJoin('deals as sister', 'sister.engagement_id', 'deals.engagement_id')
    .selectAll('deals')
    .where('deals.gone_at', 'is', null)
    .where('deals.kind', '=', 'outbound')
    .where('deals.status', '=', 'Active')
    .where('sister.gone_at', 'is', null)
    .where('sister.kind', '=', 'sister')
    .where('sister.status', '=', 'New')
    .orderBy('sister.expires_at', (order) => order.asc().nullsLast())
    .orderBy('deals.id')
    .execute();
  return rows.map(rowToDeal);
}

/** New and Active ones that are not gone. */
export async function idsOfOpenDeals(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('deals')
    .select('id')
    .where('status', 'in', ['New', 'Active'])
    .where('gone_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

function deals(db: Db) {
  return db.selectFrom('deals').selectAll().where('gone_at', 'is', null);
}

async function list(query: SelectQueryBuilder<Schema, 'deals', DealRow>): Promise<StoredDeal[]> {
  const rows = await query.execute();
  return rows.map(rowToDeal);
}

/** Of `deals`. Only for who fills tables in bulk: else `saveDeal`, which keeps `listed_deals` too. */
export function dealToRow({ deal, version, kind, firstSeenAt, recordedAt, goneAt }: StoredDeal): DealRow {
  return {
    id: deal.id,
    version,
    facts: JSON.stringify(deal),
    e_tag: deal.eTag,
    status: deal.status,
    substatus: deal.substatus,
    kind,
    engagement_id: deal.engagementId,
    name: deal.name,
    customer_name: deal.customer.name,
    country: deal.customer.country,
    created_at: momentToText(deal.createdAt),
    updated_at: momentToText(deal.updatedAt),
    expires_at: momentToText(deal.expiresAt),
    closed_at: momentToText(deal.closedAt),
    first_seen_at: momentToText(firstSeenAt),
    recorded_at: momentToText(recordedAt),
    gone_at: momentToText(goneAt),
  };
}

function rowToDeal(row: DealRow): StoredDeal {
  return withFacts(row, jsonToFacts(row.facts) as Deal);
}

function withFacts(
  row: Pick<DealRow, 'version' | 'kind' | 'first_seen_at' | 'recorded_at' | 'gone_at'>,
  deal: Deal,
): StoredDeal {
  return {
    deal,
    version: row.version,
    kind: row.kind,
    firstSeenAt: textToMoment(row.first_seen_at),
    recordedAt: textToMoment(row.recorded_at),
    goneAt: textToMoment(row.gone_at),
  };
}
