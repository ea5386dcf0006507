import { personScope } from '../deals/settings-of-places.ts';
import type { PersonKey } from '../people/person.ts';
import type { Db } from './database.ts';
import type { Schema } from './schema.ts';

/** Tables that know their people by tenant and person. */
const BY_PERSON = [
  'people',
  'access',
  'favorites',
  'decisions',
  'history',
  'drafts',
  'asked_messages',
  'sign_ins',
  'stewards',
] as const satisfies (keyof Schema)[];

/**
 * All rows about one person, by table, as they are stored: for that person to read, and the only rows that leave this
 * folder.
 */
export async function listOwnRows(
  db: Db,
  { tenantId, personId }: PersonKey,
): Promise<Record<string, readonly object[]>> {
  const own: Record<string, readonly object[]> = {};
  for (const table of BY_PERSON)
    own[table] = await db
      .selectFrom(table)
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('person_id', '=', personId)
      .execute();
  const places = await db
    .selectFrom('places')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute();
  const placeIds = places.map(({ id }) => id);
  const scopes = [personScope({ tenantId, personId }), ...placeIds.map((id) => `place:${id}`)];
  own['settings'] = await db.selectFrom('settings').selectAll().where('scope', 'in', scopes).execute();
  own['members'] = await db
    .selectFrom('members')
    .innerJoin('places', 'places.id', 'members.place_id')
    .selectAll('members')
    .where('members.person_id', '=', personId)
    .where('places.tenant_id', '=', tenantId)
    .execute();
  own['places'] = places;
  if (placeIds.length === 0) return own;
  for (const table of ['deliveries', 'posted_cards'] as const)
    own[table] = await db.selectFrom(table).selectAll().where('place_id', 'in', placeIds).execute();
  return own;
}
