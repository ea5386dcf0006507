import { noticeCard } from '../cards/notice-card.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { signInAnswer } from '../dialogs/sign-in-answer.ts';
import { listInbound } from '../services/deals/list-inbound.ts';
import { greetingWish } from '../services/deals/plan-greeting.ts';
import type { Place } from '../services/people/place.ts';
import { wantDeliveries } from '../services/store/deliveries.ts';
import { ARRIVALS, takeTurn } from '../services/store/take-turn.ts';
import { savePlace } from '../services/store/places.ts';
import type { App } from './app.ts';
import { redrawPlace } from './redraw-place.ts';
import { refreshRoster, saveOwner } from './roster.ts';
import type { Turn } from './turn.ts';

const FRESH_WITHIN_MS = 2000;

/** Why this person may not say what a shared place shows: only who may read deals can; null where they may. */
export async function whyNotDecide(app: App, { person, reader }: Turn): Promise<DialogAnswer | null> {
  const may = await listInbound(app, person, AbortSignal.timeout(FRESH_WITHIN_MS));
  if (may.kind === 'signIn') return signInAnswer(reader);
  if (may.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, reader), view: null };
  return may.kind === 'unavailable'
    ? { card: noticeCard({ kind: 'unavailable' }, reader), view: null }
    : null;
}

/** The place follows from now on, and is greeted: both, or neither, should the program be killed. */
export async function saveFollowing({ store }: App, place: Place, now: Date): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await takeTurn(trx, ARRIVALS);
    await savePlace(trx, place);
    await wantDeliveries(trx, [greetingWish(place, now)], now);
  });
}

/**
 * Saves a place as it should be from now on and has all that stands in it drawn anew.
 * @param follows from now on; null: as before
 */
export async function changePlace(
  app: App,
  turn: Turn,
  changed: Place,
  follows: boolean | null,
): Promise<Place> {
  const { db } = app.store;
  const now = app.clock.now();
  const begins = follows === true && !changed.following;
  const place: Place = {
    ...changed,
    following: follows ?? changed.following,
    byDefault: follows === null ? changed.byDefault : false,
    joinedAt: begins ? now : changed.joinedAt,
  };
  if (begins) {
    await saveFollowing(app, place, now);
    await saveOwner(app, place, turn.person.personId);
    await refreshRoster(app, place);
  } else await savePlace(db, place);
  await redrawPlace(app, place);
  app.wakeDeliveries();
  return place;
}
