import type { Place } from '../services/people/place.ts';
import type { Db } from '../services/store/database.ts';
import { forgetRetiredDeliveries, wantDeliveries } from '../services/store/deliveries.ts';
import { listPostedInPlace } from '../services/store/posted-cards.ts';

/** Has all that stands in a place looked at anew: it may read more or less than before, or missed changes. */
export async function redrawPlace(db: Db, { id }: Place, now: Date): Promise<void> {
  const posted = await listPostedInPlace(db, id);
  const wanted = posted.map(({ subject, occasion, version }) => ({
    placeId: id,
    subject,
    occasion,
    dueAt: now,
    wantedVersion: version,
  }));
  await wantDeliveries(db, wanted, now);
}

/** A place that Teams had refused speaks again: it is shown what it missed. */
export async function catchUpPlace(db: Db, place: Place, now: Date): Promise<void> {
  await forgetRetiredDeliveries(db, place.id);
  await redrawPlace(db, place, now);
  if (!place.following) return;
  const greeting = { subject: 'place', occasion: 'greeting', dueAt: now, wantedVersion: 1 };
  await wantDeliveries(db, [{ placeId: place.id, ...greeting }], now);
}
