import type { Rate } from './rates.ts';

/** What one conversation, or one tenant, has used of its rates. Moments are milliseconds since 1970. */
export interface SendAccount {
  /** For each rate, when all that was used will have been earned back. */
  usedUntil: readonly number[];
  /** Teams asked for a pause until then. */
  pausedUntil: number;
  /** Of a tenant: until when its conversations were told to wait. */
  refused: Readonly<Record<string, number>>;
}

export const UNUSED: SendAccount = { usedUntil: [], pausedUntil: 0, refused: {} };

/** Whatever clocks and floods do, nobody waits longer for what was used than until it is earned back, and this. */
const LONGEST_DEBT_MS = 60_000;

/** When the next one may go; a moment of the past: now. */
export function opensAt(
  { usedUntil, pausedUntil }: SendAccount,
  rates: readonly Rate[],
  now: number,
): number {
  const opening = rates.map(
    (rate, index) => debt(rate, usedUntil[index] ?? 0, now) - (rate.burst - 1) * rate.everyMs,
  );
  return Math.max(pausedUntil, ...opening);
}

/** From when on the account says no more than a new one. */
export function restsAt({ usedUntil, pausedUntil, refused }: SendAccount): number {
  return Math.max(pausedUntil, ...usedUntil, ...Object.values(refused));
}

/** After one was sent at this moment, which may be soon. */
export function withOneSent(
  account: SendAccount,
  rates: readonly Rate[],
  { at, now }: { at: number; now: number },
): SendAccount {
  const usedUntil = rates.map(
    (rate, index) => Math.max(debt(rate, account.usedUntil[index] ?? 0, now), at) + rate.everyMs,
  );
  return { ...account, usedUntil };
}

function debt({ burst, everyMs }: Rate, usedUntil: number, now: number): number {
  return Math.min(usedUntil, now + burst * everyMs + LONGEST_DEBT_MS);
}
