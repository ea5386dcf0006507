const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

/** When a place does not want to be pushed to, in its own time zone. */
export interface QuietHours {
  /** Local hour (0 to 23) at which quiet begins each evening. */
  from: number;
  /** Local hour at which it ends each morning. */
  to: number;
  /** Are Saturday and Sunday quiet as a whole? */
  weekends: boolean;
}

export const DEFAULT_QUIET_HOURS: QuietHours = { from: 19, to: 8, weekends: true };

/**
 * Reads the setting: `19-8` (from 19:00 to 8:00), `19-8,weekends`, or `none`.
 * @returns null for none, undefined where it cannot be read
 */
export function parseQuietHours(text: string): QuietHours | null | undefined {
  if (text.trim() === 'none') return null;
  const [, from, to, weekends] = /^(\d{1,2})-(\d{1,2})(,\s*weekends)?$/.exec(text.trim()) ?? [];
  const hours = [Number(from), Number(to)];
  if (from === undefined || hours.some((hour) => hour > 23)) return undefined;
  return { from: Number(from), to: Number(to), weekends: weekends !== undefined };
}

/** What moves out of quiet hours is shown this long before they begin, so that somebody is still there to act. */
const LEAD_MS = HOUR;
/** No quiet stretch is longer than a weekend with its nights. */
const LONGEST_QUIET_MS = 4 * 24 * HOUR;

/** The same moment, or, in quiet hours, an hour before they begin: earlier, never later. */
export function outOfQuietHours(moment: Date, quiet: QuietHours, timeZone: string): Date {
  if (!isQuiet(moment, quiet, timeZone)) return moment;
  const begins = quietBegan(moment, quiet, timeZone);
  return begins === null ? moment : new Date(begins.getTime() - LEAD_MS);
}

/** The latest moment at this local hour on a day that is not quiet, at or before `moment`. */
export function latestAtHour(moment: Date, hour: number, quiet: QuietHours, timeZone: string): Date {
  for (let back = hourOf(moment, timeZone); ; back = hourBefore(back, timeZone, hour)) {
    if (back.hour === hour && !(quiet.weekends && back.isWeekend)) return back.start;
    if (moment.getTime() - back.start.getTime() > LONGEST_QUIET_MS + 24 * HOUR) return moment;
  }
}

/** The next moment at this local hour on a day that is not quiet, after `moment`. */
export function nextAtHour(moment: Date, hour: number, quiet: QuietHours, timeZone: string): Date {
  for (let ahead = hourAfter(hourOf(moment, timeZone), timeZone); ; ahead = hourAfter(ahead, timeZone)) {
    if (ahead.hour === hour && !(quiet.weekends && ahead.isWeekend)) return ahead.start;
    if (ahead.start.getTime() - moment.getTime() > LONGEST_QUIET_MS + 24 * HOUR) return ahead.start;
  }
}

/** `yyyy-mm-dd` in the given zone. */
export function localDate(moment: Date, timeZone: string): string {
  const { year, month, day } = localTime(moment, timeZone);
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** Is it night or weekend in this zone? */
export function isQuiet(moment: Date, quiet: QuietHours, timeZone: string): boolean {
  return isQuietHour(localTime(moment, timeZone), quiet);
}

/** The local hour, 0 to 23. */
export function localHour(moment: Date, timeZone: string): number {
  return localTime(moment, timeZone).hour;
}

function isQuietHour({ hour, isWeekend }: LocalTime, { from, to, weekends }: QuietHours): boolean {
  if (weekends && isWeekend) return true;
  if (from === to) return false;
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** Steps back by the hour; quiet hours begin on one. Null where there seems to be no beginning. */
function quietBegan(moment: Date, quiet: QuietHours, timeZone: string): Date | null {
  let began = hourOf(moment, timeZone);
  for (;;) {
    const before = hourBefore(began, timeZone);
    if (!isQuietHour(before, quiet)) return began.start;
    began = before;
    if (moment.getTime() - began.start.getTime() > LONGEST_QUIET_MS) return null;
  }
}

/** One hour on the clock on the wall. */
interface LocalHour extends LocalTime {
  start: Date;
}

/** Not the hour of UTC: some zones are half or three quarters of an hour apart from it. */
function hourOf(moment: Date, timeZone: string): LocalHour {
  const local = localTime(moment, timeZone);
  const sinceFull = local.minute * MINUTE + (moment.getTime() % MINUTE);
  return { ...local, start: new Date(moment.getTime() - sinceFull) };
}

/** Clocks are changed by two hours at most. */
const SPARE_HOURS = 2;

/** The hour before; on the way to the last one at `towards`, one nearer to it, so that few are looked at. */
function hourBefore({ start, hour }: LocalHour, timeZone: string, towards = hour - 1): LocalHour {
  const apart = (hour - towards + 24) % 24 || 24;
  const skipped = Math.max(0, apart - 1 - SPARE_HOURS);
  return hourOf(new Date(start.getTime() - 1 - skipped * HOUR), timeZone);
}

function hourAfter({ start }: LocalHour, timeZone: string): LocalHour {
  return hourOf(new Date(start.getTime() + HOUR), timeZone);
}

interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  isWeekend: boolean;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(moment: Date, timeZone: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return {
    year: Number(parts['year']),
    month: Number(parts['month']),
    day: Number(parts['day']),
    hour: Number(parts['hour']) % 24,
    minute: Number(parts['minute']),
    isWeekend: parts['weekday'] === 'Sat' || parts['weekday'] === 'Sun',
  };
}

/** An unknown zone is read as UTC, as the cards do. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
    hourCycle: 'h23',
  } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { ...options, timeZone });
  } catch {
    format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
  formats.set(timeZone, format);
  return format;
}
