import type { PersonKey } from '../people/person.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import type { DecisionRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** asked: a row, no write yet. writing: a write to Partner Center may have gone out. The others are ends. */
export type DecisionState = DecisionRow['state'];
export type DecisionEnd = 'done' | 'refused' | 'abandoned';

/** What one person asked to be done to one deal, and how far it got. */
export interface Decision extends PersonKey {
  id: string;
  dealId: string;
  verb: string;
  personName: string | null;
  /** As typed in the form; to be parsed again before use. */
  inputs: Record<string, unknown>;
  /** The version that the person saw; null where their words named no version (a typed command). */
  dealVersion: number | null;
  /** The eTag that the write was sent with; null before. */
  eTag: string | null;
  state: DecisionState;
  /** A short code of ours, never text from outside. */
  outcome: string | null;
  /** Where the click came from. */
  placeId: string | null;
  openedAt: Date;
  changedAt: Date;
  endedAt: Date | null;
  attempts: number;
  /** The running bot that carries it out; null: an older version, which did not say. */
  owner: string | null;
  /** The draft that a deal of ours is made from; null for whatever is decided on a deal. */
  draftId: string | null;
}

export type NewDecision = Pick<
  Decision,
  | 'id'
  | 'dealId'
  | 'verb'
  | 'tenantId'
  | 'personId'
  | 'personName'
  | 'inputs'
  | 'dealVersion'
  | 'placeId'
  | 'openedAt'
  | 'owner'
> &
  Partial<Pick<Decision, 'draftId'>>;

const OPEN: DecisionState[] = ['asked', 'writing'];

/** Two decisions can only end between the insert and the select so often. */
const TRIES = 3;

/** Opens it as `asked`, or gives back the one that this person already has open for the same deal and verb. */
export function openDecision(db: Db, decision: NewDecision): Promise<'opened' | Decision> {
  const { dealId, verb } = decision;
  return openUnless(db, decision, async () => {
    const open = await openOf(db, decision)
      .selectAll()
      .where('deal_id', '=', dealId)
      .where('verb', '=', verb)
      .executeTakeFirst();
    return open ? rowToDecision(open) : null;
  });
}

/** @param findOther what keeps it from being opened, by one of the unique indexes */
async function openUnless(
  db: Db,
  decision: NewDecision,
  findOther: () => Promise<Decision | null>,
): Promise<'opened' | Decision> {
  const row = newDecisionToRow(decision);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const inserted = await db
      .insertInto('decisions')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted) return 'opened';
    const other = await findOther();
    if (other) return other;
  }
  throw new Error(`Decision ${decision.id} was neither opened nor found`);
}

/**
 * From `asked` to `writing`: exactly one caller gets true, and only while no other decision of that deal is being
 * written. Waits for its turn, so that the unique index behind it has nothing to refuse. It waits for nothing else then.
 */
export async function startWriting(db: Db, id: string, eTag: string | null, at: Date): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const asked = await trx.selectFrom('decisions').select('deal_id').where('id', '=', id).executeTakeFirst();
    if (!asked) return false;
    await takeTurn(trx, `writing ${asked.deal_id}`);
    const { numUpdatedRows } = await trx
      .updateTable('decisions')
      .set({ state: 'writing', outcome: null, e_tag: eTag, changed_at: momentToText(at) })
      .where('id', '=', id)
      .where('state', '=', 'asked')
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('decisions as other')
              .select('other.id')
              .where('other.deal_id', '=', asked.deal_id)
              .where('other.state', '=', 'writing'),
          ),
        ),
      )
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

/** Back to `asked`: what was sent last is surely not there. */
export async function stopWriting(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('decisions')
    .set({ state: 'asked', changed_at: momentToText(at) })
    .where('id', '=', id)
    .where('state', '=', 'writing')
    .execute();
}

