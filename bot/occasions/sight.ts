import { listInbound } from '../../services/deals/list-inbound.ts';
import { glanceAtDeal, type Sight } from '../../services/deals/look-at-deal.ts';
import { findToldPeople } from '../../services/deals/told-people.ts';
import type { Place } from '../../services/people/place.ts';
import { findDeal, findOpenInbound, type StoredDeal } from '../../services/store/deals.ts';
import { listFollowingPlaces } from '../../services/store/places.ts';
import type { App } from '../app.ts';

/** In a shared place everybody reads the place's card; in a personal chat only what the person may see. */
export async function sightOf(app: App, place: Place, dealId: string): Promise<Sight> {
  if (place.kind === 'personal' && place.personId !== null) {
    return glanceAtDeal(app, { tenantId: place.tenantId, personId: place.personId }, dealId);
  }
  const stored = place.kind === 'personal' ? null : await findDeal(app.store.db, dealId);
  return stored ? { kind: 'seen', stored } : { kind: 'notFound' };
}

/** What the place may be told is open: a person's own reading in a personal chat, the watcher's in a shared place. */
export async function openInboundOf(
  app: App,
  place: Place,
): Promise<StoredDeal[] | 'noAccess' | 'signIn' | 'unavailable'> {
  if (place.kind !== 'personal') return findOpenInbound(app.store.db);
  if (place.personId === null) return 'noAccess';
  const list = await listInbound(app, { tenantId: place.tenantId, personId: place.personId });
  return list.kind === 'listed' ? list.deals : list.kind;
}

/**
 * Is this place not pushed to: it follows no more, or it is a personal chat that follows by default only, while a
 * shared place of the person's is told already?
 */
export async function isSpared(app: App, place: Place): Promise<boolean> {
  if (!place.following) return true;
  if (place.kind !== 'personal' || !place.byDefault || place.personId === null) return false;
  const told = await findToldPeople(app.store.db, await listFollowingPlaces(app.store.db));
  return told.has(place.personId);
}
