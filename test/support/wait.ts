import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** How long to keep looking. Default 5. */
  seconds?: number;
  /** What is waited for, for the failure's text; a function is asked at the end, so that it can say what was seen. */
  what: string | (() => string);
}

const PAUSE_MS = 15;
/** Waits so many times longer than tests say: `PATIENCE=4 npm test` on a machine that is busy. */
const PATIENCE = Number(process.env['PATIENCE'] ?? 1);

/**
 * Asks `check` until it gives something else than undefined, null or false, and gives that back.
 * Fails with `what` when the time is over; an error thrown by `check` fails it at once.
 */
export async function waitFor<T>(
  check: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  { seconds = 5, what }: WaitOptions,
): Promise<T> {
  const until = Date.now() + seconds * PATIENCE * 1000;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() >= until) {
      throw new Error(
        `Waited ${seconds * PATIENCE} s in vain for ${typeof what === 'string' ? what : what()}`,
      );
    }
    await pause(PAUSE_MS);
  }
}
