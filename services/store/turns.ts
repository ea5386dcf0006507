import { momentToText } from './columns.ts';
import type { Db } from './database.ts';

/** Teams sends an activity again when our answer comes late. @returns true for exactly one caller an activity */
export async function firstSeen(
  db: Db,
  conversationId: string,
  activityId: string,
  now: Date,
): Promise<boolean> {
  const inserted = await db
    .insertInto('turns')
    .values({ conversation_id: conversationId, activity_id: activityId, seen_at: momentToText(now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('activity_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function pruneTurns(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('turns').where('seen_at', '<', momentToText(before)).execute();
}
