import { type Transaction, sql } from 'kysely';
import { HANDICAP_MS, type Lane, laneOf, LANES } from '../deals/lanes.ts';
import type { WantedDelivery } from '../deals/wanted-delivery.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { databaseMoment } from './database-moment.ts';
import { engineOf } from './engine-of.ts';
import { inBatches } from './in-batches.ts';
import { inTransaction } from './in-transaction.ts';
import { newId } from './new-id.ts';
import type { DeliveryRow, Schema } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/**
 * | state | means |
 * |---|---|
 * | due | to be carried out at `dueAt`; null: wanted once, nothing to do until planned again |
 * | posting | a request to Teams may have gone out and its answer is not known |
 * | settled | Teams shows what it should |
 * | retired | the place is gone (an end) |
 * | dead | Teams refused for good (an end) |
 * | dropped | not wanted any more (an end) |
 */
export type DeliveryState = DeliveryRow['state'];
export type DeliveryEnd = 'retired' | 'dead' | 'dropped';

/** The wish that one place shows one subject for one occasion at one version. */
export interface Delivery {
  id: string;
  placeId: string;
  /** A deal id, or `place`. */
  subject: string;
  occasion: string;
  state: DeliveryState;
  dueAt: Date | null;
  /** Failed tries since the last success. */
  attempts: number;
  leasedUntil: Date | null;
  leasedBy: string | null;
  postingSince: Date | null;
  wantedVersion: number;
  /** Why the last try failed: a code of ours, never text from outside. */
  problem: string | null;
  lane: Lane;
  createdAt: Date;
  changedAt: Date;
}

const STATES: DeliveryState[] = ['due', 'posting', 'settled', 'retired', 'dead', 'dropped'];
const WORKING: DeliveryState[] = ['due', 'posting'];
const ALIVE: DeliveryState[] = [...WORKING, 'settled'];
const ANSWERS = LANES.indexOf('answer');
const EDITS = LANES.indexOf('edit');
/** A tenant that is closed for longer than this is left alone. */
const BUSY_SECONDS = 1;

/** The lease is given back, whatever becomes of the row. */
const FREE = { leased_until: null, leased_by: null };

/**
 * Inserts what is new. For a known wish the earlier due moment and the higher version count; one that has ended
 * stays ended. A want that comes while the row is leased takes effect when the lease ends.
 */
export async function wantDeliveries(db: Db, wanted: readonly WantedDelivery[], now: Date): Promise<void> {
  const rows = mergeWants(wanted).map((want) => wantToRow(want, now));
  await inBatches(rows, (batch) =>
    db
      .insertInto('deliveries')
      .values(batch)
      .onConflict((conflict) =>
        conflict
          .columns(['place_id', 'subject', 'occasion'])
          .doUpdateSet({
            due_at: sql`case when deliveries.leased_until is null
              then ${earlier('deliveries.due_at', 'excluded.due_at')} else deliveries.due_at end`,
            again_at: sql`case when deliveries.leased_until is null
              then deliveries.again_at else ${earlier('deliveries.again_at', 'excluded.due_at')} end`,
            state: sql`case when deliveries.state = 'settled' and excluded.due_at is not null
              then 'due' else deliveries.state end`,
            wanted_version: sql`case when excluded.wanted_version > deliveries.wanted_version
              then excluded.wanted_version else deliveries.wanted_version end`,
            // What follows from a click goes first, whatever the row has been waiting for.
            lane: sql`case when excluded.lane = ${ANSWERS} then excluded.lane else deliveries.lane end`,
            changed_at: sql`excluded.changed_at`,
          })
          .where('deliveries.state', 'in', ALIVE),
      )
      .execute(),
  );
}

export interface Claim {
  now: Date;
  leaseSeconds: number;
  /** Who asks: one name a running bot. */
  owner: string;
  limit: number;
}

/**
 * Leases deliveries that are due, lane by lane (`lanes.ts`), the longest due first; at most one a place, and none for a
 * place where a lease runs, so that a place sees its posts in order, nor for one that is closed for now
 * (`send-accounts.ts`). At least one comes back where any may go. State `posting` in what comes back: an earlier try left
 * its answer unknown.
 */
export async function claimDeliveries(
  db: Db,
  { now, leaseSeconds, owner, limit }: Claim,
): Promise<Delivery[]> {
  const moment = momentToText(now);
  return inTransaction(db, async (trx) => {
    // Two claims at once could each take a different delivery of one place.
    await takeTurn(trx, 'claim deliveries');
    const ids = await claimableIds(trx, moment, limit);
    if (ids.length === 0) return [];
    const rows = await trx
      .updateTable('deliveries')
      .set({
        leased_until: momentToText(new Date(now.getTime() + leaseSeconds * 1000)),
        leased_by: owner,
        again_at: sql`case when again_at > ${moment} then again_at end`,
        changed_at: moment,
      })
      .where('id', 'in', ids)
      .returningAll()
      .execute();
    const order = new Map(ids.map((id, place) => [id, place]));
    return rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)).map(rowToDelivery);
  });
}

