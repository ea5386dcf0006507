import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { findPersonalPlace } from '../store/places.ts';
import { listPostedFor } from '../store/posted-cards.ts';
import { lastEndedAt, listStewards, takeTelling } from '../store/stewards.ts';

const PLACE = 'place';
const WATCHING = 'watching';
/** Nobody is told of the same trouble again within this time. */
export const TOLD_ONCE_WITHIN_MS = 24 * 60 * 60 * 1000;

/**
 * Why somebody is told about watching, in their own chat.
 *
 * | | |
 * |---|---|
 * | ask | nobody watches yet, and they could |
 * | signIn | they watched, and must sign in for it |
 * | refused | they watched, and lost the role |
 * | nobody | nobody watches any more, and they could |
 */
export type Told = 'ask' | 'signIn' | 'refused' | 'nobody';

/** Wants the message; what it says, and whether it is still right, is judged when it is posted. @param dueAt default: now */
export async function tellInOwnChat(
  db: Db,
  person: PersonKey,
  why: Told,
  now: Date,
  dueAt: Date = now,
): Promise<void> {
  const place = await findPersonalPlace(db, person);
  if (!place) return;
  const occasion = why === 'ask' ? `${WATCHING}:ask` : `${WATCHING}:${why}:${now.toISOString()}`;
  await wantDeliveries(db, [{ placeId: place.id, subject: PLACE, occasion, dueAt, wantedVersion: 1 }], now);
}

/** Reads an occasion of `tellInOwnChat`. */
export function whyTold(occasion: string): Told | null {
  const why = occasion.split(':')[1];
  return why === 'ask' || why === 'signIn' || why === 'refused' || why === 'nobody' ? why : null;
}

/** Somebody watches again, or nobody any more: what was told is looked at anew, so that it says how things are. */
export async function redrawTold(db: Db, now: Date): Promise<void> {
  const posted = await listPostedFor(db, WATCHING);
  const wanted = posted.map(({ placeId, subject, occasion, version }) => ({
    placeId,
    subject,
    occasion,
    dueAt: now,
    wantedVersion: version + 1,
  }));
  await wantDeliveries(db, wanted, now);
}

export async function redrawIfNobodyIsLeft(db: Db, now: Date): Promise<void> {
  if ((await listStewards(db, ['active'])).length === 0) await redrawTold(db, now);
}

/**
 * Nobody watches any more: everybody who could help is told, once a day at most while that lasts. Where nobody ever
 * did, `noteRole` asks.
 */
export async function tellWhoCouldHelp(services: Services): Promise<void> {
  const { db } = services.store;
  const now = services.clock.now();
  if (!(await lastEndedAt(db))) return;
  const dayAgo = new Date(now.getTime() - TOLD_ONCE_WITHIN_MS);
  for (const person of await listStewards(db, ['able', 'signInNeeded'])) {
    if (person.toldAt && person.toldAt > dayAgo) continue;
    await db.transaction().execute(async (trx) => {
      if (await takeTelling(trx, person, now, dayAgo)) await tellInOwnChat(trx, person, 'nobody', now);
    });
  }
  services.wakeDeliveries();
}
