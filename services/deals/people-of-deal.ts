import type { PersonKey } from '../people/person.ts';
import type { Place } from '../people/place.ts';
import type { Db } from '../store/database.ts';
import { listDecidersOf } from '../store/decisions.ts';
import { listFansOf } from '../store/favorites.ts';
import { findPeopleByEmail } from '../store/members.ts';
import { findPersonalPlace } from '../store/places.ts';
import type { Deal } from './deal.ts';

/** Whose deal it is: its own team as far as Teams knows them, who keeps it as a favourite, and who decided it here. */
export async function peopleOfDeal(db: Db, { id, team }: Pick<Deal, 'id' | 'team'>): Promise<PersonKey[]> {
  const emails = team.flatMap(({ email }) => email ?? []);
  const people = [
    ...(await findPeopleByEmail(db, emails)),
    ...(await listFansOf(db, id)),
    ...(await listDecidersOf(db, id)),
  ];
  return [...new Map(people.map((person) => [`${person.tenantId} ${person.personId}`, person])).values()];
}

/** Their own chats, as far as they may be pushed to: where `unfollow` was said nothing comes. */
export async function chatsOfDeal(db: Db, deal: Pick<Deal, 'id' | 'team'>): Promise<Place[]> {
  const people = await peopleOfDeal(db, deal);
  const places = await Promise.all(people.map((person) => findPersonalPlace(db, person)));
  return places.filter((place) => place !== null).filter(({ following }) => following);
}

/** Is this the chat of one of them? */
export async function isChatOfDeal(
  db: Db,
  place: Pick<Place, 'tenantId' | 'personId'>,
  deal: Deal,
): Promise<boolean> {
  const people = await peopleOfDeal(db, deal);
  return people.some(({ tenantId, personId }) => tenantId === place.tenantId && personId === place.personId);
}
