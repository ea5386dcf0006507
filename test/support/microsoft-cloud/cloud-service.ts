import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseBody, readText, sendJson } from '../teams-http.ts';

/** A call that reached a service of the cloud. */
export interface CloudRequest {
  at: Date;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** As sent. */
  text: string;
  /** JSON where it parses, else the text; undefined where there was none. */
  body: unknown;
  /** Null while not answered, and where the answer was lost. */
  status: number | null;
}

export interface CloudAnswer {
  status: number;
  /** Sent as JSON, bytes as they are; undefined: nothing. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface CloudRoute {
  method: string;
  path: RegExp;
  /** @param parts what the path's groups hold, decoded */
  run: (request: CloudRequest, parts: string[]) => CloudAnswer | Promise<CloudAnswer>;
}

export interface CloudFault {
  /** Which calls. Default: all. */
  match?: (request: CloudRequest) => boolean;
  /** Answered instead of carrying the call out. Default: it is carried out. */
  status?: number;
  /** The body with that status. Default: as the service refuses. */
  body?: unknown;
  retryAfterSeconds?: number;
  /** How many calls it strikes. Default 1. */
  times?: number;
  /** Waits before all else. Default 0. */
  delayMs?: number;
  /** Carries the call out, then breaks the connection. */
  loseAnswer?: boolean;
}

export interface CloudServiceOptions {
  routes: CloudRoute[];
  /** The body of a refusal, in the words of this service. */
  refusal: (status: number) => unknown;
  clock: () => Date;
}

/** One service of the cloud: an HTTP server on loopback with a table of routes, a log of its calls, and faults on request. */
export class CloudService {
  /** Every call, oldest first. */
  readonly requests: CloudRequest[] = [];
  readonly #options: CloudServiceOptions;
  readonly #faults: { fault: CloudFault; left: number }[] = [];
  readonly #stopped = new AbortController();
  readonly #server = createServer((incoming, response) => {
    this.#serve(incoming, response).catch(() => response.destroy());
  });

  constructor(options: CloudServiceOptions) {
    this.#options = options;
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Such as `http://127.0.0.1:40001`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  fault(fault: CloudFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** Carries out a call that did not come by HTTP, such as a part of a batch; faults strike it and it is logged. */
  async carryOut(request: CloudRequest): Promise<CloudAnswer | null> {
    this.requests.push(request);
    const entry = this.#faults.find(({ fault, left }) => left > 0 && (fault.match?.(request) ?? true));
    if (entry) entry.left -= 1;
    const fault = entry?.fault ?? {};
    if (fault.delayMs) await pause(fault.delayMs, undefined, { signal: this.#stopped.signal });
    const answer =
      fault.status === undefined || fault.loseAnswer
        ? await this.#answer(request)
        : { status: fault.status, body: fault.body ?? this.#options.refusal(fault.status) };
    if (fault.loseAnswer) return null;
    request.status = answer.status;
    if (fault.retryAfterSeconds === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(fault.retryAfterSeconds) } };
  }

  async #answer(request: CloudRequest): Promise<CloudAnswer> {
    const { routes, refusal } = this.#options;
    const fitting = routes.filter(({ path }) => path.test(request.path));
    if (fitting.length === 0) return { status: 404, body: refusal(404) };
    const route = fitting.find(({ method }) => method === request.method);
    if (route === undefined) return { status: 405, body: refusal(405) };
    const parts = (route.path.exec(request.path) ?? [])
      .slice(1)
      .map((part) => decodeURIComponent(part ?? ''));
    try {
      return await route.run(request, parts);
    } catch (error) {
      // A mistake of the stand-in itself: said, so that the test that meets it can tell.
      return { status: 500, body: { ...refusalObject(refusal(500)), standIn: String(error) } };
    }
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', this.url);
    const text = await readText(incoming);
    const answer = await this.carryOut({
      at: this.#options.clock(),
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      text,
      body: parseBody(text),
      status: null,
    });
    if (answer === null) response.destroy();
    else send(response, answer);
  }
}

function refusalObject(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {};
}

function send(response: ServerResponse, { status, body, headers = {} }: CloudAnswer): void {
  if (body !== undefined && !Buffer.isBuffer(body)) {
    sendJson(response, status, body, headers);
    return;
  }
  const type = body === undefined ? {} : { 'content-type': 'application/octet-stream' };
  response.writeHead(status, { ...type, ...headers });
  response.end(body);
}

/** The bearer token of a call, or null. */
export function bearerOf({ headers }: Pick<CloudRequest, 'headers'>): string | null {
  return /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
