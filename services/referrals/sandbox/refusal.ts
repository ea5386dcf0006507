/** An answer other than 2xx, thrown by the rules and turned into the documented error body at the edge. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400: what Partner Center answers to an illegal move is not published; this is our reading. */
export const invalidRequest = (message: string): Refusal => new Refusal(400, 'invalidRequest', message);

/** `{ error: { code, message, target, innerError } }` (partner-center-api.md 7.1). */
export const errorBody = (code: string, message: string): unknown => ({
  error: {
    code,
    message: message.slice(0, 1024),
    target: 'referral',
    innerError: { code, message: message.slice(0, 1024) },
  },
});

const CODES = new Map([
  [400, 'invalidRequest'],
  [401, 'unauthenticated'],
  [403, 'accessDenied'],
  [404, 'itemNotFound'],
  [412, 'resourceModified'],
  [503, 'serviceNotAvailable'],
]);

/** The documented code for a status, for answers that were ordered and not earned. */
export const codeForStatus = (status: number): string => CODES.get(status) ?? 'generalException';
