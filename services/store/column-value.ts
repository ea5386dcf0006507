/** What a column may hold on both engines. */
export type ColumnValue = string | number | bigint | null | Uint8Array;

/**
 * Refuses everything else. node:sqlite takes a Date for named parameters and stores NULL without a word; pg would
 * write it in local time. Moments are turned into text by `momentToText` first.
 *
 * The NUL character, which PostgreSQL cannot keep in text, is taken out of strings.
 */
export function columnValue(value: unknown): ColumnValue {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (typeof value === 'number' || typeof value === 'bigint' || value === null) return value;
  if (value instanceof Uint8Array) return value;
  const what = typeof value === 'object' ? value.constructor?.name : typeof value;
  throw new TypeError(`A column takes string, number, bigint, null or Uint8Array, not ${what ?? 'object'}`);
}
