/**
 * Years from the first to the last day of a contract, both of them counted: 15 November 2026 to 14 November 2028 are
 * exactly two, leap day or not. Never less than a day.
 * @param first yyyy-mm-dd @param last yyyy-mm-dd, not before it
 */
export function yearsBetween(first: string, last: string): number {
  const start = new Date(`${first}T00:00:00Z`);
  const end = new Date(new Date(`${last}T00:00:00Z`).getTime() + 24 * 60 * 60 * 1000);
  let years = end.getUTCFullYear() - start.getUTCFullYear();
  if (anniversary(start, years) > end) years -= 1;
  const from = anniversary(start, years).getTime();
  const to = anniversary(start, years + 1).getTime();
  return years + (end.getTime() - from) / (to - from);
}

function anniversary(start: Date, years: number): Date {
  const at = new Date(start);
  at.setUTCFullYear(start.getUTCFullYear() + years);
  return at;
}
