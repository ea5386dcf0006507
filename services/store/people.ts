import type { Locale, Person, PersonKey } from '../people/person.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import type { PersonRow } from './schema.ts';

export interface StoredPerson extends Person {
  /** The language of the last command, which goes before Teams' own `locale`; null until one told it. */
  spoken: Locale | null;
  seenAt: Date;
}

export async function findStoredPerson(
  db: Db,
  { tenantId, personId }: PersonKey,
): Promise<StoredPerson | null> {
  const row = await db
    .selectFrom('people')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row ? rowToPerson(row) : null;
}

/** Inserts the person or replaces the one with this tenant and id. */
export async function savePerson(db: Db, person: StoredPerson): Promise<void> {
  const row = personToRow(person);
  await db
    .insertInto('people')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'person_id']).doUpdateSet(row))
    .execute();
}

function personToRow(person: StoredPerson): PersonRow {
  return {
    tenant_id: person.tenantId,
    person_id: person.personId,
    name: person.name,
    user_id: person.userId,
    locale: person.locale,
    spoken: person.spoken,
    time_zone: person.timeZone,
    seen_at: momentToText(person.seenAt),
  };
}

function rowToPerson(row: PersonRow): StoredPerson {
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    name: row.name,
    userId: row.user_id,
    locale: row.locale,
    timeZone: row.time_zone,
    spoken: row.spoken,
    seenAt: textToMoment(row.seen_at),
  };
}
