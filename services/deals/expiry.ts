import type { Deal } from './deal.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * How near the deadline is: `none` no deadline given, `calm` more than 7 days, `soon` 7 days or less,
 * `urgent` 3 days or less, `critical` 24 hours or less, `passed` it should have expired.
 */
export type DeadlineBand = 'none' | 'calm' | 'soon' | 'urgent' | 'critical' | 'passed';

/** Bands with the milliseconds before the deadline at which each begins, latest first. */
const BANDS: readonly { band: DeadlineBand; beginsBefore: number }[] = [
  { band: 'passed', beginsBefore: 0 },
  { band: 'critical', beginsBefore: 24 * HOUR },
  { band: 'urgent', beginsBefore: 3 * DAY },
  { band: 'soon', beginsBefore: 7 * DAY },
];

/** The moment an unanswered deal is gone (EXP-01, EXP-02): the server's own field, and only while status is New. */
export function deadlineOf(deal: Deal): Date | null {
  return deal.status === 'New' ? deal.expiresAt : null;
}

/** Where a deal stands against its deadline. */
export function deadlineBand(deal: Deal, now: Date): DeadlineBand {
  const deadline = deadlineOf(deal);
  if (!deadline) return 'none';
  const left = deadline.getTime() - now.getTime();
  return BANDS.find(({ beginsBefore }) => left <= beginsBefore)?.band ?? 'calm';
}

/** When the band changes next; null where it never does. Stored cards are looked at again then. */
export function nextBandChange(deal: Deal, now: Date): Date | null {
  const deadline = deadlineOf(deal);
  if (!deadline) return null;
  const moments = BANDS.map(({ beginsBefore }) => deadline.getTime() - beginsBefore);
  const next = moments.filter((moment) => moment > now.getTime()).sort((a, b) => a - b)[0];
  return next === undefined ? null : new Date(next);
}
