import type { Clock, Log } from '../../services.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import type { DirectoryFeature, PeopleDirectory } from '../people-directory.ts';
import { isSameTenant, type PersonKey } from '../person.ts';
import { createAbsences } from './absences.ts';
import { createActivityFeed } from './activity-feed.ts';
import { createInstallation } from './app-installation.ts';
import { createColleagueSearch } from './colleague-search.ts';
import { FeatureSwitch } from './feature-switch.ts';
import { createGraphCalls } from './graph-calls.ts';
import { createProfiles } from './profiles.ts';
import { createReportsTo } from './reports-to.ts';

export interface GraphDirectoryOptions {
  /** Such as `https://graph.microsoft.com`. */
  url: string;
  /** A token of the app for Graph in the partner's tenant; throws where there is none. */
  token: () => Promise<string>;
  /** The partner's: all others' people are unknown. */
  tenantId: string;
  /** The Teams app's id in the manifest; null: it is installed for nobody, and nobody is notified. */
  teamsAppId: string | null;
  clock: Clock;
  log: Log;
  telemetry: Telemetry;
  /** How long a card waits to know who is away, in milliseconds. Default 1000. */
  absencesWithinMs?: number;
}

/** What needs the app's id in the manifest. */
const OF_APP: ReadonlySet<DirectoryFeature> = new Set(['install', 'activityFeed']);

/** The partner's directory in Microsoft Graph. */
export function createGraphDirectory(options: GraphDirectoryOptions): PeopleDirectory {
  const { clock, log, teamsAppId } = options;
  const calls = createGraphCalls(options);
  const switches = new FeatureSwitch(clock, log);
  const profiles = createProfiles(calls);
  const search = createColleagueSearch(calls);
  const reportsTo = createReportsTo(calls);
  const absences = createAbsences(calls, switches, clock, options.absencesWithinMs);
  const install = teamsAppId === null ? null : createInstallation(calls, teamsAppId);
  const feed = teamsAppId === null ? null : createActivityFeed(calls, teamsAppId, options.tenantId);

  const isOurs = ({ tenantId }: PersonKey) => isSameTenant(tenantId, options.tenantId);
  const idsOf = (people: readonly PersonKey[]) => people.filter(isOurs).map(({ personId }) => personId);
  const isRefused = (feature: DirectoryFeature) =>
    switches.limits().some((limit) => limit.feature === feature && limit.reason === 'notConsented');

  return {
    isOn: true,
    tenantId: options.tenantId,
    can: (feature) => !(OF_APP.has(feature) && teamsAppId === null) && !isRefused(feature),
    profilesOf: async (people, signal) => {
      const ids = idsOf(people);
      return ids.length === 0 ? new Map() : switches.use('names', () => profiles(ids, signal), new Map());
    },
    searchColleagues: (text, signal) => switches.use('search', () => search(text, signal), []),
    reportsTo: (who, signal) => switches.use('reportsTo', () => reportsTo(who, signal), null),
    whoIsAway: async (people) => {
      const ids = idsOf(people);
      return ids.length === 0 ? new Set() : absences(ids);
    },
    installFor: async (person) =>
      install && isOurs(person)
        ? switches.use('install', () => install(person.personId), 'unknown')
        : 'unknown',
    notify: async (person, notification) =>
      feed !== null &&
      isOurs(person) &&
      switches.use('activityFeed', () => feed(person.personId, notification), false),
    limits: () => switches.limits(),
  };
}
