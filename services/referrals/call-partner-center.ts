import { randomUUID } from 'node:crypto';
import type { AccessTokens } from '../auth/access-tokens.ts';
import { withDeadline } from './deadline.ts';
import { isReferralError, ReferralServiceError } from './errors.ts';
import { connectionFailure, httpFailure } from './http-failure.ts';
import { parseJson } from './parse-json.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Caller } from './referral-service.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_ERROR_BODY_BYTES = 64 * 1024;

export interface PartnerCenterCall {
  method: 'GET' | 'PATCH' | 'POST' | 'PUT';
  url: URL;
  caller: Caller;
  timeoutSeconds: number;
  signal?: AbortSignal | undefined;
  /** Only for PATCH; without it there is no concurrency check. */
  eTag?: string;
  body?: string;
}

/** A 2xx. `body` says how far its content could be read. */
export interface PartnerCenterAnswer {
  status: number;
  eTag: string | null;
  body:
    | { kind: 'json'; value: unknown }
    | { kind: 'none' }
    | { kind: 'notJson' }
    | { kind: 'broken'; cause: unknown };
}

/** What the client reports: nothing of a token, nothing of a deal's content. pino fits. */
export interface CallLog {
  warn(fields: object, text: string): void;
}

export interface CallEdge {
  accessTokens: AccessTokens;
  fetch: typeof globalThis.fetch;
  log?: CallLog | undefined;
  telemetry?: Telemetry | undefined;
  /** Told of each 401 (to a fresh token too) and 403, before it is thrown: the caller's token is of no use. */
  onRefused?: ((caller: Caller, error: ReferralServiceError) => Promise<void>) | undefined;
}

/**
 * One HTTP call with a bearer token; after a 401 once more with a fresh one. A redirect is never followed: the token
 * would go along. Throws `ReferralServiceError` for everything but a 2xx.
 */
export async function callPartnerCenter(
  edge: CallEdge,
  call: PartnerCenterCall,
): Promise<PartnerCenterAnswer> {
  const attempt = async (fresh: boolean): Promise<PartnerCenterAnswer> => {
    const requestId = randomUUID();
    try {
      const token = await tokenFor(edge.accessTokens, call, fresh);
      const attempted = () => send(edge.fetch, call, token, requestId);
      const labels = { method: call.method, caller: call.caller.kind };
      return edge.telemetry
        ? await edge.telemetry.measure('partner_center.call', labels, attempted, { failed: kindOf })
        : await attempted();
    } catch (error) {
      // That somebody has not signed in is no failure of a call.
      if (
        error instanceof ReferralServiceError &&
        !(error.kind === 'unauthorized' && error.status === null)
      ) {
        const { kind, status, code, wrote } = error;
        const { method, url } = call;
        edge.log?.warn(
          { method, path: url.pathname, requestId, kind, status, code, wrote },
          'Partner Center call failed',
        );
      }
      throw error;
    }
  };
  try {
    return await attempt(false).catch((error: unknown) => {
      if (isRefusal(error, 401)) return attempt(true);
      throw error;
    });
  } catch (error) {
    if (isRefusal(error, 401, 403)) await edge.onRefused?.(call.caller, error);
    throw error;
  }
}

function kindOf(error: unknown): string {
  return error instanceof ReferralServiceError ? error.kind : 'surprise';
}

/** Did Partner Center itself say no to who asks? */
function isRefusal(error: unknown, ...statuses: number[]): error is ReferralServiceError {
  return (
    isReferralError(error, 'unauthorized', 'forbidden') &&
    error.status !== null &&
    statuses.includes(error.status)
  );
}

async function tokenFor(
  accessTokens: AccessTokens,
  call: PartnerCenterCall,
  fresh: boolean,
): Promise<string> {
  if (call.signal?.aborted) throw new ReferralServiceError('unavailable', { cause: call.signal.reason });
  let token: string;
  try {
    token = await untilAborted(accessTokens(call.caller, { fresh }), call.signal);
  } catch (cause) {
    throw cause instanceof ReferralServiceError ? cause : new ReferralServiceError('unauthorized', { cause });
  }
  // fetch would put an unfit header value into its error text
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ReferralServiceError('unauthorized');
  return token;
}

/** Whoever gives tokens may be slow: a call that must end does not wait for them. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(new ReferralServiceError('unavailable', { cause: signal.reason }));
  signal.addEventListener('abort', end, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', end));
}

async function send(
  fetch: typeof globalThis.fetch,
  call: PartnerCenterCall,
  token: string,
  requestId: string,
): Promise<PartnerCenterAnswer> {
  const isWrite = call.method !== 'GET';
  return withDeadline(call.timeoutSeconds, call.signal, async (signal) => {
    if (signal.aborted) throw new ReferralServiceError('unavailable', { cause: signal.reason });
    let response: Response;
    try {
      response = await fetch(call.url, {
        method: call.method,
        headers: headersOf(call, token, requestId),
        body: call.body ?? null,
        redirect: 'error',
        signal,
      });
    } catch (cause) {
      throw connectionFailure(cause, isWrite);
    }
    if (!response.ok) {
      const read = await readAnswer(response, MAX_ERROR_BODY_BYTES);
      const body = read.kind === 'json' ? read.value : null;
      throw httpFailure({ status: response.status, headers: response.headers, body }, isWrite, new Date());
    }
    return {
      status: response.status,
      eTag: response.headers.get('etag'),
      body: await readAnswer(response, MAX_BODY_BYTES),
    };
  });
}

function headersOf(call: PartnerCenterCall, token: string, requestId: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'content-type': 'application/json',
    'client-request-id': requestId,
    'MS-CorrelationId': randomUUID(),
    ...(call.eTag === undefined ? {} : { 'If-Match': call.eTag, Prefer: 'return=representation' }),
  };
}

async function readAnswer(response: Response, maxBytes: number): Promise<PartnerCenterAnswer['body']> {
  let text: string;
  try {
    text = await readBody(response, maxBytes);
  } catch (cause) {
    return cause instanceof BodyTooLarge ? { kind: 'notJson' } : { kind: 'broken', cause };
  }
  if (text.trim() === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: parseJson(text) };
  } catch {
    return { kind: 'notJson' };
  }
}
