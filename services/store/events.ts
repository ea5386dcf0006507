import { sql } from 'kysely';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';

/** What tells one event from another; Partner Center gives events no id (partner-center-api.md 8.3). */
export interface EventKey {
  name: string;
  resourceId: string | null;
  /** null: nothing tells it from the next one, so it is always a new one. */
  changedAt: Date | null;
}

/** Events are sent again, and one change may raise several (API-10). @returns true for exactly one caller an event */
export async function isFirstOfEvent(
  db: Db,
  { name, resourceId, changedAt }: EventKey,
  now: Date,
): Promise<boolean> {
  const received = momentToText(now);
  const { times } = await db
    .insertInto('events')
    .values({
      name,
      resource_id: resourceId ?? '',
      changed_at: momentToText(changedAt) ?? received,
      times: 1,
      received_at: received,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'resource_id', 'changed_at'])
        .doUpdateSet({ times: sql`events.times + 1`, received_at: sql`excluded.received_at` }),
    )
    .returning('times')
    .executeTakeFirstOrThrow();
  return times === 1 || changedAt === null;
}

/** Has this event come, whenever that was? */
export async function hasEvent(db: Db, name: string, resourceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('name')
    .where('name', '=', name)
    .where('resource_id', '=', resourceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the last event came, and when the last one with that name. null: none that we remember. */
export async function lastEvents(db: Db, name: string): Promise<{ any: Date | null; named: Date | null }> {
  const row = await db
    .selectFrom('events')
    .select((events) => [
      events.fn.max('received_at').as('any_at'),
      events.fn.max('received_at').filterWhere('name', '=', name).as('named_at'),
    ])
    .executeTakeFirstOrThrow();
  return { any: textToMoment(row.any_at), named: textToMoment(row.named_at) };
}

/** The latest one stays, so that it can be told when that was. */
export async function pruneEvents(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('events')
    .where('received_at', '<', momentToText(before))
    .where('received_at', '<', (events) =>
      events.selectFrom('events').select((all) => all.fn.max('received_at').as('latest')),
    )
    .execute();
}
