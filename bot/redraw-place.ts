import { catchUpWish } from '../services/deals/plan-greeting.ts';
import { stepsToCome } from '../services/deals/replan-reminders.ts';
import type { Place } from '../services/people/place.ts';
import type { Services } from '../services/services.ts';
import { forgetRetiredDeliveries, listUnderWayIn, wantDeliveries } from '../services/store/deliveries.ts';
import { listPostedInPlace } from '../services/store/posted-cards.ts';

/**
 * Has all that stands in a place looked at anew, and the steps of the ladder planned anew: it may read more or less
 * than before, has another time zone, or missed changes.
 */
export async function redrawPlace(services: Services, place: Place): Promise<void> {
  const { db } = services.store;
  const now = services.clock.now();
  // First what is under way: it was drawn as things stood before, and may be posted while we look.
  const underWay = await listUnderWayIn(db, place.id);
  const posted = await listPostedInPlace(db, place.id);
  const wish = { placeId: place.id, dueAt: now };
  const cards = [
    ...underWay.map(({ subject, occasion, wantedVersion }) => ({
      ...wish,
      subject,
      occasion,
      wantedVersion,
    })),
    ...posted.map(({ subject, occasion, version }) => ({
      ...wish,
      subject,
      occasion,
      wantedVersion: version,
    })),
  ];
  await wantDeliveries(db, [...cards, ...(await stepsToCome(services, place))], now);
}

/** A place that was told nothing for a while, because of Teams or a sign-in, is shown what it missed. */
export async function catchUpPlace(services: Services, place: Place): Promise<void> {
  const { db } = services.store;
  const now = services.clock.now();
  await forgetRetiredDeliveries(db, place.id);
  await redrawPlace(services, place);
  if (!place.following) return;
  await wantDeliveries(db, [{ ...catchUpWish(place, now), dueAt: now }], now);
}
