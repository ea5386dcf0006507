import type { ReferralServiceError } from './errors.ts';

/** How often one read is tried in all. */
const READ_ATTEMPTS = 3;

/** A longer `Retry-After` is the caller's to wait for. */
const MAX_RETRY_AFTER_SECONDS = 5;

/**
 * How long to wait before a read is tried again; `null`: do not. `attempt` counts from 1, `random` is in [0, 1).
 * Without a wish of the server: 200 ms, 400 ms, each between half and one and a half of that.
 */
export function readRetryMilliseconds(
  error: ReferralServiceError,
  attempt: number,
  random: number,
): number | null {
  if (attempt >= READ_ATTEMPTS || (error.kind !== 'throttled' && error.kind !== 'unavailable')) return null;
  const backoff = 200 * 2 ** (attempt - 1) * (0.5 + random);
  if (error.retryAfterSeconds === null) return backoff;
  return error.retryAfterSeconds <= MAX_RETRY_AFTER_SECONDS
    ? error.retryAfterSeconds * 1000 + 100 * random
    : null;
}
