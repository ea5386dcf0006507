import { LRUCache } from 'lru-cache';

/** Intl's formats are slow to make and quick to use; a language, a zone and a shape rarely come alone. */
const MOST_KEPT = 500;
const kept = new LRUCache<string, Intl.DateTimeFormat | Intl.NumberFormat>({ max: MOST_KEPT });

/** Errors: RangeError for a zone or a locale that Intl does not know. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `date ${locale} ${JSON.stringify(options)}`;
  const known = kept.get(key);
  if (known instanceof Intl.DateTimeFormat) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  kept.set(key, made);
  return made;
}

/** Errors: RangeError for a currency or a locale that Intl does not know. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `number ${locale} ${JSON.stringify(options)}`;
  const known = kept.get(key);
  if (known instanceof Intl.NumberFormat) return known;
  const made = new Intl.NumberFormat(locale, options);
  kept.set(key, made);
  return made;
}
