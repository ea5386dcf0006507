import type { Services } from '../services.ts';
import { findMembership } from '../store/members.ts';
import type { Profile } from './people-directory.ts';
import type { PersonKey } from './person.ts';

/** A click waits no longer for a name or a mail address. */
const WITHIN_MS = 1000;

/**
 * What is known of a person: what Teams told of them, in an activity or in a roster, before anybody is asked; then the
 * directory. What stays unknown is null. @param told the name that Teams gave, if any
 */
export async function whoIs(
  { store, people }: Pick<Services, 'store' | 'people'>,
  { tenantId, personId }: PersonKey,
  told: string | null,
): Promise<Profile> {
  const person = { tenantId, personId };
  const member = await findMembership(store.db, person);
  const name = told ?? member?.name ?? null;
  const email = member?.email ?? null;
  if (name && email) return { personId, name, ...partsOf(name), email };
  const found = (await people.profilesOf([person], AbortSignal.timeout(WITHIN_MS))).get(personId);
  if (!found) return { personId, name, ...partsOf(name), email };
  const parts = found.firstName || found.lastName ? found : partsOf(name ?? found.name);
  return {
    personId,
    name: name ?? found.name,
    firstName: parts.firstName,
    lastName: parts.lastName,
    email: email ?? found.email,
  };
}

/** Ann Marie Lee: which of it is the family name nobody told. */
function partsOf(name: string | null): Pick<Profile, 'firstName' | 'lastName'> {
  const [firstName, ...rest] = (name ?? '').trim().split(/\s+/);
  return { firstName: firstName || null, lastName: rest.join(' ') || null };
}
