import type { Services } from '../services.ts';
import { findMembersByEmail, listMembers } from '../store/members.ts';
import { listFollowingPlaces } from '../store/places.ts';
import { findSettingsOf } from '../store/settings.ts';
import type { Deal } from './deal.ts';
import { isPosted } from './place-settings.ts';
import { settingsOfPlaces, settingsScope } from './settings-of-places.ts';

/** Somebody who was asked about a deal. */
export interface AskedPerson {
  /** Entra object id, or the mail address where no roster knows more. */
  who: string;
  name: string;
}

/** Who is asked about a deal that waits: its own team, else whoever made shared places follow. */
export async function askedPeople(services: Pick<Services, 'store'>, deal: Deal): Promise<AskedPerson[]> {
  const team = await teamOf(services, deal);
  return team.length > 0 ? team : ownersOfPlaces(services, deal);
}

async function teamOf({ store: { db } }: Pick<Services, 'store'>, { team }: Deal): Promise<AskedPerson[]> {
  const contacts = team.flatMap(({ email, firstName, lastName }) =>
    email === null ? [] : [{ email, name: [firstName, lastName].filter(Boolean).join(' ') || email }],
  );
  const known = await findMembersByEmail(
    db,
    contacts.map(({ email }) => email),
  );
  return contacts.map(({ email, name }) => {
    const member = known.get(email.toLowerCase());
    return { who: member?.personId ?? email, name: member?.name ?? name };
  });
}

/** Of the places in which the deal is posted. */
async function ownersOfPlaces(
  { store: { db } }: Pick<Services, 'store'>,
  deal: Deal,
): Promise<AskedPerson[]> {
  const shared = (await listFollowingPlaces(db)).filter(({ kind }) => kind !== 'personal');
  const filters = await settingsOfPlaces(db, shared);
  const places = shared.filter(({ id }) => isPosted(deal, filters.get(id)));
  const settings = await findSettingsOf(db, places.map(settingsScope));
  const found = new Map<string, AskedPerson>();
  for (const place of places) {
    const owners = settings.get(settingsScope(place))?.['owners']?.split(',') ?? [];
    for (const { personId, name } of await listMembers(db, place.id))
      if (owners.includes(personId) && name !== null) found.set(personId, { who: personId, name });
  }
  return [...found.values()];
}
