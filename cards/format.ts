import { strings } from './strings.ts';
import type { Reader } from './reader.ts';
import { dateFormat, numberFormat, regionNames, relativeFormat, zoneNamed } from './formats.ts';
import { plainText } from './markdown.ts';

/** Everything here gives plain text: escape it where Markdown is read and the words are other people's. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Decimal text is handed to Intl as text, so no digit is lost to floating point. */
export function money(value: string | null, currency: string | null, locale: string): string | null {
  if (value === null || value.trim() === '') return null;
  const amount = value.trim();
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return plainText([amount, currency].filter(Boolean).join(' '), 60);
  const decimals = amount.split('.')[1]?.replace(/(?<!0)0+$/, '').length ?? 0;
  const code = currency?.trim().toUpperCase() ?? '';
  if (/^[A-Z]{3}$/.test(code)) return currencyFormat(code, decimals, locale).format(amount as `${number}`);
  const number = numberFormat(locale, { maximumFractionDigits: Math.min(decimals, 20) });
  return plainText(`${number.format(amount as `${number}`)} ${currency ?? ''}`, 60);
}

/** A decimal as it is typed in that language, for a form's field; what is no plain decimal stays as it is. */
export function typedAmount(value: string, locale: string): string {
  if (!/^\d{1,15}(\.\d{1,2})?$/.test(value)) return value;
  const minimumFractionDigits = value.includes('.') ? 2 : 0;
  return numberFormat(locale, { minimumFractionDigits }).format(value as `${number}`);
}

function currencyFormat(code: string, decimals: number, locale: string): Intl.NumberFormat {
  if (decimals === 0)
    return numberFormat(locale, { style: 'currency', currency: code, maximumFractionDigits: 0 });
  const usual = numberFormat(locale, { style: 'currency', currency: code });
  const digits = Math.max(usual.resolvedOptions().maximumFractionDigits ?? 2, Math.min(decimals, 20));
  return numberFormat(locale, {
    style: 'currency',
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** ISO 3166 alpha-2 to a name; what Intl does not know stays as it is. */
export function country(code: string | null, locale: string): string | null {
  const given = code?.trim();
  if (!given) return null;
  const upper = given.toUpperCase();
  if (!/^[A-Z]{2}$/.test(upper) || upper === 'ZZ') return plainText(given, 60);
  return regionNames(locale).of(upper) ?? upper;
}

/** 'Monday, November 30, 2026, 01:00 (GMT+1)'; 'lundi 30 novembre 2026 à 01:00 (UTC+1)'. */
export function moment(at: Date, reader: Reader): string {
  const { locale } = reader;
  const timeZone = knownTimeZone(reader.timeZone);
  const clock = dateFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
    timeZone,
  });
  const [time = '', offset = ''] = clock.format(at).split(/\s/, 2);
  return strings(locale)('moment', {
    date: dateInWords(at, locale, { weekday: 'long', timeZone }),
    time,
    zone: NO_OFFSET.test(offset) ? 'UTC' : offset,
  });
}

/** As Intl says that a zone is at UTC. */
const NO_OFFSET = /^(GMT|UTC)([+-]0)?$/;

/** A calendar date without a zone of its own, such as an estimated close date: Partner Center counts in UTC (FLD-20). */
export function calendarDate(at: Date, locale: string): string {
  return dateInWords(at, locale, { timeZone: 'UTC' });
}

/** The short form for lists: 'Mon, Nov 30, 01:00'. */
export function shortMoment(at: Date, reader: Reader): string {
  const timeZone = knownTimeZone(reader.timeZone);
  return dateFormat(reader.locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
}

/** At 00:00 in the reader's zone: the weekdays that this midnight lies between; people misread a bare 00:00. */
export function midnightBetween(at: Date, reader: Reader): { before: string; after: string } | null {
  const timeZone = knownTimeZone(reader.timeZone);
  const time = dateFormat('en', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
  if (time !== '00:00') return null;
  const weekday = dateFormat(reader.locale, { weekday: 'long', timeZone });
  return { before: weekday.format(new Date(at.getTime() - HOUR)), after: weekday.format(at) };
}

/** 'in 3 days', '5 hours ago'. Never more than is left: rounded towards now. Hours under 48 h, minutes under 2 h. */
export function relative(from: Date, to: Date, locale: string): string {
  const distance = to.getTime() - from.getTime();
  const [unit, length] = unitFor(Math.abs(distance));
  const count = Math.trunc(distance / length);
  return relativeFormat(locale, { numeric: count === 0 ? 'auto' : 'always' }).format(count, unit);
}

function unitFor(distance: number): ['minute' | 'hour' | 'day', number] {
  if (distance < 2 * HOUR) return ['minute', MINUTE];
  if (distance < 48 * HOUR) return ['hour', HOUR];
  return ['day', DAY];
}

/** The given IANA zone, or UTC where Intl does not know it. */
export function knownTimeZone(timeZone: string): string {
  return zoneNamed(timeZone) ?? 'UTC';
}

/** French says 'le 1er décembre'; Intl writes 1. */
function dateInWords(at: Date, locale: string, options: { timeZone: string; weekday?: 'long' }): string {
  const words = dateFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', ...options }).format(at);
  return locale === 'fr' ? words.replace(/\b1\b/, '1er') : words;
}

/** yyyy-mm to 'Sep 2026'. */
export function monthName(month: string, locale: string): string {
  const format = dateFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** Of a stretch of time: from so many minutes on, and how many of them are one. */
const UNITS_OF_TIME = [
  { from: 36 * 60, unit: 'day', minutes: 24 * 60 },
  { from: 90, unit: 'hour', minutes: 60 },
  { from: 0, unit: 'minute', minutes: 1 },
] as const;

/** Minutes to '3.2 days', '5 hours', '20 minutes'. */
export function duration(minutes: number, locale: string): string {
  const { unit, minutes: size } = UNITS_OF_TIME.find(({ from }) => minutes >= from) ?? UNITS_OF_TIME[2];
  const maximumFractionDigits = unit === 'minute' || minutes / size >= 10 ? 0 : 1;
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits }).format(
    minutes / size,
  );
}