/** Ends an open decision. @returns false where it had ended already; then nothing changes */
export async function endDecision(
  db: Db,
  id: string,
  state: DecisionEnd,
  outcome: string | null,
  at: Date,
): Promise<boolean> {
  const moment = momentToText(at);
  const { numUpdatedRows } = await db
    .updateTable('decisions')
    .set({ state, outcome, changed_at: moment, ended_at: moment })
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findDecision(db: Db, id: string): Promise<Decision | null> {
  const row = await db.selectFrom('decisions').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/** What recovery looks through: asked or being written, oldest first. */
export async function findOpenDecisions(db: Db): Promise<Decision[]> {
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    .where('state', 'in', OPEN)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToDecision);
}

/** What an open decision waits for that goes on only when its person signs in again. */
const SIGN_IN = 'signIn';

/** Is something that this person decided being carried out? What waits for their sign-in is not. */
export async function hasDecisionUnderWay(db: Db, person: PersonKey): Promise<boolean> {
  const row = await openOf(db, person)
    .select('id')
    .where('outcome', 'is distinct from', SIGN_IN)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** This person's open decisions that wait for their sign-in, oldest first. */
export async function findWaitingForSignIn(db: Db, person: PersonKey): Promise<Decision[]> {
  const rows = await openOf(db, person)
    .selectAll()
    .where('outcome', '=', SIGN_IN)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToDecision);
}

export async function findWritingDecision(db: Db, dealId: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('state', '=', 'writing')
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/**
 * Opens the decision that makes a deal from its draft, or gives back the one that makes it already or has made it: one
 * draft, one deal.
 */
export function openCreation(
  db: Db,
  decision: NewDecision & { draftId: string },
): Promise<'opened' | Decision> {
  return openUnless(db, decision, () => findCreation(db, decision, decision.draftId));
}

/** What makes, or has made, a deal from this person's draft; null where all tries ended without one. */
export async function findCreation(
  db: Db,
  { tenantId, personId }: PersonKey,
  draftId: string,
): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('draft_id', '=', draftId)
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('state', 'in', [...OPEN, 'done'])
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/**
 * Ends an open decision that makes a referral, and keeps no longer what was to be sent, but for `inputs`.
 * @param end `dealId`: the deal whose decision it is from now on
 * @returns false where it had ended already; then nothing changes
 */
export async function endMaking(
  db: Db,
  id: string,
  end: { state: DecisionEnd; outcome: string; dealId?: string; inputs?: Record<string, unknown> },
  at: Date,
): Promise<boolean> {
  const moment = momentToText(at);
  const { numUpdatedRows } = await db
    .updateTable('decisions')
    .set({
      state: end.state,
      outcome: end.outcome,
      inputs: JSON.stringify(end.inputs ?? {}),
      changed_at: moment,
      ended_at: moment,
      ...(end.dealId !== undefined && { deal_id: end.dealId }),
    })
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Keeps what an open decision waits for, as its outcome so far; null: for nothing but its turn.
 * @returns false where that was known already, or where it has ended
 */
export async function noteWaiting(db: Db, id: string, outcome: string | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('decisions')
    .set({ outcome })
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .where('outcome', outcome === null ? 'is not' : 'is distinct from', outcome)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The open decision with this key or on this deal, whoever asked; the oldest one. */
export async function findOpenDecision(db: Db, dealId: string, verb: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('verb', '=', verb)
    .where('state', 'in', OPEN)
    .orderBy('opened_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/** Who decided last. @param verb default: any */
export async function lastDoneDecision(db: Db, dealId: string, verb?: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('state', '=', 'done')
    .$if(verb !== undefined, (query) => query.where('verb', '=', verb ?? ''))
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/** What was last asked with this verb and has ended, however it ended. */
export async function lastDecision(db: Db, dealId: string, verb: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('verb', '=', verb)
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/** Everybody who decided something about a deal, and whose decision was carried out. */
export async function listDecidersOf(db: Db, dealId: string): Promise<PersonKey[]> {
  const rows = await db
    .selectFrom('decisions')
    .select(['tenant_id', 'person_id'])
    .distinct()
    .where('deal_id', '=', dealId)
    .where('state', '=', 'done')
    .orderBy('person_id')
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, personId: row.person_id }));
}

/** What this person last asked with this verb, however it ended. */
export async function findLatestDecision(
  db: Db,
  { tenantId, personId }: PersonKey,
  dealId: string,
  verb: string,
): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('verb', '=', verb)
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToDecision(row) : null;
}

/**
 * One more try of an open decision, which waits for nothing else then.
 * @param eTag the one it is sent with this time; default: unchanged
 * @returns false where it has ended: nothing may be sent any more
 */
export async function countAttempt(db: Db, id: string, at: Date, eTag?: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('decisions')
    .set((old) => ({
      attempts: old('attempts', '+', 1),
      outcome: null,
      changed_at: momentToText(at),
      ...(eTag === undefined ? {} : { e_tag: eTag }),
    }))
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function openOf(db: Db, { tenantId, personId }: PersonKey) {
  return db
    .selectFrom('decisions')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('state', 'in', OPEN);
}

function newDecisionToRow(decision: NewDecision): DecisionRow {
  const openedAt = momentToText(decision.openedAt);
  return {
    id: decision.id,
    deal_id: decision.dealId,
    verb: decision.verb,
    tenant_id: decision.tenantId,
    person_id: decision.personId,
    person_name: decision.personName,
    inputs: JSON.stringify(decision.inputs),
    deal_version: decision.dealVersion,
    e_tag: null,
    state: 'asked',
    outcome: null,
    place_id: decision.placeId,
    opened_at: openedAt,
    changed_at: openedAt,
    ended_at: null,
    attempts: 0,
    owner: decision.owner,
    draft_id: decision.draftId ?? null,
  };
}

function rowToDecision(row: DecisionRow): Decision {
  return {
    id: row.id,
    dealId: row.deal_id,
    verb: row.verb,
    tenantId: row.tenant_id,
    personId: row.person_id,
    personName: row.person_name,
    inputs: JSON.parse(row.inputs) as Record<string, unknown>,
    dealVersion: row.deal_version,
    eTag: row.e_tag,
    state: row.state,
    outcome: row.outcome,
    placeId: row.place_id,
    openedAt: textToMoment(row.opened_at),
    changedAt: textToMoment(row.changed_at),
    endedAt: textToMoment(row.ended_at),
    attempts: row.attempts,
    owner: row.owner,
    draftId: row.draft_id,
  };
}
