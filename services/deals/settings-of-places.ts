import type { PersonKey } from '../people/person.ts';
import type { Place } from '../people/place.ts';
import type { Db } from '../store/database.ts';
import { findSettingsOf } from '../store/settings.ts';
import { type PlaceSettings, readPlaceSettings } from './place-settings.ts';

/** Whose settings count in a place: in a personal chat those of the person. */
export function settingsScope(place: Pick<Place, 'id' | 'kind' | 'tenantId' | 'personId'>): string {
  const { id, kind, tenantId, personId } = place;
  return kind === 'personal' && personId !== null ? personScope({ tenantId, personId }) : `place:${id}`;
}

export function personScope({ tenantId, personId }: PersonKey): string {
  return `person:${tenantId}/${personId}`;
}

/** The settings of some places by place id, in one query. */
export async function settingsOfPlaces(
  db: Db,
  places: readonly Place[],
): Promise<Map<string, PlaceSettings>> {
  const stored = await findSettingsOf(db, [...new Set(places.map(settingsScope))]);
  return new Map(
    places.flatMap((place) => {
      const own = stored.get(settingsScope(place));
      return own ? [[place.id, readPlaceSettings(own)] as const] : [];
    }),
  );
}
