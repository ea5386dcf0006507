import type { Place } from '../services/people/place.ts';
import { type Member, saveMembers } from '../services/store/members.ts';
import { listFollowingPlaces } from '../services/store/places.ts';
import { findSettings, saveSetting } from '../services/store/settings.ts';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';

/** Members of one place whose names are asked for; more lack them only where Teams gives none at all. */
const MOST_LOOKED_UP = 200;

/**
 * Reads who is in a place, with their mail addresses: of a personal chat it tells whose deals are whose. Where Teams does
 * not say, what was known stays.
 */
export async function refreshRoster(app: App, place: Place): Promise<void> {
  try {
    await saveMembers(
      app.store.db,
      place.id,
      await completed(app, place, await app.messenger.members(place)),
    );
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ place: place.id, problem: error.kind, status: error.status }, 'roster not given by Teams');
  }
}

/** Teams may leave names and mail out; the directory knows those of our own tenant. */
async function completed({ people }: App, { tenantId }: Place, members: Member[]): Promise<Member[]> {
  const lacking = members.filter(({ name, email }) => !name || !email).slice(0, MOST_LOOKED_UP);
  if (lacking.length === 0) return members;
  const found = await people.profilesOf(lacking.map(({ personId }) => ({ tenantId, personId })));
  return members.map((member) => {
    const profile = found.get(member.personId);
    return {
      ...member,
      name: member.name || (profile?.name ?? null),
      email: member.email || (profile?.email ?? null),
    };
  });
}

/** One pass: rosters change without a word where Teams loses an event. */
export async function refreshRosters(app: App, signal: AbortSignal): Promise<void> {
  for (const place of await listFollowingPlaces(app.store.db)) {
    if (signal.aborted) return;
    await refreshRoster(app, place);
  }
}

/** Who is asked about deals that have no team yet: whoever made the place follow. */
export async function saveOwner(app: App, place: Place, personId: string): Promise<void> {
  await saveSetting(app.store.db, scopeOf(place), 'owners', personId);
}

/** Who made the place follow, as far as they are still there. */
export async function ownersOf(app: App, place: Place, members: readonly Member[]): Promise<Member[]> {
  const settings = await findSettings(app.store.db, scopeOf(place));
  const ids = new Set(settings['owners']?.split(',') ?? []);
  return members.filter(({ personId }) => ids.has(personId));
}

function scopeOf(place: Place): string {
  return `place:${place.id}`;
}
