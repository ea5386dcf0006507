import { listInbound } from '../../services/deals/list-inbound.ts';
import { glanceAtDeal, type Sight } from '../../services/deals/look-at-deal.ts';
import type { Deal } from '../../services/deals/deal.ts';
import type { ReminderRules } from '../../services/deals/ladder.ts';
import { isPosted, placeRules } from '../../services/deals/place-settings.ts';
import { settingsOfPlaces } from '../../services/deals/settings-of-places.ts';
import type { Place } from '../../services/people/place.ts';
import { findDeal, findOpenInbound, type StoredDeal } from '../../services/store/deals.ts';
import { placeIdsOf } from '../../services/store/members.ts';
import { lastNamedIn } from '../../services/store/digests.ts';
import { subjectsWaitingIn } from '../../services/store/deliveries.ts';
import { listFollowingPlaces } from '../../services/store/places.ts';
import { listPostedInPlace } from '../../services/store/posted-cards.ts';
import { dealIdsInSight } from '../../services/store/sightings.ts';
import type { App } from '../app.ts';
import { isOutsider } from '../sign-in/outsider.ts';

/**
 * In a personal chat only what the person may see. In a shared place everybody reads the place's card, of deals that
 * the watcher has seen: what somebody looks at under their own rights is not posted there for that.
 * @param stands what is posted already is kept up to date, whoever saw it
 */
export async function sightOf(
  app: App,
  place: Place,
  dealId: string,
  { stands }: { stands: boolean },
): Promise<Sight> {
  const { db } = app.store;
  if (place.kind === 'personal') {
    if (isOutsider(app, place)) return { kind: 'noAccess' };
    if (place.personId === null) return { kind: 'notFound' };
    return glanceAtDeal(app, { tenantId: place.tenantId, personId: place.personId }, dealId);
  }
  const stored = await findDeal(db, dealId);
  const isShown = stored !== null && (stands || (await dealIdsInSight(db, [dealId])).has(dealId));
  return isShown ? { kind: 'seen', stored } : { kind: 'notFound' };
}

/** What the place may be told is open: a person's own reading in a personal chat, the watcher's in a shared place. */
export async function openInboundOf(
  app: App,
  place: Place,
): Promise<StoredDeal[] | 'noAccess' | 'signIn' | 'unavailable'> {
  if (place.kind !== 'personal') return watchedInbound(app);
  if (place.personId === null || isOutsider(app, place)) return 'noAccess';
  const list = await listInbound(app, { tenantId: place.tenantId, personId: place.personId });
  return list.kind === 'listed' ? list.deals : list.kind;
}

async function watchedInbound({ store: { db } }: App): Promise<StoredDeal[]> {
  const open = await findOpenInbound(db);
  const inSight = await dealIdsInSight(
    db,
    open.map(({ deal }) => deal.id),
  );
  return open.filter(({ deal }) => inSight.has(deal.id));
}

/** Those of these deals that this place was not shown, by a card or in a digest, and that no card is to show soon. */
export async function untoldIn(
  { store: { db } }: App,
  place: Place,
  deals: readonly StoredDeal[],
): Promise<StoredDeal[]> {
  const ids = deals.map(({ deal }) => deal.id);
  const posted = await listPostedInPlace(db, place.id);
  const named = await lastNamedIn(db, place.id, ids);
  const waiting = await subjectsWaitingIn(db, place.id, 'new');
  const told = new Set([...posted.map(({ subject }) => subject), ...named.keys(), ...waiting]);
  return deals.filter(({ deal }) => !told.has(deal.id));
}

/**
 * Which deals a place is not pushed: all of them, once it follows no more; those that its settings leave out; and, in a
 * personal chat that follows by default only, those that a shared place of the person's is told already.
 */
export async function sparing(app: App, place: Place): Promise<(deal: Deal) => boolean> {
  if (!place.following) return () => true;
  const { db } = app.store;
  const others = await sharedPlacesOf(app, place);
  const settings = await settingsOfPlaces(db, [place, ...others]);
  return (deal) =>
    !isPosted(deal, settings.get(place.id)) || others.some(({ id }) => isPosted(deal, settings.get(id)));
}

export async function isSpared(app: App, place: Place, deal: Deal): Promise<boolean> {
  return (await sparing(app, place))(deal);
}

/** The following shared places that tell the person of a chat; none where that chat follows by the person's own wish. */
async function sharedPlacesOf({ store: { db } }: App, place: Place): Promise<Place[]> {
  if (place.kind !== 'personal' || !place.byDefault || place.personId === null) return [];
  const theirs = await placeIdsOf(db, place.personId);
  if (theirs.size === 0) return [];
  const following = await listFollowingPlaces(db);
  return following.filter(({ id, kind }) => kind !== 'personal' && theirs.has(id));
}

/** How this place is reminded: by its own settings, else by the bot's. */
export async function rulesOf({ store, reminders }: App, place: Place): Promise<ReminderRules> {
  const settings = await settingsOfPlaces(store.db, [place]);
  return placeRules(settings.get(place.id), reminders);
}
