import {
  DIRECTORY_FEATURES,
  type FeedNotification,
  NO_DIRECTORY,
  type PeopleDirectory,
  type Profile,
} from '../../../services/people/people-directory.ts';
import type { PersonKey } from '../../../services/people/person.ts';

export interface SmallDirectory extends PeopleDirectory {
  /** What it knows; may be changed at any time. */
  readonly known: Profile[];
  readonly away: Set<string>;
  /** Whom people report to: id or mail -> id. */
  readonly bosses: Map<string, string>;
  readonly notified: { person: PersonKey; notification: FeedNotification }[];
  readonly installed: string[];
  /** Calls, by method. */
  readonly asked: (keyof PeopleDirectory)[];
}

export function profile(personId: string, name: string, email: string | null = null): Profile {
  const [firstName = '', ...rest] = name.split(' ');
  return { personId, name, firstName, lastName: rest.join(' '), email };
}

/** A directory in memory that can do everything, for tests of what uses one; `graph-directory.test.ts` is about the real one. */
export function smallDirectory(known: Profile[] = []): SmallDirectory {
  const asked: SmallDirectory['asked'] = [];
  const away = new Set<string>();
  const bosses = new Map<string, string>();
  const notified: SmallDirectory['notified'] = [];
  const installed: string[] = [];
  return {
    ...NO_DIRECTORY,
    isOn: true,
    tenantId: 't-1',
    known,
    away,
    bosses,
    notified,
    installed,
    asked,
    can: (feature) => DIRECTORY_FEATURES.includes(feature),
    profilesOf: async (people) => {
      asked.push('profilesOf');
      const ids = new Set(people.map(({ personId }) => personId));
      return new Map(known.filter(({ personId }) => ids.has(personId)).map((one) => [one.personId, one]));
    },
    searchColleagues: async (text) => {
      asked.push('searchColleagues');
      return known.filter(({ name }) => name?.toLowerCase().includes(text.toLowerCase()));
    },
    reportsTo: async (who) => known.find(({ personId }) => personId === bosses.get(who)) ?? null,
    whoIsAway: async (people) => {
      asked.push('whoIsAway');
      return new Set(people.map(({ personId }) => personId).filter((id) => away.has(id)));
    },
    installFor: async ({ personId }) => {
      installed.push(personId);
      return 'installed';
    },
    notify: async (person, notification) => {
      notified.push({ person, notification });
      return true;
    },
  };
}
