import type { SignInWay } from '../auth/sign-in-way.ts';
import type { PersonKey } from '../people/person.ts';
import { flagToInteger, momentToText, textToMoment } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import type { SignInRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** How it stands with a person's signing in; no token is ever in here. */
export interface SignInRecord {
  /** The weakest way that does: `interactive` once Partner Center refused a silent one, or after a sign-out. */
  needs: SignInWay;
  /** null: never, or signed out since. */
  signedInAt: Date | null;
  /** Was something kept from their own chat because nobody knew what they may see? */
  withheld: boolean;
}

/** The sign-in card that stands in a person's chat. */
export interface SignInCardPlace {
  placeId: string;
  activityId: string;
}

/** A card whose post nobody confirmed within this time was not posted. */
const POST_WITHIN_MS = 20 * 1000;

const NEVER: SignInRecord = { needs: 'silent', signedInAt: null, withheld: false };

/** Of somebody unknown: never signed in. */
export async function findSignIn(db: Db, person: PersonKey): Promise<SignInRecord> {
  const row = await rowOf(db, person);
  if (!row) return NEVER;
  return { needs: row.needs, signedInAt: textToMoment(row.signed_in_at), withheld: row.withheld === 1 };
}

/** Changes what is given, keeps the rest. */
export async function saveSignIn(
  db: Db,
  { tenantId, personId }: PersonKey,
  changes: Partial<SignInRecord>,
): Promise<void> {
  const { needs, signedInAt, withheld } = changes;
  const changed = {
    ...(needs !== undefined && { needs }),
    ...(signedInAt !== undefined && { signed_in_at: momentToText(signedInAt) }),
    ...(withheld !== undefined && { withheld: flagToInteger(withheld) }),
  };
  await db
    .insertInto('sign_ins')
    .values({ tenant_id: tenantId, person_id: personId, needs: 'silent', withheld: 0, ...changed })
    .onConflict((conflict) => {
      const known = conflict.columns(['tenant_id', 'person_id']);
      return Object.keys(changed).length > 0 ? known.doUpdateSet(changed) : known.doNothing();
    })
    .execute();
}

/**
 * May a sign-in card be posted to this person now? One caller gets a yes, unless a card that asks the same way was
 * posted since `since`. @returns `before`: the card that the new one takes the place of
 */
export async function claimSignInCard(
  db: Db,
  person: PersonKey,
  { way, since, now }: { way: SignInWay; since: Date; now: Date },
): Promise<{ claimed: boolean; before: SignInCardPlace | null }> {
  return inTransaction(db, async (trx) => {
    await takeTurn(trx, `sign-in card ${person.tenantId} ${person.personId}`);
    await saveSignIn(trx, person, {});
    const row = await rowOf(trx, person);
    const before = cardOf(row);
    const postedAt = textToMoment(row?.card_posted_at ?? null);
    // Whoever claimed it may have died before the post.
    const stands =
      before !== null || (postedAt !== null && now.getTime() - postedAt.getTime() < POST_WITHIN_MS);
    if (row?.card_way === way && postedAt !== null && postedAt >= since && stands)
      return { claimed: false, before: null };
    await saveCard(trx, person, { card_way: way, card_posted_at: momentToText(now) });
    return { claimed: true, before };
  });
}

/** @param at null: it was not posted after all */
export async function saveSignInCard(db: Db, person: PersonKey, at: SignInCardPlace | null): Promise<void> {
  await saveCard(
    db,
    person,
    at
      ? { card_place_id: at.placeId, card_activity_id: at.activityId }
      : { card_way: null, card_posted_at: null },
  );
}

/** The card that stands in a chat; null: none. */
export async function findSignInCard(db: Db, person: PersonKey): Promise<SignInCardPlace | null> {
  return cardOf(await rowOf(db, person));
}

/** Takes the card out of the record: one caller gets it. */
export async function takeSignInCard(db: Db, person: PersonKey): Promise<SignInCardPlace | null> {
  return inTransaction(db, async (trx) => {
    await takeTurn(trx, `sign-in card ${person.tenantId} ${person.personId}`);
    const row = await rowOf(trx, person);
    await saveCard(trx, person, { card_way: null, card_posted_at: null });
    return cardOf(row);
  });
}

function rowOf(db: Db, { tenantId, personId }: PersonKey): Promise<SignInRow | undefined> {
  return db
    .selectFrom('sign_ins')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

type CardColumns = Pick<SignInRow, 'card_way' | 'card_posted_at' | 'card_place_id' | 'card_activity_id'>;

/** A card that is asked for anew, or taken, stands nowhere. */
async function saveCard(
  db: Db,
  { tenantId, personId }: PersonKey,
  columns: Partial<CardColumns>,
): Promise<void> {
  const nowhere = 'card_way' in columns ? { card_place_id: null, card_activity_id: null } : {};
  await db
    .updateTable('sign_ins')
    .set({ ...nowhere, ...columns })
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute();
}

function cardOf(row: SignInRow | undefined): SignInCardPlace | null {
  const { card_place_id: placeId, card_activity_id: activityId } = row ?? {};
  return placeId && activityId ? { placeId, activityId } : null;
}
