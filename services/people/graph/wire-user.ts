import { z } from 'zod';
import type { Profile } from '../people-directory.ts';

/** Fields that the least permission gives. */
export const USER_FIELDS = 'id,displayName,givenName,surname,mail,userPrincipalName';

const text = z.string().nullish().catch(null);
const wireUser = z.object({
  id: z.string(),
  displayName: text,
  givenName: text,
  surname: text,
  mail: text,
  userPrincipalName: text,
});

/** @returns null where this is no user */
export function parseUser(value: unknown): Profile | null {
  const parsed = wireUser.safeParse(value);
  if (!parsed.success) return null;
  const { id, displayName, givenName, surname, mail, userPrincipalName } = parsed.data;
  const principal = isGuest(userPrincipalName) ? null : userPrincipalName;
  return {
    personId: id,
    name: displayName || null,
    firstName: givenName || null,
    lastName: surname || null,
    email: mail || principal || null,
  };
}

const list = z.object({ value: z.array(z.unknown()) });

/** People of the tenant itself in a list answer; guests are left out. */
export function parseColleagues(value: unknown): Profile[] {
  const users = list.safeParse(value).data?.value ?? [];
  return users.flatMap((user) => {
    const profile = parseUser(user);
    const isOurs = !isGuest(wireUser.safeParse(user).data?.userPrincipalName);
    return profile && isOurs ? [profile] : [];
  });
}

/** A guest's principal name is made of the mail of elsewhere. */
function isGuest(principal: string | null | undefined): boolean {
  return principal?.toUpperCase().includes('#EXT#') ?? false;
}
