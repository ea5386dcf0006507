import type { Envelope } from './activity.ts';

/**
 * Milliseconds that are left of so many since the activity came in, 0 at least: what it waited for counts, such as the
 * code of a bot that has just become ready.
 */
export function timeLeft({ arrivedAt }: Envelope, milliseconds: number): number {
  return Math.max(0, milliseconds - (performance.now() - arrivedAt));
}
