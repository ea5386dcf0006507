/**
 * Why Microsoft Graph did not do what was asked. Stays in `services/people`: the product is told nothing or somebody,
 * never an error.
 *
 * | kind | HTTP | what it means |
 * |---|---|---|
 * | notConsented | 403 | the permission was not given to the app, or not for this person |
 * | notFound | 404 | no such person, or nothing known of them |
 * | alreadyThere | 409 | what was to be made exists |
 * | throttled | 429 | too many calls; see `retryAfterSeconds` |
 * | refused | other 4xx | our request is wrong |
 * | unavailable | 401, 5xx, timeout, no connection | Graph did not answer properly, or no token for it |
 */
export type DirectoryErrorKind =
  | 'notConsented'
  | 'notFound'
  | 'alreadyThere'
  | 'throttled'
  | 'refused'
  | 'unavailable';

export interface DirectoryErrorFields {
  /** HTTP status; null where no answer came. */
  status?: number | null;
  /** Graph's own code, such as `Authorization_RequestDenied`. Its texts are never read. */
  code?: string | null;
  retryAfterSeconds?: number | null;
  cause?: unknown;
}

export class DirectoryError extends Error {
  readonly kind: DirectoryErrorKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(kind: DirectoryErrorKind, fields: DirectoryErrorFields = {}) {
    super(`Microsoft Graph: ${kind}${fields.status ? ` (HTTP ${fields.status})` : ''}`, {
      cause: fields.cause,
    });
    this.name = 'DirectoryError';
    this.kind = kind;
    this.status = fields.status ?? null;
    this.code = fields.code ?? null;
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
  }
}

const KINDS = new Map<number, DirectoryErrorKind>([
  [401, 'unavailable'],
  [403, 'notConsented'],
  [404, 'notFound'],
  [409, 'alreadyThere'],
  [429, 'throttled'],
]);

/** What an HTTP status means. */
export function kindOfStatus(status: number): DirectoryErrorKind {
  return KINDS.get(status) ?? (status >= 400 && status < 500 ? 'refused' : 'unavailable');
}
