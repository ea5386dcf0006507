import type { Clock } from '../services.ts';

/** An answer that took longer says too little about when it was given. */
const LONGEST_ANSWER_MS = 1000;

export interface SharedClock extends Clock {
  /** @param databaseNow what the database said; asked and answered at these moments of `monotonic` (milliseconds) */
  heard(databaseNow: Date, askedAt: number, answeredAt: number): void;
}

/**
 * The database's clock, read now and then and carried on by a clock of this machine that nobody sets: bots on one
 * database agree on what is due and on which lease has run out, whatever their own clocks say or do.
 * @param monotonic milliseconds since some moment; never goes back
 */
export function createSharedClock(monotonic: () => number = () => performance.now()): SharedClock {
  let offset: number | null = null;
  return {
    now: () => new Date(offset === null ? Date.now() : offset + monotonic()),
    heard: (databaseNow, askedAt, answeredAt) => {
      if (offset !== null && answeredAt - askedAt > LONGEST_ANSWER_MS) return;
      offset = databaseNow.getTime() - (askedAt + answeredAt) / 2;
    },
  };
}
