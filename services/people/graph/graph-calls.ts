import {
  Client,
  type Context,
  GraphError,
  HTTPMessageHandler,
  type Middleware,
  RetryHandler,
  RetryHandlerOptions,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import { bulkhead } from 'cockatiel';
import { retryAfterSeconds } from '../../referrals/retry-after.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { DirectoryError, kindOfStatus } from './directory-error.ts';

export interface CallOptions {
  /** Whoever asks has no more time. */
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** One part of a batch: a GET. @see GraphCalls.readAll */
export interface BatchPart {
  /** Names the part in the answer. */
  id: string;
  /** Such as `/users/{id}/presence`. */
  path: string;
  headers?: Record<string, string>;
}

/** The answer to one part. */
export type PartAnswer = { body: unknown } | { error: DirectoryError };

/** Microsoft Graph v1.0 with tokens of the app. Every method throws `DirectoryError` only. */
export interface GraphCalls {
  get(path: string, options?: CallOptions): Promise<unknown>;
  post(path: string, body: object, options?: CallOptions): Promise<void>;
  /** Many reads in few requests (JSON batching), by the id of their part. */
  readAll(parts: readonly BatchPart[], options?: CallOptions): Promise<Map<string, PartAnswer>>;
  /** The address of something in Graph, as other calls name it. */
  addressOf(path: string): string;
}

export interface GraphOptions {
  /** Such as `https://graph.microsoft.com`. */
  url: string;
  /** A token of the app for Graph. */
  token: () => Promise<string>;
  telemetry: Telemetry;
}

const VERSION = 'v1.0';
/** One call with its retries and its wait for a place. */
const TIMEOUT_MS = 5000;
/** Calls at a time, and how many more may wait. */
const AT_ONCE = 6;
const MOST_WAITING = 100;
const RETRIES = 2;
/** Between two attempts where Graph asks for no other wait. */
const RETRY_AFTER_SECONDS = 0.2;
/** Graph takes no more in one batch. */
const BATCH = 20;
/** A longer `Retry-After` is the caller's: the feature is off for so long. */
const LONGEST_RETRY_AFTER_SECONDS = 2;

/** The one door to Microsoft's Graph client. */
export function createGraphCalls({ url, token, telemetry }: GraphOptions): GraphCalls {
  const base = url.replace(/(?<!\/)\/+$/, '');
  const client = Client.initWithMiddleware({
    baseUrl: base,
    defaultVersion: VERSION,
    // The token would go along with a redirect.
    fetchOptions: { redirect: 'error' },
    middleware: [
      new Bearer(token),
      new RetryHandler(new RetryHandlerOptions(RETRY_AFTER_SECONDS, RETRIES, mayBeRepeated)),
      new TelemetryHandler(),
      new HTTPMessageHandler(),
    ],
  });
  const places = bulkhead(AT_ONCE, MOST_WAITING);

  const call = async (
    path: string,
    { signal, headers = {} }: CallOptions,
    send: (request: ReturnType<typeof client.api>) => Promise<unknown>,
  ): Promise<unknown> => {
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const until = signal ? AbortSignal.any([limit, signal]) : limit;
    const attempt = async () => {
      try {
        const request = client.api(path).headers(headers).options({ signal: until });
        return await orAborted(
          places.execute(() => send(request), until),
          until,
        );
      } catch (error) {
        throw toDirectoryError(error);
      }
    };
    return telemetry.measure('graph.call', { route: routeOf(path) }, attempt, { failed: kindOf });
  };
  const get = (path: string, options: CallOptions = {}) => call(path, options, (request) => request.get());
  const post = (path: string, body: object, options: CallOptions = {}) =>
    call(path, options, (request) => request.post(body));

  return {
    get,
    post: async (path, body, options) => {
      await post(path, body, options);
    },
    addressOf: (path) => `${base}/${VERSION}${path}`,
    readAll: async (parts, options) => {
      const batches = Array.from({ length: Math.ceil(parts.length / BATCH) }, (_, index) =>
        parts.slice(index * BATCH, (index + 1) * BATCH),
      );
      const answers = await Promise.all(
        batches.map(async (batch) => {
          const requests = batch.map(({ id, path, headers }) => ({ id, method: 'GET', url: path, headers }));
          return parseBatch(batch, await post(BATCH_PATH, { requests }, options));
        }),
      );
      return new Map(answers.flat());
    },
  };
}

const BATCH_PATH = '/$batch';

/** The path without ids and words of people. */
function routeOf(path: string): string {
  return (path.split('?')[0] ?? path).replace(/^\/users\/[^/]+/, '/users/{id}');
}

function kindOf(error: unknown): string {
  return error instanceof DirectoryError ? error.kind : 'surprise';
}

/** The client's own handler gives tokens to Microsoft's hosts only; ours goes where the configuration points. */
class Bearer implements Middleware {
  readonly #token: () => Promise<string>;
  #next: Middleware | null = null;

  constructor(token: () => Promise<string>) {
    this.#token = token;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const token = await this.#token();
    context.options = {
      ...context.options,
      headers: { ...(context.options?.headers as Record<string, string>), authorization: `Bearer ${token}` },
    };
    await this.#next?.execute(context);
  }
}

/** Reads, and what was surely not carried out (429); a lost answer to anything else may hide a success. */
const mayBeRepeated: RetryHandlerOptions['shouldRetry'] = (_delay, _attempt, request, options, response) => {
  if (options?.signal?.aborted) return false;
  const seconds = retryAfterSeconds(response?.headers.get('retry-after') ?? null, new Date());
  if (seconds !== null && seconds > LONGEST_RETRY_AFTER_SECONDS) return false;
  const isRead = options?.method === 'GET' || String(request).endsWith(BATCH_PATH);
  return isRead || response?.status === 429;
};

/** The client's waits between attempts know no signal. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: () => void = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new DirectoryError('unavailable', { cause: signal.reason }));
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
  });
  // Whatever comes after we left is nobody's.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function toDirectoryError(error: unknown): DirectoryError {
  if (error instanceof DirectoryError) return error;
  if (!(error instanceof GraphError) || error.statusCode < 100)
    return new DirectoryError('unavailable', { cause: error });
  return new DirectoryError(kindOfStatus(error.statusCode), {
    status: error.statusCode,
    code: error.code,
    retryAfterSeconds: retryAfterSeconds(error.headers?.get('retry-after') ?? null, new Date()),
  });
}

interface WireAnswer {
  id?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: { error?: { code?: string } };
}

/** A part without an answer is a part that was not answered. */
function parseBatch(parts: readonly BatchPart[], value: unknown): [string, PartAnswer][] {
  const { responses } = (value ?? {}) as { responses?: WireAnswer[] };
  const answers = new Map((Array.isArray(responses) ? responses : []).map((answer) => [answer.id, answer]));
  return parts.map(({ id }) => {
    const { status = 0, body, headers } = answers.get(id) ?? {};
    if (status >= 200 && status < 300) return [id, { body }];
    const retryAfter = Object.entries(headers ?? {}).find(
      ([name]) => name.toLowerCase() === 'retry-after',
    )?.[1];
    const error = new DirectoryError(kindOfStatus(status), {
      status,
      code: body?.error?.code ?? null,
      retryAfterSeconds: retryAfterSeconds(retryAfter ?? null, new Date()),
    });
    return [id, { error }];
  });
}