async function claimableIds(trx: Transaction<Schema>, moment: string, limit: number): Promise<string[]> {
  const [answers, ...others] = LANES.map((_lane, lane) => firstInLane(trx, lane, moment, limit));
  const query = others.reduce((all, one) => all.unionAll(one), answers as LaneQuery);
  const rows = (await query.execute()).map((row) => ({ ...row, rank: rankOf(row) }));
  rows.sort((a, b) => a.rank - b.rank || (`${a.created_at} ${a.id}` < `${b.created_at} ${b.id}` ? -1 : 1));
  const places = new Map<string, string>();
  for (const { id, place_id } of rows) if (!places.has(place_id)) places.set(place_id, id);
  const ids = [...places.values()].slice(0, limit);
  return engineOf(trx) === 'postgres' ? unlockedIds(trx, ids) : ids;
}

type Claimable = Pick<DeliveryRow, 'id' | 'place_id' | 'due_at' | 'created_at' | 'lane'>;
type LaneQuery = ReturnType<typeof firstInLane>;

/** Longer due counts for more, and the lane's handicap for less. */
function rankOf({ due_at, lane }: Claimable): number {
  return textToMoment(due_at ?? '').getTime() + HANDICAP_MS[LANES[lane] ?? 'edit'];
}

/** A read of the index `deliveries_by_lane` from its beginning, which is why states stand there as it names them. */
function firstInLane(trx: Transaction<Schema>, lane: number, moment: string, limit: number) {
  const first = trx
    .selectFrom('deliveries')
    .select(['id', 'place_id', 'due_at', 'created_at', 'lane'])
    .where(sql<boolean>`state in ('due', 'posting')`)
    .where('lane', '=', lane)
    .where('due_at', '<=', moment)
    .where('place_id', 'not in', (query) =>
      query.selectFrom('deliveries').select('place_id').where('leased_until', '>', moment),
    )
    .where('place_id', 'not in', (query) =>
      query
        .selectFrom('send_accounts')
        .select('id')
        .where('kind', '=', 'place')
        .where('opens_at', '>', databaseMoment(trx)),
    )
    .where('place_id', 'not in', (query) =>
      query
        .selectFrom('places')
        .innerJoin('send_accounts as tenants', 'tenants.id', 'places.tenant_id')
        .select('places.id')
        .where('tenants.kind', '=', 'tenant')
        // One that is merely busy gives its moments one by one.
        .where('tenants.opens_at', '>', databaseMoment(trx, BUSY_SECONDS)),
    )
    .orderBy('due_at')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit);
  return trx.selectFrom(first.as('lane')).selectAll();
}

/** Leaves out rows that another transaction is changing just now; the next claim meets them again. */
async function unlockedIds(trx: Transaction<Schema>, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('deliveries')
    .select('id')
    .where('id', 'in', ids)
    .where('state', 'in', WORKING)
    .forUpdate()
    .skipLocked()
    .execute();
  const unlocked = new Set(rows.map((row) => row.id));
  return ids.filter((id) => unlocked.has(id));
}

