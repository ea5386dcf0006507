import type { Deal } from './deal.ts';
import type { ReminderRules } from './ladder.ts';
import { MICROSOFT } from './lifecycle.ts';
import { parseQuietHours, type QuietHours } from './working-time.ts';

/** Which new deals and reminders are posted in a place. What Partner Center does not say keeps no deal away. */
export interface PostFilter {
  /** Who sent the deal. */
  from: 'all' | 'microsoft' | 'partner';
  /** Countries of the customer, ISO 3166 alpha-2; empty: all. */
  countries: readonly string[];
  /** Solution ids, one of which must be on the deal; empty: all. */
  solutions: readonly string[];
  /** Decimal text, in the deal's own currency; null: any value. */
  minimumValue: string | null;
}

/** What a place was set to; for a personal chat the person's own settings. What is absent follows the bot's defaults. */
export interface PlaceSettings {
  /** null: never quiet. */
  quietHours?: QuietHours | null;
  /** Names of the steps of the ladder that are wanted. */
  steps?: readonly string[];
  filter: PostFilter;
}

export const EVERYTHING: PostFilter = { from: 'all', countries: [], solutions: [], minimumValue: null };

/** Reads stored settings by name; what cannot be read is as if it were not set. */
export function readPlaceSettings(stored: Readonly<Record<string, string>>): PlaceSettings {
  const quietHours = stored['quietHours'] === undefined ? undefined : parseQuietHours(stored['quietHours']);
  const from = stored['postFrom'];
  return {
    ...(quietHours !== undefined && { quietHours }),
    ...(stored['reminders'] !== undefined && { steps: words(stored['reminders']) }),
    filter: {
      from: from === 'microsoft' || from === 'partner' ? from : 'all',
      countries: words(stored['postCountries']),
      solutions: words(stored['postSolutions']),
      minimumValue: /^\d+(\.\d+)?$/.test(stored['postMinimum'] ?? '')
        ? (stored['postMinimum'] ?? null)
        : null,
    },
  };
}

/** How a place is reminded: its own settings over the bot's. */
export function placeRules(settings: PlaceSettings | undefined, defaults: ReminderRules): ReminderRules {
  if (!settings) return defaults;
  const { quietHours, steps } = settings;
  return {
    ...defaults,
    ...(quietHours !== undefined && { quietHours }),
    ...(steps && { ladder: defaults.ladder.filter(({ name }) => steps.includes(name)) }),
  };
}

/** Is this deal posted in a place with these settings? */
export function isPosted(deal: Deal, settings: PlaceSettings | undefined): boolean {
  const filter = settings?.filter ?? EVERYTHING;
  return Object.values(CHECKS).every((passes) => passes(deal, filter));
}

const CHECKS: Record<keyof PostFilter, (deal: Deal, filter: PostFilter) => boolean> = {
  from: ({ invitation: { organizationId } }, { from }) =>
    from === 'all' || organizationId === null || (organizationId === MICROSOFT) === (from === 'microsoft'),
  countries: ({ customer: { country } }, { countries }) =>
    countries.length === 0 || country === null || countries.includes(country.trim().toUpperCase()),
  solutions: (deal, { solutions }) =>
    solutions.length === 0 ||
    deal.solutions.length === 0 ||
    deal.solutions.some(({ id }) => id !== null && solutions.includes(id)),
  minimumValue: ({ value }, { minimumValue }) =>
    minimumValue === null || value === null || Number(value) === 0 || Number(value) >= Number(minimumValue),
};

function words(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,;]+/).filter((word) => word !== '' && word !== 'none');
}
