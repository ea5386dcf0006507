import type { PersonKey } from '../people/person.ts';
import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { newId } from './new-id.ts';
import type { AskedMessageRow } from './schema.ts';

/** What a person asked in a message and could not be answered before they sign in. */
export interface AskedMessage extends PersonKey {
  placeId: string;
  /** The conversation as addressed: in a channel with the thread's `;messageid=`. */
  thread: string;
  /** As typed; null for a Submit. */
  text: string | null;
  /** What an old client's Submit carried; to be parsed again before use. */
  submitted: unknown;
  /** The message whose button an old client pressed. */
  replyToId: string | null;
  askedAt: Date;
}

export async function saveAskedMessage(db: Db, asked: AskedMessage): Promise<void> {
  await db
    .insertInto('asked_messages')
    .values({
      id: newId(),
      tenant_id: asked.tenantId,
      person_id: asked.personId,
      place_id: asked.placeId,
      thread: asked.thread,
      text: asked.text,
      submitted: asked.submitted === undefined ? null : JSON.stringify(asked.submitted),
      reply_to_id: asked.replyToId,
      asked_at: momentToText(asked.askedAt),
    })
    .execute();
}

/** Takes all that waits for this person out of the table, in order: each message is given to one caller only. */
export async function takeAskedMessages(db: Db, { tenantId, personId }: PersonKey): Promise<AskedMessage[]> {
  const rows = await db
    .deleteFrom('asked_messages')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .returningAll()
    .execute();
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1)).map(rowToAsked);
}

export async function pruneAskedMessages(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('asked_messages').where('asked_at', '<', momentToText(before)).execute();
}

function rowToAsked(row: AskedMessageRow): AskedMessage {
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    placeId: row.place_id,
    thread: row.thread,
    text: row.text,
    submitted: row.submitted === null ? undefined : JSON.parse(row.submitted),
    replyToId: row.reply_to_id,
    askedAt: textToMoment(row.asked_at),
  };
}
