import { randomUUID } from 'node:crypto';

/** A referral as it goes over the wire. Seeds may hold anything, so nothing is known of its fields. */
export type WireReferral = Record<string, unknown>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of property names, or undefined; never a property of a prototype. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined),
    value,
  );
}

/** Partner Center writes 7 digits of a second. */
export const wireTime = (moment: Date): string => moment.toISOString().replace('Z', '0000Z');

/** The double quotes are part of the value. */
export function newETag(): string {
  const [head, , , , tail] = randomUUID().split('-');
  return `"${head}-0000-0100-0000-${tail}"`;
}

/** After every write: another eTag, and a new moment of change. */
export const stamped = (referral: WireReferral, now: Date): WireReferral => ({
  ...referral,
  updatedDateTime: wireTime(now),
  eTag: newETag(),
});

/** The day of creation plus 14 days, at midnight UTC: how Microsoft's own sample looks (EXP-02). */
export function answerDeadline(created: Date): Date {
  return new Date(Date.UTC(created.getUTCFullYear(), created.getUTCMonth(), created.getUTCDate() + 14));
}
