import { settingsCard } from '../cards/settings-card.ts';
import type { Reader } from '../cards/reader.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import { knownSolutions } from '../services/deals/known-solutions.ts';
import { settingsScope } from '../services/deals/settings-of-places.ts';
import {
  parseSettings,
  type SettingsErrors,
  type SettingsInputs,
  type SettingsValues,
} from '../services/deals/settings-inputs.ts';
import { COMMON_TIME_ZONES } from '../services/people/time-zone.ts';
import type { Place } from '../services/people/place.ts';
import type { Services } from '../services/services.ts';
import { findLatestDeals } from '../services/store/deals.ts';
import { findSettings, saveSetting } from '../services/store/settings.ts';

/** Deals that are read for their solutions. */
const DEALS_READ = 200;

/** What is kept of a shared place in its own row, and not by name. */
const IN_ROW = new Set(['language', 'timeZone']);

/** Settings that only a person has, and only a shared place. */
const OF_PERSONS = new Set(['activityFeed']);
const OF_PLACES = new Set(['postFrom', 'postCountries', 'postSolutions', 'postMinimum', 'installForTeam']);

/** The settings as they are: in a personal chat the person's, in a shared place the place's. */
export async function showSettings(
  services: Services,
  place: Place,
  reader: Reader,
  isSaved = false,
): Promise<AdaptiveCard> {
  return draw(services, place, reader, { values: await present(services, place), errors: {}, isSaved });
}

export type SavedSettings =
  | { kind: 'saved'; place: Place; follows: boolean | null }
  /** The form again, with what is wrong beside the fields. */
  | { kind: 'invalid'; card: AdaptiveCard };

/**
 * Keeps what a form says. A shared place is given back as it should be from now on: who asks has seen to it that the
 * person may say so.
 */
export async function saveSettings(
  services: Services,
  place: Place,
  reader: Reader,
  inputs: SettingsInputs,
): Promise<SavedSettings> {
  const steps = services.reminders.ladder.map(({ name }) => name);
  const { values, errors } = parseSettings(inputs, steps);
  if (Object.keys(errors).length > 0) {
    return {
      kind: 'invalid',
      card: await draw(services, place, reader, { values: inputs, errors, isSaved: false }),
    };
  }
  const isPersonal = place.kind === 'personal';
  await keep(services, settingsScope(place), values, isPersonal);
  if (isPersonal) return { kind: 'saved', place, follows: null };
  const { language, timeZone } = values;
  const { redaction, following } = inputs;
  return {
    kind: 'saved',
    place: {
      ...place,
      locale: language === 'en' || language === 'fr' ? language : place.locale,
      timeZone: timeZone ?? place.timeZone,
      redaction: redaction === 'full' || redaction === 'redacted' ? redaction : place.redaction,
    },
    follows: following === 'yes' ? true : following === 'no' ? false : null,
  };
}

async function keep(
  { store: { db } }: Services,
  scope: string,
  values: SettingsValues,
  isPersonal: boolean,
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    if (isPersonal ? OF_PLACES.has(name) : IN_ROW.has(name) || OF_PERSONS.has(name)) continue;
    await saveSetting(db, scope, name, value);
  }
}

async function present({ store: { db } }: Services, place: Place): Promise<SettingsInputs> {
  const stored = await findSettings(db, settingsScope(place));
  const of = (name: string) => stored[name] ?? null;
  const isPersonal = place.kind === 'personal';
  return {
    language: isPersonal ? of('language') : place.locale,
    timeZone: isPersonal ? of('timeZone') : place.timeZone,
    otherTimeZone: null,
    quietHours: of('quietHours'),
    reminders: of('reminders'),
    following: place.following ? 'yes' : 'no',
    redaction: place.redaction,
    postFrom: of('postFrom'),
    postCountries: of('postCountries'),
    postSolutions: of('postSolutions'),
    postMinimum: of('postMinimum'),
    activityFeed: of('activityFeed'),
    installForTeam: of('installForTeam'),
  };
}

async function draw(
  services: Services,
  place: Place,
  reader: Reader,
  form: { values: SettingsInputs; errors: SettingsErrors; isSaved: boolean },
): Promise<AdaptiveCard> {
  const isPersonal = place.kind === 'personal';
  const latest = isPersonal ? [] : await findLatestDeals(services.store.db, DEALS_READ);
  return settingsCard(reader, {
    ...form,
    scope: isPersonal ? 'person' : 'place',
    defaults: services.reminders,
    timeZones: COMMON_TIME_ZONES,
    solutions: knownSolutions(latest.map(({ deal }) => deal)),
    directory: {
      isOn: services.people.isOn,
      limits: services.people.limits(),
      offers: {
        activityFeed: services.people.can('activityFeed'),
        installForTeam: services.people.can('install'),
      },
    },
  });
}
