import type { PersonKey } from '../people/person.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';

/** A person's own favourites (SEED-07, FAV-02); Partner Center's shared star is `Deal.starred` (FAV-04). */

/** @returns false where it was one already */
export async function addFavorite(
  db: Db,
  { tenantId, personId }: PersonKey,
  dealId: string,
  at: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('favorites')
    .values({ tenant_id: tenantId, person_id: personId, deal_id: dealId, added_at: momentToText(at) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'person_id', 'deal_id']).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns false where it was none */
export async function removeFavorite(db: Db, person: PersonKey, dealId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('favorites')
    .where('tenant_id', '=', person.tenantId)
    .where('person_id', '=', person.personId)
    .where('deal_id', '=', dealId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function isFavorite(db: Db, person: PersonKey, dealId: string): Promise<boolean> {
  const row = await db
    .selectFrom('favorites')
    .select('deal_id')
    .where('tenant_id', '=', person.tenantId)
    .where('person_id', '=', person.personId)
    .where('deal_id', '=', dealId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function listFavorites(db: Db, { tenantId, personId }: PersonKey): Promise<string[]> {
  const rows = await db
    .selectFrom('favorites')
    .select('deal_id')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute();
  return rows.map((row) => row.deal_id);
}

/** Everybody who keeps this deal as a favourite. */
export async function listFansOf(db: Db, dealId: string): Promise<PersonKey[]> {
  const rows = await db
    .selectFrom('favorites')
    .select(['tenant_id', 'person_id'])
    .where('deal_id', '=', dealId)
    .orderBy('person_id')
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, personId: row.person_id }));
}