/** To be called before the request goes out. @returns false: the lease is lost, or the wish ended; do not post */
export async function markPosting(db: Db, id: string, owner: string, now: Date): Promise<boolean> {
  const moment = momentToText(now);
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set((old) => ({
      state: 'posting' as const,
      posting_since: moment,
      changed_at: moment,
      sent_again: sql<number>`case when ${old.ref('state')} = 'posting' then sent_again + 1 else sent_again end`,
    }))
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .where('leased_until', '>', moment)
    .where('state', 'in', WORKING)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * The message of a post whose answer was lost has been found: what its row wants next is an edit. Only where just one
 * such post of this subject waits in the place, and no bot is at it.
 * @returns its occasion; null: there is none. To be called in a transaction that keeps the message
 */
export async function findLostPost(
  trx: Db,
  placeId: string,
  subject: string,
  now: Date,
): Promise<string | null> {
  const moment = momentToText(now);
  const query = trx
    .selectFrom('deliveries')
    .select(['id', 'occasion', 'leased_until'])
    .where('place_id', '=', placeId)
    .where('subject', '=', subject)
    .where('state', '=', 'posting');
  const rows = await (engineOf(trx) === 'postgres' ? query.forUpdate() : query).execute();
  const [row, ...others] = rows;
  if (!row || others.length > 0 || (row.leased_until ?? '') > moment) return null;
  await trx
    .updateTable('deliveries')
    .set({
      ...FREE,
      state: 'due',
      due_at: moment,
      posting_since: null,
      attempts: 0,
      problem: null,
      changed_at: moment,
    })
    .where('id', '=', row.id)
    .execute();
  return row.occasion;
}

export interface Settlement {
  now: Date;
  /** When to look again; null: when planned again. */
  nextDueAt: Date | null;
  /** The version that is shown now. A newer one wanted meanwhile is due at once. */
  seenVersion: number;
}

/** The place shows what it should. Nothing happens where the lease belongs to somebody else by now. */
export async function settleDelivery(
  db: Db,
  id: string,
  owner: string,
  { now, nextDueAt, seenVersion }: Settlement,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const query = trx
      .selectFrom('deliveries')
      .selectAll()
      .where('id', '=', id)
      .where('leased_by', '=', owner);
    const row = await (engineOf(trx) === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
    if (!row) return;
    const outdated = row.wanted_version > seenVersion ? momentToText(now) : null;
    const dueAt = earliest(outdated, row.again_at, momentToText(nextDueAt));
    await trx
      .updateTable('deliveries')
      .set({
        ...FREE,
        state: dueAt === null ? 'settled' : 'due',
        due_at: dueAt,
        again_at: null,
        attempts: 0,
        posting_since: null,
        problem: null,
        // What follows is an edit, unless a click came meanwhile.
        lane: row.again_at !== null || outdated !== null ? row.lane : EDITS,
        changed_at: momentToText(now),
      })
      .where('id', '=', id)
      .execute();
  });
}

export interface Postponement {
  now: Date;
  dueAt: Date;
  problem: string;
  /** false: not this delivery's fault, such as a throttled place. */
  countAttempt: boolean;
  /** true: the request may have reached Teams, so `posting` stays. Default: false. */
  keepPosting?: boolean;
}

/** To be tried again at `dueAt`. Nothing happens where the lease belongs to somebody else by now. */
export async function postponeDelivery(
  db: Db,
  id: string,
  owner: string,
  { now, dueAt, problem, countAttempt, keepPosting = false }: Postponement,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set((old) => ({
      ...FREE,
      ...(keepPosting ? {} : { state: 'due' as const, posting_since: null }),
      due_at: momentToText(dueAt),
      attempts: old('attempts', '+', countAttempt ? 1 : 0),
      problem,
      changed_at: momentToText(now),
    }))
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .execute();
}

/** No further tries. Nothing happens where the lease belongs to somebody else by now. */
export async function endDelivery(
  db: Db,
  id: string,
  owner: string,
  state: DeliveryEnd,
  problem: string | null,
  now: Date,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(ended(state, problem, now))
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .execute();
}

/** What waits for a moment to come is due now. Of rows that are leased the holder decides. */
export async function hurryDeliveries(db: Db, occasions: readonly string[], now: Date): Promise<void> {
  const moment = momentToText(now);
  await db
    .updateTable('deliveries')
    .set({ due_at: moment, changed_at: moment })
    .where('occasion', 'in', occasions)
    .where('state', '=', 'due')
    .where('leased_until', 'is', null)
    .where('due_at', '>', moment)
    .execute();
}

/** @param owner null: everybody's, for a start with no other bot on the store */
export async function releaseLeases(db: Db, owner: string | null): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(FREE)
    .where('leased_until', 'is not', null)
    .$if(owner !== null, (query) => query.where('leased_by', '=', owner))
    .execute();
}

/** The place is gone: nothing of it is due any more, and later wants change nothing until it is forgotten. */
export async function retireDeliveriesOfPlace(db: Db, placeId: string, now: Date): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(ended('retired', null, now))
    .where('place_id', '=', placeId)
    .where('state', 'in', ALIVE)
    .execute();
}

/** The place is there again: what ended with it may be wanted anew. */
export async function forgetRetiredDeliveries(db: Db, placeId: string): Promise<void> {
  await db.deleteFrom('deliveries').where('place_id', '=', placeId).where('state', '=', 'retired').execute();
}

/** As if nothing had ever been wanted there. */
export async function forgetDeliveriesOfPlace(db: Db, placeId: string): Promise<void> {
  await db.deleteFrom('deliveries').where('place_id', '=', placeId).execute();
}

export async function countDeliveries(db: Db): Promise<Record<DeliveryState, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select((row) => ['state', row.fn.countAll<number>().as('count')] as const)
    .groupBy('state')
    .execute();
  const counts = new Map(rows.map((row) => [row.state, row.count]));
  return Object.fromEntries(STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<
    DeliveryState,
    number
  >;
}

