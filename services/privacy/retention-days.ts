/** A fiscal year and a month. */
export const DEFAULT_RETENTION_DAYS = 400;
/** Longer than a won deal may be registered for (REG-14: 60 days). */
export const LEAST_RETENTION_DAYS = 90;
const MOST_RETENTION_DAYS = 3650;

/** Reads `RETENTION_DAYS`. @returns null: everything is kept; undefined: it cannot be read */
export function parseRetention(text: string): number | null | undefined {
  if (text === 'none') return null;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return days >= LEAST_RETENTION_DAYS && days <= MOST_RETENTION_DAYS ? days : undefined;
}
