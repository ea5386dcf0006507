import type { PersonKey } from '../people/person.ts';
import type { Place } from '../people/place.ts';
import { flagToInteger, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';
import { inTransaction } from './in-transaction.ts';
import type { PlaceRow } from './schema.ts';

export async function findPlace(db: Db, id: string): Promise<Place | null> {
  const row = await db.selectFrom('places').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? rowToPlace(row) : null;
}

/** @param conversationId for a channel without `;messageid=` */
export async function findPlaceByConversation(
  db: Db,
  tenantId: string,
  conversationId: string,
): Promise<Place | null> {
  const row = await db
    .selectFrom('places')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst();
  return row ? rowToPlace(row) : null;
}

/**
 * Saves the place under its id. Where the conversation is stored under another id already (two turns met a new
 * conversation at the same time), that id stays: go on with the place that comes back.
 */
export async function savePlace(db: Db, place: Place): Promise<Place> {
  const { id, ...facts } = placeToRow(place);
  return inTransaction(db, async (trx) => {
    const known = await trx
      .updateTable('places')
      .set(facts)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    const saved =
      known ??
      (await trx
        .insertInto('places')
        .values({ id, ...facts })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'conversation_id']).doUpdateSet(facts))
        .returningAll()
        .executeTakeFirstOrThrow());
    return rowToPlace(saved);
  });
}

/** Where deals get posted: following and not retired, longest known first. */
export async function listFollowingPlaces(db: Db): Promise<Place[]> {
  const rows = await db
    .selectFrom('places')
    .selectAll()
    .where('following', '=', 1)
    .where('retired_at', 'is', null)
    .orderBy('joined_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToPlace);
}

/** Teams told us that we may not write there any more. `savePlace` with `retiredAt: null` brings it back. */
export async function retirePlace(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('places')
    .set({ retired_at: momentToText(at) })
    .where('id', '=', id)
    .execute();
}

/** The person's 1:1 chat with the bot, if we may write there; the newest if Teams ever made more than one. */
export async function findPersonalPlace(db: Db, { tenantId, personId }: PersonKey): Promise<Place | null> {
  const row = await db
    .selectFrom('places')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .where('kind', '=', 'personal')
    .where('retired_at', 'is', null)
    .orderBy('joined_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? rowToPlace(row) : null;
}

/** Those of these people who have a 1:1 chat with the bot, or had one. */
export async function peopleWithPersonalPlaces(
  db: Db,
  tenantId: string,
  personIds: readonly string[],
): Promise<Set<string>> {
  const rows = await inBatches(personIds, (batch) =>
    db
      .selectFrom('places')
      .select('person_id')
      .where('tenant_id', '=', tenantId)
      .where('kind', '=', 'personal')
      .where('person_id', 'in', batch)
      .execute(),
  );
  return new Set(rows.flatMap(({ person_id }) => person_id ?? []));
}

/** The places in one team that may be written to. */
export async function listPlacesOfTeam(db: Db, tenantId: string, teamId: string): Promise<Place[]> {
  const rows = await db
    .selectFrom('places')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('team_id', '=', teamId)
    .where('retired_at', 'is', null)
    .execute();
  return rows.map(rowToPlace);
}

function placeToRow(place: Place): PlaceRow {
  return {
    id: place.id,
    kind: place.kind,
    tenant_id: place.tenantId,
    conversation_id: place.conversationId,
    service_url: place.serviceUrl,
    bot_id: place.botId,
    person_id: place.personId,
    locale: place.locale,
    time_zone: place.timeZone,
    redaction: place.redaction,
    following: flagToInteger(place.following),
    by_default: flagToInteger(place.byDefault),
    team_id: place.teamId,
    joined_at: momentToText(place.joinedAt),
    retired_at: momentToText(place.retiredAt),
  };
}

function rowToPlace(row: PlaceRow): Place {
  return {
    id: row.id,
    kind: row.kind,
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    serviceUrl: row.service_url,
    botId: row.bot_id,
    personId: row.person_id,
    locale: row.locale,
    timeZone: row.time_zone,
    redaction: row.redaction,
    following: row.following === 1,
    byDefault: row.by_default === 1,
    teamId: row.team_id,
    joinedAt: textToMoment(row.joined_at),
    retiredAt: textToMoment(row.retired_at),
  };
}
