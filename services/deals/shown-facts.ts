import type { Deal } from './deal.ts';

/** Fields of a deal that no card shows: a change in them alone is no new version. */
const UNSHOWN = new Set<keyof Deal>(['updatedAt', 'eTag']);

/** Fields whose change makes a click from an older card ask again (design: the path of one deal, 5). */
const DECISIVE = new Set<string>([
  'value',
  'currency',
  'customer',
  'expiresAt',
  'name',
  'closesAt',
  'solutions',
]);

/** The names of the shown fields in which two readings of a deal differ, in the deal's own order. */
export function changedFields(before: Deal, after: Deal): (keyof Deal)[] {
  const fields = Object.keys(after) as (keyof Deal)[];
  return fields.filter((field) => !UNSHOWN.has(field) && !isSame(before[field], after[field]));
}

/** Of the changed fields, those that a person must see before deciding. */
export function decisiveFields(fields: readonly string[]): string[] {
  return fields.filter((field) => DECISIVE.has(field));
}

/**
 * Deals are plain JSON with Dates, so their JSON tells whether they are the same. A field that an older version did not
 * keep yet is as if it were not given.
 */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
