import type { PersonKey } from '../people/person.ts';
import type { ReferralServiceError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { forgetAccess } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { forgetSightings } from '../store/sightings.ts';
import { activate, endWatch, findSteward, noteReading, takeTelling } from '../store/stewards.ts';
import { forgetWatermark } from '../store/watermarks.ts';
import { type StewardReader, stewardName } from './steward-reader.ts';
import { redrawIfNobodyIsLeft, redrawTold, tellInOwnChat, TOLD_ONCE_WITHIN_MS } from './tell-people.ts';

const MINUTE = 60 * 1000;
/** Where Partner Center does not say for how long it wants to be left alone. */
const THROTTLED_MS = MINUTE;
/** Somebody who must sign in is tried again so often: they may have done so elsewhere. */
const TRY_SIGN_IN_EVERY_MS = 5 * MINUTE;

/** What one steward's reading came to: `failed` is Partner Center's trouble, `ended` the steward's own. */
export type ReadingOutcome = 'well' | 'waiting' | 'failed' | 'ended';

/** A reading went well: somebody who had to sign in watches again. */
export async function settleWell(services: Services, { person }: StewardReader): Promise<ReadingOutcome> {
  if (!person) return 'well';
  const { store, clock } = services;
  const now = clock.now();
  await store.db.transaction().execute(async (trx) => {
    const steward = await findSteward(trx, person);
    if (steward?.state === 'signInNeeded' && (await activate(trx, person, now))) await redrawTold(trx, now);
    await noteReading(trx, person, { wellAt: now });
  });
  return 'well';
}

/**
 * A reading failed. Nobody but its steward waits, or ends, for that: without a token, or with one that is refused, they
 * must sign in; without the role they watch no more (PERM-01, PERM-06).
 */
export async function settleFailure(
  services: Services,
  { person }: StewardReader,
  error: ReferralServiceError,
): Promise<ReadingOutcome> {
  if (!person) return 'failed';
  const { store, clock } = services;
  const now = clock.now();
  if (error.kind === 'unauthorized' || error.insufficientClaims) {
    await store.db.transaction().execute((trx) => pauseWatch(trx, person, error.kind, now));
    return 'ended';
  }
  if (error.kind === 'forbidden') {
    await store.db.transaction().execute((trx) => refuseWatch(trx, person, now));
    return 'ended';
  }
  const isThrottled = error.kind === 'throttled';
  const seconds = error.retryAfterSeconds;
  const waitsUntil = isThrottled ? after(now, seconds === null ? THROTTLED_MS : seconds * 1000) : null;
  await noteReading(store.db, person, { failure: error.kind, waitsUntil });
  return isThrottled ? 'waiting' : 'failed';
}

/**
 * They are told once a day, in their own chat, and what they were told before says so again; what they saw is kept, for
 * when they are back.
 */
async function pauseWatch(trx: Db, person: PersonKey, failure: string, now: Date): Promise<void> {
  const waitsUntil = after(now, TRY_SIGN_IN_EVERY_MS);
  if (
    !(await endWatch(trx, person, { from: ['active'], to: 'signInNeeded', failure, at: now, waitsUntil }))
  ) {
    await noteReading(trx, person, { failure, waitsUntil });
    return;
  }
  await redrawIfNobodyIsLeft(trx, now);
  if (await takeTelling(trx, person, now, after(now, -TOLD_ONCE_WITHIN_MS)))
    await tellInOwnChat(trx, person, 'signIn', now);
  else await redrawTold(trx, now);
}

async function refuseWatch(trx: Db, person: PersonKey, now: Date): Promise<void> {
  const end = { from: ['active', 'signInNeeded'], to: 'refused', failure: 'forbidden', at: now } as const;
  if (!(await endWatch(trx, person, end))) return;
  await forgetWatch(trx, person);
  await forgetAccess(trx, person);
  await redrawIfNobodyIsLeft(trx, now);
  await tellInOwnChat(trx, person, 'refused', now);
}

/** Nothing is known through them any more. */
export async function forgetWatch(trx: Db, person: PersonKey): Promise<void> {
  await forgetSightings(trx, stewardName(person));
  await forgetWatermark(trx, stewardName(person));
}

function after(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}
