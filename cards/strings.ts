import { IntlMessageFormat } from 'intl-messageformat';
import en from './strings/en.json' with { type: 'json' };
import fr from './strings/fr.json' with { type: 'json' };

export type StringKey = keyof typeof en;
export type StringTable = Readonly<Record<StringKey, string>>;
export type StringArgs = Readonly<Record<string, string | number>>;
/** Words for a key; `args` go in as they are, so escape other people's text first where Markdown is read. */
export type Words = (key: StringKey, args?: StringArgs) => string;

/** The compiler refuses a table that lacks a key of en.json. */
const languages = new Map<string, Words>([
  ['en', words('en', en)],
  ['fr', words('fr', fr)],
]);

/** The words of one language; English for one that we do not speak. */
export function strings(locale: string): Words {
  return languages.get(locale) ?? languages.get('en')!;
}

/** Adds a language, such as the pseudo-language that finds hard-coded words. */
export function addLanguage(locale: string, table: StringTable): void {
  languages.set(locale, words(locale, table));
}

export function isStringKey(key: string): key is StringKey {
  return Object.hasOwn(en, key);
}

function words(locale: string, table: StringTable): Words {
  const formats = new Map<StringKey, IntlMessageFormat>();
  return (key, args) => {
    let format = formats.get(key);
    if (!format) {
      format = new IntlMessageFormat(table[key], locale, undefined, { ignoreTag: true });
      formats.set(key, format);
    }
    return String(format.format(args));
  };
}
