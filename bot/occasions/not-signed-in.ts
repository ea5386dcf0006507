import { noticeCard } from '../../cards/notice-card.ts';
import { localDate } from '../../services/deals/working-time.ts';
import type { Place } from '../../services/people/place.ts';
import { type Delivery, wantDeliveries } from '../../services/store/deliveries.ts';
import { findSignIn, saveSignIn } from '../../services/store/sign-ins.ts';
import { findSteward } from '../../services/store/stewards.ts';
import type { App } from '../app.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';

/**
 * What cannot be shown in a personal chat before its person signs in: nothing, until they do (`sign-in/go-on.ts` catches
 * up). Whoever had signed in before is told so, once a day at most.
 */
export async function untilSignedIn(app: App, place: Place, delivery: Delivery): Promise<Rendering> {
  const { tenantId, personId } = place;
  if (!app.signIn || personId === null) return SOON;
  const { db } = app.store;
  await saveSignIn(db, { tenantId, personId }, { withheld: true });
  const { signedInAt } = await findSignIn(db, { tenantId, personId });
  if (signedInAt === null) return NOTHING;
  // Signed in since the delivery was claimed: perhaps after we looked, and nobody else would look again.
  if (signedInAt >= delivery.changedAt) return { kind: 'later', seconds: 1 };
  const now = app.clock.now();
  const occasion = `signIn:${localDate(now, place.timeZone)}`;
  const wish = { placeId: place.id, subject: 'place', occasion, dueAt: now, wantedVersion: 1 };
  if (place.following) await wantDeliveries(db, [wish], now);
  return NOTHING;
}

/** Asks somebody to sign in again whose sign-in has ended; later it says that they have. */
export const renderSignIn: Render = async (app, place, _delivery, posted) => {
  const { tenantId, personId } = place;
  if (personId === null) return NOTHING;
  const { withheld, signedInAt } = await findSignIn(app.store.db, { tenantId, personId });
  const isNeeded = withheld && signedInAt !== null;
  if (!posted && (!isNeeded || (await isAskedAsSteward(app, place)))) return NOTHING;
  // Whoever signed out is asked no more, but by what they do.
  const kind = isNeeded ? 'signInAgain' : signedInAt === null ? 'signInNeeded' : 'signedIn';
  const card = noticeCard({ kind }, placeReader(place));
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
};

/** Somebody with whose account the bot watched is asked for that (`watching.ts`): once is enough. */
async function isAskedAsSteward({ store }: App, { tenantId, personId }: Place): Promise<boolean> {
  const steward = personId === null ? null : await findSteward(store.db, { tenantId, personId });
  return steward?.state === 'signInNeeded';
}
