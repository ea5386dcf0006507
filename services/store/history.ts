import type { PersonKey } from '../people/person.ts';
import { jsonToFacts, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { newId } from './new-id.ts';
import type { HistoryRow } from './schema.ts';

/** Who did it: a person through this bot, or somebody in Partner Center. */
export type Actor = { kind: 'person'; person: PersonKey; name: string | null } | { kind: 'partnerCenter' };

/** Fields of a `Deal` that changed, by name; moments are Dates. Not whole deals. */
export type ChangedFacts = Record<string, unknown>;

export interface HistoryEntry {
  id: string;
  dealId: string;
  at: Date;
  kind: HistoryRow['kind'];
  /** The deal's version that this made. */
  version: number;
  actor: Actor;
  verb: string | null;
  before: ChangedFacts | null;
  after: ChangedFacts | null;
}

export async function appendHistory(db: Db, entry: Omit<HistoryEntry, 'id'>): Promise<void> {
  await db.insertInto('history').values(entryToRow(entry)).execute();
}

/** Oldest first. */
export async function listHistory(db: Db, dealId: string): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('history')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(rowToEntry);
}

function entryToRow({
  dealId,
  at,
  kind,
  version,
  actor,
  verb,
  before,
  after,
}: Omit<HistoryEntry, 'id'>): HistoryRow {
  const person = actor.kind === 'person' ? actor : null;
  return {
    id: newId(),
    deal_id: dealId,
    at: momentToText(at),
    kind,
    version,
    actor_kind: actor.kind,
    tenant_id: person?.person.tenantId ?? null,
    person_id: person?.person.personId ?? null,
    person_name: person?.name ?? null,
    verb,
    before_facts: before && JSON.stringify(before),
    after_facts: after && JSON.stringify(after),
  };
}

function rowToEntry(row: HistoryRow): HistoryEntry {
  return {
    id: row.id,
    dealId: row.deal_id,
    at: textToMoment(row.at),
    kind: row.kind,
    version: row.version,
    actor: rowToActor(row),
    verb: row.verb,
    before: jsonToChanged(row.before_facts),
    after: jsonToChanged(row.after_facts),
  };
}

function jsonToChanged(json: string | null): ChangedFacts | null {
  return json === null ? null : (jsonToFacts(json) as ChangedFacts);
}

function rowToActor({ actor_kind, tenant_id, person_id, person_name }: HistoryRow): Actor {
  if (actor_kind === 'person' && tenant_id !== null && person_id !== null) {
    return { kind: 'person', person: { tenantId: tenant_id, personId: person_id }, name: person_name };
  }
  return { kind: 'partnerCenter' };
}
