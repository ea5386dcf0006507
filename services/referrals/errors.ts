/**
 * Why Partner Center did not do what was asked.
 *
 * | kind | HTTP | what it means |
 * |---|---|---|
 * | unauthorized | 401, 403 `insufficient_claims` | no token, one it does not take, or one of too weak a sign-in (API-04) |
 * | forbidden | any other 403 | no Referrals role, or wrong scope (PERM-06) |
 * | notFound | 404 | unknown, or not visible to the caller |
 * | conflict | 412 | somebody changed the referral since it was read (API-04) |
 * | rejected | 400, 409, 422, 423, ... | a rule of the service forbids it |
 * | throttled | 429 | too many calls; see `retryAfterSeconds` |
 * | unavailable | 5xx, timeout, no connection | the service did not answer properly |
 * | malformed | 2xx | an answer that is no referral |
 */
export type ReferralErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'rejected'
  | 'throttled'
  | 'unavailable'
  | 'malformed';

export interface ReferralErrorFields {
  /** HTTP status; null where no answer came. */
  status?: number | null;
  /** Innermost machine-readable code of the error body. Its message texts are never shown or parsed (API-04). */
  code?: string | null;
  /** How long the service asked us to wait. */
  retryAfterSeconds?: number | null;
  /** After a failed write: `no` = surely not carried out, `unknown` = it may have been. */
  wrote?: 'no' | 'unknown';
  /** 403 asking for a stronger sign-in (`insufficient_claims`). */
  insufficientClaims?: boolean;
  cause?: unknown;
}

/** The only error that a `ReferralService` throws. */
export class ReferralServiceError extends Error {
  readonly kind: ReferralErrorKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
  readonly wrote: 'no' | 'unknown';
  readonly insufficientClaims: boolean;

  constructor(kind: ReferralErrorKind, fields: ReferralErrorFields = {}) {
    super(`Partner Center: ${kind}${fields.status ? ` (HTTP ${fields.status})` : ''}`, {
      cause: fields.cause,
    });
    this.name = 'ReferralServiceError';
    this.kind = kind;
    this.status = fields.status ?? null;
    this.code = fields.code ?? null;
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
    this.wrote = fields.wrote ?? 'no';
    this.insufficientClaims = fields.insufficientClaims ?? false;
  }
}

/** Narrows a caught value to one of the given kinds. */
export function isReferralError(
  error: unknown,
  ...kinds: ReferralErrorKind[]
): error is ReferralServiceError {
  return error instanceof ReferralServiceError && (kinds.length === 0 || kinds.includes(error.kind));
}
