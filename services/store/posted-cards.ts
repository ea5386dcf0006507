import { momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import type { PostedCardRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** What Teams shows now. */
export interface PostedCard {
  id: string;
  placeId: string;
  /** A deal id, or `place`. */
  subject: string;
  occasion: string;
  activityId: string;
  version: number;
  /** Of the rendered card, so that an unchanged one is not sent again. */
  hash: string;
  postedAt: Date;
  changedAt: Date;
  /** Whom it called in place of others; absent: nobody stands in. */
  standIns?: StandIns;
}

/** Teams' own ids (`29:...`). */
export interface StandIns {
  asked: readonly string[];
  away: readonly string[];
}

export async function findPosted(
  db: Db,
  placeId: string,
  subject: string,
  occasion: string,
): Promise<PostedCard | null> {
  const row = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('subject', '=', subject)
    .where('occasion', '=', occasion)
    .executeTakeFirst();
  return row ? rowToPosted(row) : null;
}

export async function findPostedByActivity(
  db: Db,
  placeId: string,
  activityId: string,
): Promise<PostedCard | null> {
  const row = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('activity_id', '=', activityId)
    .executeTakeFirst();
  return row ? rowToPosted(row) : null;
}

/**
 * Remembers what a message shows. One message shows one thing, and one thing (place, subject, occasion) is one
 * message: an older row for either is replaced, the id of one for the same thing stays.
 */
export async function savePosted(db: Db, posted: PostedCard): Promise<PostedCard> {
  const { id, ...facts } = postedToRow(posted);
  return inTransaction(db, async (trx) => {
    await takeMessage(trx, posted.placeId, posted.activityId);
    await trx
      .deleteFrom('posted_cards')
      .where('place_id', '=', facts.place_id)
      .where('activity_id', '=', facts.activity_id)
      .where((row) => row.or([row('subject', '<>', facts.subject), row('occasion', '<>', facts.occasion)]))
      .execute();
    const saved = await trx
      .insertInto('posted_cards')
      .values({ id, ...facts })
      .onConflict((conflict) => conflict.columns(['place_id', 'subject', 'occasion']).doUpdateSet(facts))
      .returningAll()
      .executeTakeFirstOrThrow();
    return rowToPosted(saved);
  });
}

/** Until the transaction ends nobody else says what this message shows: who posted it, and who clicks it at once. */
export async function takeMessage(trx: Db, placeId: string, activityId: string): Promise<void> {
  await takeTurn(trx, `message ${placeId} ${activityId}`);
}

/** All copies of one subject, oldest first. */
export async function listPostedOf(db: Db, subject: string): Promise<PostedCard[]> {
  const rows = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('posted_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToPosted);
}

/** What stands in one place about one subject, oldest first. */
export async function listPostedIn(db: Db, placeId: string, subject: string): Promise<PostedCard[]> {
  const rows = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('place_id', '=', placeId)
    .where('subject', '=', subject)
    .orderBy('posted_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToPosted);
}

/** All that stands in one place, oldest first. */
export async function listPostedInPlace(db: Db, placeId: string): Promise<PostedCard[]> {
  const rows = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('place_id', '=', placeId)
    .orderBy('posted_at')
    .orderBy('id')
    .execute();
  return rows.map(rowToPosted);
}

/** All that stands anywhere for occasions that begin with this word and a colon. */
export async function listPostedFor(db: Db, word: string): Promise<PostedCard[]> {
  const rows = await db
    .selectFrom('posted_cards')
    .selectAll()
    .where('subject', '=', 'place')
    .where('occasion', 'like', `${word}:%`)
    .orderBy('posted_at')
    .execute();
  return rows.map(rowToPosted);
}

export async function forgetPosted(db: Db, id: string): Promise<void> {
  await db.deleteFrom('posted_cards').where('id', '=', id).execute();
}

/** Also what its digests named. */
export async function forgetPostedOfPlace(db: Db, placeId: string): Promise<void> {
  await db.deleteFrom('digest_deals').where('place_id', '=', placeId).execute();
  await db.deleteFrom('posted_cards').where('place_id', '=', placeId).execute();
}

function postedToRow(posted: PostedCard): PostedCardRow {
  return {
    id: posted.id,
    place_id: posted.placeId,
    subject: posted.subject,
    occasion: posted.occasion,
    activity_id: posted.activityId,
    version: posted.version,
    hash: posted.hash,
    posted_at: momentToText(posted.postedAt),
    changed_at: momentToText(posted.changedAt),
    stand_ins: posted.standIns ? JSON.stringify(posted.standIns) : null,
  };
}

function rowToPosted(row: PostedCardRow): PostedCard {
  return {
    id: row.id,
    placeId: row.place_id,
    subject: row.subject,
    occasion: row.occasion,
    activityId: row.activity_id,
    version: row.version,
    hash: row.hash,
    postedAt: textToMoment(row.posted_at),
    changedAt: textToMoment(row.changed_at),
    ...(row.stand_ins !== null && { standIns: JSON.parse(row.stand_ins) as StandIns }),
  };
}
