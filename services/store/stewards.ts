import { sql } from 'kysely';
import type { PersonKey } from '../people/person.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import type { StewardRow } from './schema.ts';

/**
 * | state | means |
 * |---|---|
 * | able | their own reading showed a Referrals role: they could watch |
 * | active | the watcher reads with their sign-in |
 * | signInNeeded | it would, but they must sign in first |
 * | refused | Partner Center says that the role is gone |
 */
export type StewardState = StewardRow['state'];

/** Somebody with a Referrals role (PERM-01, PERM-02), as far as watching goes. */
export interface Steward extends PersonKey {
  state: StewardState;
  /** In this state since then. */
  since: Date;
  /** When their watching last ended, however it did; null: never, or they watch. */
  endedAt: Date | null;
  /** When the last reading with their sign-in went well. */
  lastWellAt: Date | null;
  /** Kind of the last reading's failure; null: it went well. */
  failure: string | null;
  /** Partner Center asked to be left alone until then. */
  waitsUntil: Date | null;
  /** When they were last told that watching needs somebody. */
  toldAt: Date | null;
}

export async function findSteward(db: Db, person: PersonKey): Promise<Steward | null> {
  const row = await of(db, person).executeTakeFirst();
  return row ? rowToSteward(row) : null;
}

/** In one of these states, longest first. */
export async function listStewards(db: Db, states: readonly StewardState[]): Promise<Steward[]> {
  const rows = await db
    .selectFrom('stewards')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('since')
    .orderBy('person_id')
    .execute();
  return rows.map(rowToSteward);
}

/** When watching last ended for anybody; null: it never did. */
export async function lastEndedAt(db: Db): Promise<Date | null> {
  const { at } = await db
    .selectFrom('stewards')
    .select((row) => row.fn.max('ended_at').as('at'))
    .executeTakeFirstOrThrow();
  return textToMoment(at);
}

/** A reading of their own showed the role. @returns false where that was known */
export async function addAble(db: Db, { tenantId, personId }: PersonKey, at: Date): Promise<boolean> {
  const row = {
    tenant_id: tenantId,
    person_id: personId,
    state: 'able' as const,
    since: momentToText(at),
    ended_at: null,
    last_well_at: null,
    failure: null,
    waits_until: null,
    told_at: null,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('stewards')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'person_id'])
        .doUpdateSet({ state: 'able', since: row.since })
        .where('stewards.state', '=', 'refused'),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** From now on the watcher reads with this person's sign-in. @returns false where it did already */
export async function activate(db: Db, { tenantId, personId }: PersonKey, at: Date): Promise<boolean> {
  const begun = {
    state: 'active' as const,
    since: momentToText(at),
    ended_at: null,
    failure: null,
    waits_until: null,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('stewards')
    .values({ tenant_id: tenantId, person_id: personId, ...begun, last_well_at: null, told_at: null })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'person_id']).doUpdateSet(begun).where('stewards.state', '<>', 'active'),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export interface WatchEnd {
  /** Only from one of these states. */
  from: readonly StewardState[];
  to: Exclude<StewardState, 'active'>;
  /** Kind of the failure that ended it. Default: none, the person did. */
  failure?: string;
  at: Date;
  /** When a reading is tried again, if at all. Default null */
  waitsUntil?: Date | null;
}

/** Their watching ends, or pauses. Of two bots that find it at the same time one is told true. */
export async function endWatch(
  db: Db,
  person: PersonKey,
  { from, to, failure, at, waitsUntil = null }: WatchEnd,
): Promise<boolean> {
  const moment = momentToText(at);
  const { numUpdatedRows } = await db
    .updateTable('stewards')
    .set({
      state: to,
      since: moment,
      ended_at: sql`case when state = 'active' then ${moment} else ended_at end`,
      failure: failure ?? null,
      waits_until: momentToText(waitsUntil),
    })
    .where('tenant_id', '=', person.tenantId)
    .where('person_id', '=', person.personId)
    .where('state', 'in', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What the last reading of somebody who watches came to. */
export async function noteReading(
  db: Db,
  person: PersonKey,
  reading: { wellAt: Date } | { failure: string | null; waitsUntil: Date | null },
): Promise<void> {
  const set =
    'wellAt' in reading
      ? { last_well_at: momentToText(reading.wellAt), failure: null, waits_until: null }
      : { failure: reading.failure, waits_until: momentToText(reading.waitsUntil) };
  await db
    .updateTable('stewards')
    .set(set)
    .where('tenant_id', '=', person.tenantId)
    .where('person_id', '=', person.personId)
    .where('state', 'in', ['active', 'signInNeeded'])
    .execute();
}

/**
 * Takes the right to tell this person that watching needs somebody: of two bots that want to, one gets it.
 * @param unlessSince not if they were told at or after that
 */
export async function takeTelling(db: Db, person: PersonKey, at: Date, unlessSince: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('stewards')
    .set({ told_at: momentToText(at) })
    .where('tenant_id', '=', person.tenantId)
    .where('person_id', '=', person.personId)
    .where((row) => row.or([row('told_at', 'is', null), row('told_at', '<', momentToText(unlessSince))]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function of(db: Db, { tenantId, personId }: PersonKey) {
  return db
    .selectFrom('stewards')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId);
}

function rowToSteward(row: StewardRow): Steward {
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    state: row.state,
    since: textToMoment(row.since),
    endedAt: textToMoment(row.ended_at),
    lastWellAt: textToMoment(row.last_well_at),
    failure: row.failure,
    waitsUntil: textToMoment(row.waits_until),
    toldAt: textToMoment(row.told_at),
  };
}
