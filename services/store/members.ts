import type { PersonKey } from '../people/person.ts';
import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';
import { inTransaction } from './in-transaction.ts';
import type { MemberRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** Somebody in a shared place. */
export interface Member {
  personId: string;
  /** Teams' own id for this bot and user (`29:...`). */
  userId: string;
  name: string | null;
  email: string | null;
}

/** The roster of a place as Teams gave it; replaces what was known. */
export async function saveMembers(db: Db, placeId: string, members: readonly Member[]): Promise<void> {
  const rows = [...new Map(members.map((member) => [member.personId, member])).values()].map((member) => ({
    place_id: placeId,
    person_id: member.personId,
    user_id: member.userId,
    name: member.name,
    email: member.email,
  }));
  await inTransaction(db, async (trx) => {
    // Two bots may learn of it at the same moment.
    await takeTurn(trx, `members ${placeId}`);
    await trx.deleteFrom('members').where('place_id', '=', placeId).execute();
    await inBatches(rows, (batch) => trx.insertInto('members').values(batch).execute());
  });
}

export async function listMembers(db: Db, placeId: string): Promise<Member[]> {
  const rows = await db.selectFrom('members').selectAll().where('place_id', '=', placeId).execute();
  return rows.map(rowToMember);
}

function rowToMember(row: MemberRow): Member {
  return { personId: row.person_id, userId: row.user_id, name: row.name, email: row.email };
}

/** What the rosters of the person's tenant say of somebody; one with a mail address before one without. */
export async function findMembership(
  db: Db,
  { tenantId, personId }: PersonKey,
): Promise<Pick<Member, 'name' | 'email'> | null> {
  const row = await db
    .selectFrom('members')
    .innerJoin('places', 'places.id', 'members.place_id')
    .select(['members.name', 'members.email'])
    .where('members.person_id', '=', personId)
    .where('places.tenant_id', '=', tenantId)
    .orderBy((order) => order.case().when('members.email', 'is', null).then(1).else(0).end())
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Who has one of these mail addresses, by the address in lower case; in whatever place. */
export async function findMembersByEmail(db: Db, emails: readonly string[]): Promise<Map<string, Member>> {
  const wanted = emails.map((email) => email.toLowerCase());
  const rows = await inBatches(wanted, (batch) =>
    db
      .selectFrom('members')
      .selectAll()
      .where((row) => row(row.fn<string>('lower', ['email']), 'in', batch))
      .execute(),
  );
  return new Map(rows.map((row) => [row.email?.toLowerCase() ?? '', rowToMember(row)]));
}

/** Who has one of these mail addresses, in whatever place and tenant. */
export async function findPeopleByEmail(db: Db, emails: readonly string[]): Promise<PersonKey[]> {
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const rows = await inBatches(wanted, (batch) =>
    db
      .selectFrom('members')
      .innerJoin('places', 'places.id', 'members.place_id')
      .select(['places.tenant_id', 'members.person_id'])
      .distinct()
      .where((row) => row(row.fn<string>('lower', ['members.email']), 'in', batch))
      .execute(),
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, personId: row.person_id }));
}

/** People in one of these places. */
export async function personIdsIn(db: Db, placeIds: readonly string[]): Promise<Set<string>> {
  const rows = await inBatches(placeIds, (batch) =>
    db.selectFrom('members').select('person_id').where('place_id', 'in', batch).execute(),
  );
  return new Set(rows.map((row) => row.person_id));
}

/** The places that this person is in. */
export async function placeIdsOf(db: Db, personId: string): Promise<Set<string>> {
  const rows = await db.selectFrom('members').select('place_id').where('person_id', '=', personId).execute();
  return new Set(rows.map((row) => row.place_id));
}
