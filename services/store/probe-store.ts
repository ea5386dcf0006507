import { sql } from 'kysely';
import { within } from '../within.ts';
import type { Db } from './database.ts';
import { saveSetting } from './settings.ts';

const SCOPE = 'probe';
/** More than a page: a store that has no room for it is full. */
const ROOM = 64 * 1024;

/** Writes a little, so that a store that cannot be written is known before somebody clicks. @throws StoreUnavailable */
export async function probeStore(db: Db, now: Date): Promise<void> {
  await saveSetting(db, SCOPE, 'writtenAt', now.toISOString());
}

/** Is there room again? A little may fit where the next decision would not. @throws StoreUnavailable */
export async function probeRoom(db: Db): Promise<void> {
  await saveSetting(db, SCOPE, 'room', 'x'.repeat(ROOM));
  await db.deleteFrom('settings').where('scope', '=', SCOPE).where('name', '=', 'room').execute();
}

/** Does it answer within so many milliseconds? */
export function answersWithin(db: Db, milliseconds: number): Promise<boolean> {
  const answer = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
  return within(milliseconds, answer, false);
}
