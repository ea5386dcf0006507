import type { Place } from '../people/place.ts';
import type { Db } from '../store/database.ts';
import { personIdsIn } from '../store/members.ts';

/** People in one of the shared places among these: what is posted there need not be posted to them again. */
export function findToldPeople(db: Db, places: readonly Place[]): Promise<Set<string>> {
  const shared = places.filter(({ kind }) => kind !== 'personal').map(({ id }) => id);
  return personIdsIn(db, shared);
}
