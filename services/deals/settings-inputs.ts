import { parseTimeZone } from '../people/time-zone.ts';
import { parseMoney } from './accept-inputs.ts';
import { parseQuietHours } from './working-time.ts';

/** Settings that are kept by name, for a person or for a shared place. What is not kept follows the bot's defaults. */
const KEPT_SETTINGS = [
  'language',
  'timeZone',
  'quietHours',
  'reminders',
  'postFrom',
  'postCountries',
  'postSolutions',
  'postMinimum',
  'activityFeed',
  'installForTeam',
] as const;

export type KeptSetting = (typeof KEPT_SETTINGS)[number];

/** As a form sends them; null where nothing was typed or chosen. */
export type SettingsInputs = Record<KeptSetting | 'otherTimeZone' | 'following' | 'redaction', string | null>;

export type SettingsError = 'notAZone' | 'notHours' | 'notACountry' | 'notANumber' | 'tooMany';
export type SettingsErrors = Partial<Record<keyof SettingsInputs, SettingsError>>;

/** `null`: back to the default. */
export type SettingsValues = Partial<Record<KeptSetting, string | null>>;

/** Switches that a form has only where Microsoft Graph can do it; what a form does not have stays as it is. */
const OFFERED = ['activityFeed', 'installForTeam'] as const;
type Offered = (typeof OFFERED)[number];

type Parsed = { value: string | null } | { error: SettingsError };

/** NAV-04: Partner Center's own filter takes as many. */
const MOST_COUNTRIES = 50;

/** What a form says, by field; `''` is nothing. */
const PARSERS: Record<Exclude<KeptSetting, 'timeZone' | 'reminders' | Offered>, (text: string) => Parsed> = {
  language: (text) => ({ value: text === 'en' || text === 'fr' ? text : null }),
  quietHours: (text) => {
    if (text === '' || text === 'default') return { value: null };
    return parseQuietHours(text) === undefined ? { error: 'notHours' } : { value: text };
  },
  postFrom: (text) => ({ value: text === 'microsoft' || text === 'partner' ? text : null }),
  postCountries: parseCountries,
  postSolutions: (text) => ({ value: words(text).join(',') || null }),
  postMinimum: (text) => {
    if (text === '' || /^0*([.,]0*)?$/.test(text)) return { value: null };
    const parsed = parseMoney(text);
    return 'value' in parsed ? parsed : { error: 'notANumber' };
  },
};

/**
 * Reads a settings form.
 * @param steps names of all steps of the ladder: all of them chosen is the default
 */
export function parseSettings(
  inputs: SettingsInputs,
  steps: readonly string[],
): { values: SettingsValues; errors: SettingsErrors } {
  const values: SettingsValues = { reminders: reminderSteps(inputs.reminders ?? '', steps) };
  const errors: SettingsErrors = {};
  const zone = zoneOf(inputs);
  if (zone === undefined) errors.otherTimeZone = 'notAZone';
  else values.timeZone = zone;
  for (const name of OFFERED) if (inputs[name] !== null) values[name] = inputs[name] === 'on' ? 'on' : null;
  for (const name of Object.keys(PARSERS) as (keyof typeof PARSERS)[]) {
    const result = PARSERS[name](inputs[name]?.trim() ?? '');
    if ('error' in result) errors[name] = result.error;
    else values[name] = result.value;
  }
  return { values, errors };
}

/** What was typed goes before what was chosen; null: as Teams says, undefined: there is no such zone. */
function zoneOf({ timeZone, otherTimeZone }: SettingsInputs): string | null | undefined {
  const text = otherTimeZone?.trim() || timeZone?.trim() || 'auto';
  return text === 'auto' ? null : (parseTimeZone(text) ?? undefined);
}

function reminderSteps(text: string, steps: readonly string[]): string | null {
  const chosen = new Set(words(text));
  const wanted = steps.filter((step) => chosen.has(step));
  return wanted.length === steps.length ? null : wanted.join(',') || 'none';
}

function parseCountries(text: string): Parsed {
  const codes = words(text).map((word) => word.toUpperCase());
  if (codes.length > MOST_COUNTRIES) return { error: 'tooMany' };
  return codes.every(isCountry) ? { value: [...new Set(codes)].join(',') || null } : { error: 'notACountry' };
}

/** ISO 3166 alpha-2, as far as Intl knows it. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || code === 'ZZ') return false;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
}

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
