import { errorCodes } from './error-body.ts';
import { ReferralServiceError, type ReferralErrorKind } from './errors.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Statuses with a meaning of their own; other 4xx are `rejected`, everything else is `unavailable`. */
const KINDS = new Map<number, ReferralErrorKind>([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [410, 'notFound'],
  [412, 'conflict'],
  [429, 'throttled'],
]);

/** 5xx that say that nothing was carried out; after any other one a write may have happened. */
const SURELY_NOT_WRITTEN = new Set([501, 503, 509]);

/** The documentation spells it without the second i, the identity platform with it. */
const INSUFFICIENT_CLAIMS = new Set(['insufficient_claims', 'insufficent_claims']);

/** An answer that is not 2xx, as the error it means. */
export function httpFailure(
  answer: { status: number; headers: Headers; body: unknown },
  isWrite: boolean,
  now: Date,
): ReferralServiceError {
  const { status, headers } = answer;
  const isClientError = status >= 400 && status < 500;
  const codes = errorCodes(answer.body);
  const insufficientClaims = status === 403 && codes.some((code) => INSUFFICIENT_CLAIMS.has(code));
  const kind = insufficientClaims ? 'unauthorized' : KINDS.get(status);
  return new ReferralServiceError(kind ?? (isClientError ? 'rejected' : 'unavailable'), {
    status,
    code: codes.at(-1) ?? null,
    retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), now),
    wrote: isWrite && !isClientError && !SURELY_NOT_WRITTEN.has(status) ? 'unknown' : 'no',
    insufficientClaims,
  });
}

/** Failures of a connection that was never made: the request cannot have arrived. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No answer: the connection failed or broke, or time ran out. */
export function connectionFailure(cause: unknown, isWrite: boolean): ReferralServiceError {
  return new ReferralServiceError('unavailable', {
    cause,
    wrote: isWrite && !NEVER_CONNECTED.has(connectionCode(cause)) ? 'unknown' : 'no',
  });
}

function connectionCode(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error && 'code' in reason ? String(reason.code) : '';
}
