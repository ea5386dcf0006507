import { foldText } from '../../store/fold-text.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** Regions that have a name, and are no country (ISO 3166 alpha-2: exceptional and user-assigned codes). */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
const LANGUAGES = ['en', 'fr'] as const;
/** What people write, and Intl does not say. */
const SHORT_NAMES: Readonly<Record<string, string>> = { usa: 'US', uk: 'GB' };

/** Folded names in both languages, and codes, to the code. */
const CODES: ReadonlyMap<string, string> = readCodes();

/** ISO 3166 alpha-2 of what somebody wrote: the code itself, or the country's name in English or French; null: none. */
export function countryCode(text: string): string | null {
  const name = foldText(text);
  return SHORT_NAMES[name] ?? CODES.get(name) ?? null;
}

function readCodes(): Map<string, string> {
  const pairs = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
  const spoken = LANGUAGES.map((one) => new Intl.DisplayNames(one, { type: 'region', fallback: 'none' }));
  const codes = pairs.filter((code) => isPresent(code) && spoken[0]?.of(code) !== undefined);
  const named = codes.flatMap((code) =>
    spoken.map((names): [string, string] => [foldText(names.of(code) ?? code), code]),
  );
  return new Map([...named, ...codes.map((code): [string, string] => [foldText(code), code])]);
}

/** Intl still names countries that are gone, such as DD, by what became of them. */
function isPresent(code: string): boolean {
  return !NO_COUNTRIES.has(code) && new Intl.Locale(`und-${code}`).region === code;
}
