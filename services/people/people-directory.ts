import type { PersonKey } from './person.ts';

/** What the directory says of somebody. What it does not know is null. */
export interface Profile {
  /** Entra object id. */
  personId: string;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}

/** What the directory can do; each needs a permission of its own (see the README) and is optional. */
export const DIRECTORY_FEATURES = [
  'names',
  'search',
  'reportsTo',
  'presence',
  'outOfOffice',
  'install',
  'activityFeed',
] as const;

export type DirectoryFeature = (typeof DIRECTORY_FEATURES)[number];

/** A feature that does not work at the moment, and why. */
export interface DirectoryLimit {
  feature: DirectoryFeature;
  reason: 'notConsented' | 'throttled' | 'unavailable';
  /** Any of them would do. */
  permissions: readonly string[];
}

/** A line in a person's activity feed, of a type that the manifest declares. */
export interface FeedNotification {
  type: 'dealExpiring' | 'registrationActionRequired';
  /** The deal's name, as the type's `{deal}`. */
  deal: string;
  /** As the type's `{deadline}`; null where it has none. */
  deadline: string | null;
  /** One line of plain text. */
  preview: string;
}

export type InstallOutcome =
  | 'installed'
  | 'alreadyThere'
  /** Not for this person: no licence, a policy, no such person. */
  | 'refused'
  /** Nobody knows; ask again later. */
  | 'unknown';

/**
 * The partner's directory: who colleagues are, whom they report to, who is away. No method ever throws: what cannot be
 * learnt is as if nobody were known, because no card may wait for it. People of other tenants are unknown to it.
 */
export interface PeopleDirectory {
  readonly isOn: boolean;
  /** Whose people it knows; null where it is off. */
  readonly tenantId: string | null;
  /** Is this set up, and allowed as far as is known? */
  can(feature: DirectoryFeature): boolean;
  /** By `personId`; who is unknown is not in it. Kept for hours. */
  profilesOf(people: readonly PersonKey[], signal?: AbortSignal): Promise<Map<string, Profile>>;
  /** Colleagues whose name or mail has a word that begins like this; the directory's own order, at most 15. */
  searchColleagues(text: string, signal?: AbortSignal): Promise<Profile[]>;
  /** Whom somebody reports to; null: nobody, or unknown. @param who an Entra object id or a mail address */
  reportsTo(who: string, signal?: AbortSignal): Promise<Profile | null>;
  /** Who is out of office now, by `personId`. Answers within about a second; who is not known to be away is not. */
  whoIsAway(people: readonly PersonKey[]): Promise<ReadonlySet<string>>;
  /** Installs the Teams app for a person. */
  installFor(person: PersonKey): Promise<InstallOutcome>;
  /** Notifies a person who has the app; it leads to their chat with the bot. @returns whether it was sent */
  notify(person: PersonKey, notification: FeedNotification): Promise<boolean>;
  /** What does not work at the moment; empty where all does. */
  limits(): DirectoryLimit[];
}

/** Where Graph is off: nobody is known, and nothing is missed. */
export const NO_DIRECTORY: PeopleDirectory = {
  isOn: false,
  tenantId: null,
  can: () => false,
  profilesOf: async () => new Map(),
  searchColleagues: async () => [],
  reportsTo: async () => null,
  whoIsAway: async () => new Set(),
  installFor: async () => 'unknown',
  notify: async () => false,
  limits: () => [],
};
