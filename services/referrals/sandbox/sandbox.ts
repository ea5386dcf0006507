import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { arrivingReferral, MAX_OPEN_ARRIVALS, openInbound } from './arrivals.ts';
import { callerOf, checkCaller } from './authenticate.ts';
import { createClock, type SandboxClock } from './clock.ts';
import { createCollection } from './collection.ts';
import { answerControlRequest } from './control-routes.ts';
import { demoDeals } from './demo-deals.ts';
import { expireReferrals } from './expire-referrals.ts';
import { createFaults } from './faults.ts';
import { checkLoopback, readText, refusalAnswer, sandboxRequest, sendAnswer } from './http-edge.ts';
import { answerReferralRequest, withLinks } from './referral-routes.ts';
import { codeForStatus, errorBody, Refusal } from './refusal.ts';
import { createRequestLog } from './request-log.ts';
import type { SandboxAnswer, SandboxRequest } from './sandbox-request.ts';
import { createStateFile, loadState, type SandboxState } from './state-file.ts';

export interface SandboxOptions {
  /** 0: any free port. */
  port: number;
  /** Default 127.0.0.1. */
  host?: '127.0.0.1' | '::1' | 'localhost';
  /** Invented deals, nothing, or a saved list answer that is served as it is. */
  seed: 'demo' | 'empty' | { value: unknown[] };
  /** Referrals on one page of a list. Default 20. */
  pageSize?: number;
  /** Let new inbound deals arrive while it runs? Default no. */
  arrivals?: boolean;
  /** Default 60. */
  arrivalSeconds?: number;
  /** Where to keep the referrals over a restart; what it holds wins over the seed. Default: nowhere. */
  stateFile?: string | null;
  /** Ids of people without a Referrals role. Default: nobody. */
  roleless?: readonly string[];
  /** Only the moves of Partner Center's pages, or all that the published table does not forbid. Default true. */
  strictStates?: boolean;
  /** Told when the state file cannot be written, and of faults of the sandbox's own (HTTP 500). */
  onError?: (error: unknown) => void;
}

export interface Sandbox {
  /** Such as `http://127.0.0.1:3979`; the API is below it at `/v1.0/engagements/referrals`. */
  url: string;
  clock: SandboxClock;
  /** Open connections end, what is not saved is saved. */
  stop: () => Promise<void>;
}

/** Partner Center's Referrals API on this machine, as far as it is known (partner-center-api.md 10). */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const {
    host = '127.0.0.1',
    seed,
    pageSize = 20,
    stateFile = null,
    strictStates = true,
    onError = () => {},
  } = options;
  const roleless = new Set(options.roleless?.map((id) => id.toLowerCase()));
  const faults = createFaults();
  const log = createRequestLog();
  const collection = createCollection(() => saving?.changed());
  const expire = (): void => {
    // a saved list is served as it is until somebody sets the time
    if (typeof seed === 'string' || clock.shift() !== null) expireReferrals(collection, clock.now());
  };
  const clock = createClock(() => {
    expire();
    saving?.changed();
  });
  const context = { collection, clock, faults, log, now: () => clock.now(), pageSize, strictStates };
  const stopping = new AbortController();

  const loaded = stateFile === null ? null : await loadState(stateFile);
  const state = (): SandboxState => ({ value: collection.all(), clockShift: clock.shift() });
  const saving = stateFile === null ? null : createStateFile(stateFile, state, onError);

  function route(request: SandboxRequest, caller: string | null): SandboxAnswer {
    if (request.path.startsWith('/sandbox/')) return answerControlRequest(request, context);
    checkCaller(caller, roleless);
    return answerReferralRequest(request, context);
  }

  async function exchange(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(incoming);
    const request = sandboxRequest(incoming, text ?? '');
    const caller = callerOf(incoming.headers.authorization);
    const isControl = request.path.startsWith('/sandbox/');
    const path = incoming.url ?? '/';
    const fault = isControl ? null : faults.take(request.method, path);
    if (fault?.delayMs) await wait(fault.delayMs, undefined, { signal: stopping.signal });
    const answer = answerOrRefuse(() => {
      checkLoopback(incoming);
      if (text === null) throw new Refusal(413, 'invalidRequest', 'The body is too large');
      if (fault?.status === undefined || fault.loseAnswer) return route(request, caller);
      const seconds = fault.retryAfterSeconds;
      const wish: Record<string, string> = seconds === undefined ? {} : { 'Retry-After': String(seconds) };
      throw new Refusal(fault.status, codeForStatus(fault.status), 'Ordered by POST /sandbox/faults', wish);
    }, onError);
    const answerLost = fault?.loseAnswer ?? false;
    if (!isControl) {
      const { method } = request;
      const [at, ifMatch] = [clock.now().toISOString(), request.header('if-match')];
      log.add({
        at,
        method,
        path,
        status: answer.status,
        caller,
        ifMatch,
        body: bodyForLog(text),
        answerLost,
      });
    }
    if (answerLost) response.socket?.destroy();
    else sendAnswer(response, { ...answer, headers: { ...tracing(request), ...answer.headers } });
  }

  const server = createServer((incoming, response) => {
    exchange(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host === '::1' ? '[::1]' : host}:${port}`;

  if (loaded) {
    clock.shiftBy(loaded.clockShift);
    collection.replaceAll(loaded.value);
  } else if (seed === 'demo') {
    collection.replaceAll(demoDeals(clock.now()).map((referral) => withLinks(referral, url)));
  } else if (seed !== 'empty') {
    collection.replaceAll(seed.value);
  }

  let arrived = 0;
  const arrive = (): void => {
    if (openInbound(collection.all()).length >= MAX_OPEN_ARRIVALS) return;
    collection.put(withLinks(arrivingReferral(arrived, clock.now()), url));
    arrived += 1;
  };
  const timers = [setInterval(expire, 1000)];
  if (options.arrivals) timers.push(setInterval(arrive, (options.arrivalSeconds ?? 60) * 1000));

  return {
    url,
    clock,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await saving?.stop();
    },
  };
}

function answerOrRefuse(work: () => SandboxAnswer, onError: (error: unknown) => void): SandboxAnswer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error);
    onError(error);
    return { status: 500, body: errorBody('generalException', 'The sandbox failed') };
  }
}

function bodyForLog(text: string | null): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 1000);
  }
}

/** Partner Center names each request, and repeats the caller's name for it. */
function tracing(request: SandboxRequest): Record<string, string> {
  const own = request.header('client-request-id');
  return { 'request-id': randomUUID(), ...(own === null ? {} : { 'client-request-id': own }) };
}
