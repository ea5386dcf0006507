import { LRUCache } from 'lru-cache';

/** Two languages, some twenty kinds of format; the rest is room for the zones of the readers. */
const MOST_FORMATS = 500;

/** Building one of Intl's formats takes up to a millisecond, using it microseconds: the latest ones are kept. */
const kept = new LRUCache<string, object>({ max: MOST_FORMATS });

/** @throws RangeError for a zone that Intl does not know */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep(['date', locale, options], () => new Intl.DateTimeFormat(locale, options));
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return keep(['number', locale, options], () => new Intl.NumberFormat(locale, options));
}

export function relativeFormat(
  locale: string,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return keep(['relative', locale, options], () => new Intl.RelativeTimeFormat(locale, options));
}

/** ISO 3166 alpha-2 to names; gives undefined for what Intl does not know. */
export function regionNames(locale: string): Intl.DisplayNames {
  return keep(['region', locale], () => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }));
}

const zones = new LRUCache<string, { name: string | null }>({ max: MOST_FORMATS });

/** A zone as Intl spells it; null where it knows none. */
export function zoneNamed(timeZone: string): string | null {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = { name: spelled(timeZone) };
    zones.set(timeZone, zone);
  }
  return zone.name;
}

function spelled(timeZone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function keep<Format extends object>(made: readonly unknown[], make: () => Format): Format {
  const key = JSON.stringify(made);
  const known = kept.get(key);
  if (known) return known as Format;
  const format = make();
  kept.set(key, format);
  return format;
}