/** Posts that were made once more, because the answer to the first one was not known, by all bots on this store. */
export async function countSentAgain(db: Db): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select((deliveries) => deliveries.fn.sum<number | null>('sent_again').as('count'))
    .executeTakeFirstOrThrow();
  return row.count ?? 0;
}

/** How many wait to be carried out now. */
export async function countDue(db: Db, now: Date): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select((deliveries) => deliveries.fn.countAll<number>().as('count'))
    .where('state', 'in', WORKING)
    .where('due_at', '<=', momentToText(now))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Ids of those that Teams refused for good, the latest first. */
export async function findDead(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'dead')
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function findDelivery(
  db: Db,
  placeId: string,
  subject: string,
  occasion: string,
): Promise<Delivery | null> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('subject', '=', subject)
    .where('occasion', '=', occasion)
    .executeTakeFirst();
  return row ? rowToDelivery(row) : null;
}

/** Oldest first, ended ones too. At least one of the fields, else nothing is meant. */
export async function listDeliveriesOf(
  db: Db,
  { placeId, subject }: { placeId?: string; subject?: string },
): Promise<Delivery[]> {
  if (placeId === undefined && subject === undefined) return [];
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .$if(placeId !== undefined, (query) => query.where('place_id', '=', placeId ?? ''))
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToDelivery);
}

/** The subjects that wait to be shown in this place for one occasion, or that may be on their way. */
export async function subjectsWaitingIn(db: Db, placeId: string, occasion: string): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('subject')
    .where('place_id', '=', placeId)
    .where('occasion', '=', occasion)
    .where('state', 'in', WORKING)
    .where('due_at', 'is not', null)
    .execute();
  return rows.map(({ subject }) => subject);
}

/** What is being drawn and sent in this place at this moment. */
export async function listUnderWayIn(db: Db, placeId: string): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('leased_until', 'is not', null)
    .where('state', 'in', WORKING)
    .execute();
  return rows.map(rowToDelivery);
}

function ended(state: DeliveryEnd, problem: string | null, now: Date) {
  return {
    ...FREE,
    state,
    problem,
    due_at: null,
    again_at: null,
    posting_since: null,
    changed_at: momentToText(now),
  };
}

/** One want a wish (PostgreSQL refuses to meet a row twice in one statement), in a fixed order against deadlocks. */
function mergeWants(wanted: readonly WantedDelivery[]): WantedDelivery[] {
  const merged = new Map<string, WantedDelivery>();
  for (const want of wanted) {
    const key = JSON.stringify([want.placeId, want.subject, want.occasion]);
    const other = merged.get(key);
    merged.set(key, other ? mergeTwo(other, want) : want);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, want]) => want);
}

function mergeTwo(a: WantedDelivery, b: WantedDelivery): WantedDelivery {
  return {
    ...a,
    dueAt: textToMoment(earliest(momentToText(a.dueAt), momentToText(b.dueAt))),
    wantedVersion: Math.max(a.wantedVersion, b.wantedVersion),
    ...((a.lane ?? b.lane) && { lane: a.lane ?? b.lane }),
  };
}

/** Text order is time order, see `momentToText`. */
function earliest(...moments: (string | null)[]): string | null {
  return moments.filter((moment) => moment !== null).sort()[0] ?? null;
}

/** `earliest` in SQL; the names are columns. */
function earlier(a: string, b: string) {
  const [one, other] = [sql.ref(a), sql.ref(b)];
  return sql`case when ${one} is null then ${other} when ${other} < ${one} then ${other} else ${one} end`;
}

function wantToRow(want: WantedDelivery, now: Date): DeliveryRow {
  return {
    ...FREE,
    id: newId(),
    place_id: want.placeId,
    subject: want.subject,
    occasion: want.occasion,
    state: 'due',
    due_at: momentToText(want.dueAt),
    again_at: null,
    attempts: 0,
    posting_since: null,
    wanted_version: want.wantedVersion,
    problem: null,
    sent_again: 0,
    lane: LANES.indexOf(want.lane ?? laneOf(want.occasion)),
    created_at: momentToText(now),
    changed_at: momentToText(now),
  };
}

function rowToDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    placeId: row.place_id,
    subject: row.subject,
    occasion: row.occasion,
    state: row.state,
    dueAt: textToMoment(row.due_at),
    attempts: row.attempts,
    leasedUntil: textToMoment(row.leased_until),
    leasedBy: row.leased_by,
    postingSince: textToMoment(row.posting_since),
    wantedVersion: row.wanted_version,
    problem: row.problem,
    lane: LANES[row.lane] ?? 'edit',
    createdAt: textToMoment(row.created_at),
    changedAt: textToMoment(row.changed_at),
  };
}
