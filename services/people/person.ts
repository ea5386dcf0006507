/** The languages this bot speaks. */
export type Locale = 'en' | 'fr';

/** What names a person everywhere: the Entra tenant and the object id in it. */
export interface PersonKey {
  tenantId: string;
  /** Entra (AAD) object id, as Teams writes it. */
  personId: string;
}

/** A Teams user as we know one. */
export interface Person extends PersonKey {
  name: string | null;
  /** Teams' own id for this bot and user (`29:...`). */
  userId: string | null;
  locale: Locale;
  /** IANA name such as `Europe/Paris`. */
  timeZone: string;
}

/** Teams and people write GUIDs in either case. */
export function isSameTenant(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
