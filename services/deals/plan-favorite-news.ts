import type { PersonKey } from '../people/person.ts';
import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

export interface FavoriteSituation {
  before: Deal | null;
  after: Deal;
  version: number;
  /** The own chats of those who keep the deal as a favourite. */
  places: readonly Place[];
  /** Who brought the change about; null: somebody in Partner Center. */
  actor: PersonKey | null;
  now: Date;
}

const FAVORITE = 'favorite:';

/**
 * A new state of a favourite is told in the person's own chat, as a message of its own, because edits notify nobody
 * (SEED-07). Not to whoever brought it about, and not where `unfollow` was said: one word stops everything. Pure.
 */
export function planFavoriteNews(situation: FavoriteSituation): WantedDelivery[] {
  const { before, after, version, places, actor, now } = situation;
  if (!before || (before.status === after.status && before.substatus === after.substatus)) return [];
  return places
    .filter((place) => place.following && place.personId !== actor?.personId)
    .map((place) => ({
      placeId: place.id,
      subject: after.id,
      occasion: `${FAVORITE}${version}`,
      dueAt: now,
      wantedVersion: version,
    }));
}

/** The version of the deal that was news; null for another occasion. */
export function newsVersion(occasion: string): number | null {
  return occasion.startsWith(FAVORITE) ? Number(occasion.slice(FAVORITE.length)) : null;
}
