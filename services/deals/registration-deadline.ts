const DAY = 24 * 60 * 60 * 1000;

/** Days from the contract's signature to the last day of registering it (REG-14, UTC). */
export const DAYS_TO_REGISTER = 60;

/** A time in which Partner Center takes no registrations (REG-15): from the first moment, until the last excluded one. */
export interface Freeze {
  from: Date;
  until: Date;
}

/**
 * Until when a deal may be registered: the end of the 60th day after signature, in UTC (REG-14). Where a freeze
 * swallows that day, the moment at which the freeze begins (REG-15).
 * @param signedDate yyyy-mm-dd
 */
export function registrationDeadline(signedDate: string, freezes: readonly Freeze[] = []): Date {
  const signed = new Date(`${signedDate}T00:00:00Z`);
  const end = new Date(signed.getTime() + (DAYS_TO_REGISTER + 1) * DAY - 1000);
  return freezeAt(end, freezes)?.from ?? end;
}

/** The freeze that covers this moment; null: registrations are open. */
export function freezeAt(at: Date, freezes: readonly Freeze[]): Freeze | null {
  return freezes.find(({ from, until }) => at >= from && at < until) ?? null;
}

/**
 * Reads `REGISTRATION_FREEZES`: freezes by commas, each two moments or days with a slash between them, as in
 * `2027-06-16T17:00:00-08:00/2027-07-01`. A bare day begins at 00:00 UTC.
 * @returns null where it cannot be read
 */
export function parseFreezes(text: string): Freeze[] | null {
  const words = text.split(',').map((word) => word.trim());
  const freezes = words.filter((word) => word !== '').map(parseFreeze);
  return freezes.includes(null) ? null : (freezes as Freeze[]);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/;

function parseFreeze(word: string): Freeze | null {
  const [from, until, ...rest] = word.split('/').map((part) => part.trim());
  if (!from || !until || rest.length > 0 || !MOMENT.test(from) || !MOMENT.test(until)) return null;
  const freeze = { from: new Date(from), until: new Date(until) };
  return freeze.from < freeze.until ? freeze : null;
}
