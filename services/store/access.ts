import type { PersonKey } from '../people/person.ts';
import { flagToInteger, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';

/** What a read under the person's own token taught. */
export interface Access {
  maySee: boolean;
  checkedAt: Date;
}

/** null: unknown. */
export async function findAccess(db: Db, person: PersonKey, dealId: string): Promise<Access | null> {
  const row = await accessOf(db, person).where('deal_id', '=', dealId).executeTakeFirst();
  return row ? { maySee: row.may_see === 1, checkedAt: textToMoment(row.checked_at) } : null;
}

export async function saveAccess(
  db: Db,
  person: PersonKey,
  dealId: string,
  maySee: boolean,
  checkedAt: Date,
): Promise<void> {
  await saveAccessMany(db, person, [{ dealId, maySee }], checkedAt);
}

/** What was learnt so lately is not written again: the same answer would cost a flush to the disk at every click. */
const WRITTEN_AGAIN_AFTER_MS = 10 * 60 * 1000;

/**
 * What one list read taught about many deals. The moment kept may be up to ten minutes before the last reading, so what
 * was learnt is believed a little shorter, never longer.
 */
export async function saveAccessMany(
  db: Db,
  person: PersonKey,
  seen: readonly { dealId: string; maySee: boolean }[],
  checkedAt: Date,
): Promise<void> {
  // PostgreSQL refuses to meet the same row twice in one statement: the last word on a deal counts.
  const news = new Map(seen.map(({ dealId, maySee }) => [dealId, flagToInteger(maySee)]));
  // Asked first, and not left to the upsert: on PostgreSQL one that changes nothing is a write with its flush all the same.
  const lately = momentToText(new Date(checkedAt.getTime() - WRITTEN_AGAIN_AFTER_MS));
  const known = await inBatches([...news.keys()], (batch) =>
    accessOf(db, person).where('deal_id', 'in', batch).where('checked_at', '>=', lately).execute(),
  );
  for (const row of known) if (news.get(row.deal_id) === row.may_see) news.delete(row.deal_id);
  const rows = [...news].map(([dealId, maySee]) => ({
    tenant_id: person.tenantId,
    person_id: person.personId,
    deal_id: dealId,
    may_see: maySee,
    checked_at: momentToText(checkedAt),
  }));
  await inBatches(rows, (batch) =>
    db
      .insertInto('access')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'person_id', 'deal_id']).doUpdateSet((old) => ({
          may_see: old.ref('excluded.may_see'),
          checked_at: old.ref('excluded.checked_at'),
        })),
      )
      .execute(),
  );
}

/** `saveAccessMany` of deals that the person was shown. */
export async function saveVisible(
  db: Db,
  person: PersonKey,
  dealIds: readonly string[],
  checkedAt: Date,
): Promise<void> {
  const seen = dealIds.map((dealId) => ({ dealId, maySee: true }));
  await saveAccessMany(db, person, seen, checkedAt);
}

/**
 * Those of the given deals that the person is known to be allowed to see.
 * @param since by a reading then or later. Default: whenever
 */
export async function dealIdsWithAccess(
  db: Db,
  person: PersonKey,
  ids: readonly string[],
  since: Date = new Date(0),
): Promise<Set<string>> {
  const rows = await inBatches(ids, (batch) =>
    accessOf(db, person)
      .where('may_see', '=', 1)
      .where('checked_at', '>=', momentToText(since))
      .where('deal_id', 'in', batch)
      .execute(),
  );
  return new Set(rows.map((row) => row.deal_id));
}

/** Is the person known to see any deal, by a reading since then? */
export async function seesAnything(db: Db, person: PersonKey, since: Date): Promise<boolean> {
  const row = await accessOf(db, person)
    .where('may_see', '=', 1)
    .where('checked_at', '>=', momentToText(since))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Everything known about who may see one deal. */
export async function listAccessOfDeal(db: Db, dealId: string): Promise<(PersonKey & Access)[]> {
  const rows = await db.selectFrom('access').selectAll().where('deal_id', '=', dealId).execute();
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    personId: row.person_id,
    maySee: row.may_see === 1,
    checkedAt: textToMoment(row.checked_at),
  }));
}

/** After a lost role or a sign-out: nothing is known about the person any more. */
export async function forgetAccess(db: Db, { tenantId, personId }: PersonKey): Promise<void> {
  await db.deleteFrom('access').where('tenant_id', '=', tenantId).where('person_id', '=', personId).execute();
}

/** Of these deals it is not known any more whether the person may see them. */
export async function forgetAccessTo(
  db: Db,
  { tenantId, personId }: PersonKey,
  dealIds: readonly string[],
): Promise<void> {
  await inBatches(dealIds, async (batch) => {
    await db
      .deleteFrom('access')
      .where('tenant_id', '=', tenantId)
      .where('person_id', '=', personId)
      .where('deal_id', 'in', batch)
      .execute();
    return [];
  });
}

function accessOf(db: Db, { tenantId, personId }: PersonKey) {
  return db
    .selectFrom('access')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId);
}
