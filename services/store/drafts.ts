import type { PersonKey } from '../people/person.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import type { DraftRow } from './schema.ts';

/** The stored state of a dialog: at most one open for a person, deal and dialog. */
export interface Draft extends PersonKey {
  id: string;
  dealId: string;
  dialog: string;
  step: string;
  /** As typed in the form; to be parsed again before use. */
  inputs: Record<string, unknown>;
  placeId: string;
  /** The message that holds the form; null until known. */
  activityId: string | null;
  openedAt: Date;
  changedAt: Date;
  closedAt: Date | null;
}

/** Opens the draft, or gives back the one already open, moved to the place, message and moment of the new one. */
export async function openDraft(db: Db, draft: Draft): Promise<Draft> {
  const { id, place_id, activity_id, changed_at, ...row } = draftToRow({ ...draft, closedAt: null });
  const saved = await db
    .insertInto('drafts')
    .values({ id, place_id, activity_id, changed_at, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'person_id', 'deal_id', 'dialog'])
        .where('closed_at', 'is', null)
        .doUpdateSet({ place_id, activity_id, changed_at }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return rowToDraft(saved);
}

export async function findDraft(db: Db, id: string): Promise<Draft | null> {
  const row = await db.selectFrom('drafts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? rowToDraft(row) : null;
}

/** Keeps step, inputs, place and message of an open draft. @returns false where it is closed or unknown */
export async function saveDraft(
  db: Db,
  draft: Pick<Draft, 'id' | 'step' | 'inputs' | 'placeId' | 'activityId' | 'changedAt'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('drafts')
    .set({
      step: draft.step,
      inputs: JSON.stringify(draft.inputs),
      place_id: draft.placeId,
      activity_id: draft.activityId,
      changed_at: momentToText(draft.changedAt),
    })
    .where('id', '=', draft.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function closeDraft(db: Db, id: string, at: Date): Promise<void> {
  await closing(db, at).where('id', '=', id).execute();
}

/** All that a person had begun to fill in. */
export async function closeDraftsOfPerson(
  db: Db,
  { tenantId, personId }: PersonKey,
  now: Date,
): Promise<void> {
  await closing(db, now).where('tenant_id', '=', tenantId).where('person_id', '=', personId).execute();
}

/**
 * Does a form stand in this message, so that an edit would wipe what is being typed?
 *
 * @param since drafts last changed before it do not count
 */
export async function openDraftOnActivity(
  db: Db,
  placeId: string,
  activityId: string,
  since: Date,
): Promise<Draft | null> {
  const row = await db
    .selectFrom('drafts')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('activity_id', '=', activityId)
    .where('closed_at', 'is', null)
    .where('changed_at', '>=', momentToText(since))
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDraft(row) : null;
}

function closing(db: Db, at: Date) {
  const moment = momentToText(at);
  return db
    .updateTable('drafts')
    .set({ closed_at: moment, changed_at: moment })
    .where('closed_at', 'is', null);
}

function draftToRow(draft: Draft): DraftRow {
  return {
    id: draft.id,
    tenant_id: draft.tenantId,
    person_id: draft.personId,
    deal_id: draft.dealId,
    dialog: draft.dialog,
    step: draft.step,
    inputs: JSON.stringify(draft.inputs),
    place_id: draft.placeId,
    activity_id: draft.activityId,
    opened_at: momentToText(draft.openedAt),
    changed_at: momentToText(draft.changedAt),
    closed_at: momentToText(draft.closedAt),
  };
}

function rowToDraft(row: DraftRow): Draft {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    personId: row.person_id,
    dealId: row.deal_id,
    dialog: row.dialog,
    step: row.step,
    inputs: JSON.parse(row.inputs) as Record<string, unknown>,
    placeId: row.place_id,
    activityId: row.activity_id,
    openedAt: textToMoment(row.opened_at),
    changedAt: textToMoment(row.changed_at),
    closedAt: textToMoment(row.closed_at),
  };
}

/** This person's open drafts on a deal, of any dialog. */
export async function findOpenDrafts(
  db: Db,
  { tenantId, personId }: PersonKey,
  dealId: string,
): Promise<Draft[]> {
  const rows = await db
    .selectFrom('drafts')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('deal_id', '=', dealId)
    .where('closed_at', 'is', null)
    .execute();
  return rows.map(rowToDraft);
}
