import { FORMER_COLLEAGUE } from '../people/former-colleague.ts';
import { personScope } from '../deals/settings-of-places.ts';
import type { PersonKey } from '../people/person.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { forgetPlaces } from './forget-places.ts';
import { saveSetting } from './settings.ts';

/** Rows of one person, by tenant and person. */
const TABLES = ['access', 'favorites', 'drafts', 'asked_messages', 'sign_ins', 'stewards', 'people'] as const;

/**
 * Takes a person out of every table, inside a transaction. What they decided stays decided, without who they were and
 * without what they typed.
 */
export async function forgetPersonIn(trx: Db, { tenantId, personId }: PersonKey): Promise<void> {
  const person = await trx
    .selectFrom('people')
    .select('user_id')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  for (const table of TABLES)
    await trx.deleteFrom(table).where('tenant_id', '=', tenantId).where('person_id', '=', personId).execute();
  await trx.deleteFrom('settings').where('scope', '=', personScope({ tenantId, personId })).execute();
  await forgetPlaces(trx, await personalPlaces(trx, { tenantId, personId }));
  await trx
    .deleteFrom('members')
    .where('person_id', '=', personId)
    .where('place_id', 'in', (row) =>
      row.selectFrom('places').select('places.id').where('places.tenant_id', '=', tenantId),
    )
    .execute();
  await leaveOwners(trx, personId);
  await trx
    .updateTable('decisions')
    .set({ person_id: FORMER_COLLEAGUE, person_name: FORMER_COLLEAGUE, inputs: '{}' })
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is not', null)
    .execute();
  await trx
    .updateTable('history')
    .set({ person_id: FORMER_COLLEAGUE, person_name: FORMER_COLLEAGUE })
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute();
  if (person?.user_id) await forgetCalled(trx, person.user_id);
}

async function personalPlaces(trx: Db, { tenantId, personId }: PersonKey): Promise<string[]> {
  const rows = await trx
    .selectFrom('places')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('kind', '=', 'personal')
    .execute();
  return rows.map(({ id }) => id);
}

/** Of places that they had made follow. */
async function leaveOwners(trx: Db, personId: string): Promise<void> {
  const rows = await trx
    .selectFrom('settings')
    .selectAll()
    .where('name', '=', 'owners')
    .where('value', 'like', `%${personId}%`)
    .execute();
  for (const { scope, name, value } of rows) {
    const others = value.split(',').filter((id) => id !== personId);
    await saveSetting(trx, scope, name, others.length > 0 ? others.join(',') : null);
  }
}

/** Messages keep no longer that they stood in for others, or others for them. */
async function forgetCalled(trx: Db, userId: string): Promise<void> {
  await trx
    .updateTable('posted_cards')
    .set({ stand_ins: null })
    .where('stand_ins', 'like', `%${userId.replaceAll(/[%_]/g, '_')}%`)
    .execute();
}

/**
 * People whom nobody has met since `before` and who have no chat with the bot: a batch of them.
 * @param limit at most so many
 */
export async function listAbsentPeople(db: Db, before: Date, limit: number): Promise<PersonKey[]> {
  const rows = await db
    .selectFrom('people')
    .select(['tenant_id', 'person_id'])
    .where('seen_at', '<', momentToText(before))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('places')
            .select('places.id')
            .whereRef('places.tenant_id', '=', 'people.tenant_id')
            .whereRef('places.person_id', '=', 'people.person_id')
            .where('places.retired_at', 'is', null),
        ),
      ),
    )
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('stewards')
            .select('stewards.person_id')
            .whereRef('stewards.tenant_id', '=', 'people.tenant_id')
            .whereRef('stewards.person_id', '=', 'people.person_id')
            .where('stewards.state', 'in', ['active', 'signInNeeded']),
        ),
      ),
    )
    .limit(limit)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, personId: row.person_id }));
}
