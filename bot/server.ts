import type { IncomingMessage } from 'node:http';
import restify from 'restify';
import type { Log } from '../services/services.ts';
import { EVENTS_PATH } from './config/events-config.ts';
import type { Health } from './health.ts';
import { PUBLIC_HEADERS, PUBLIC_PATHS, publicPage } from './public-pages/public-pages.ts';

/** Largest body of an activity: Teams' own are far below. */
const MOST_BODY_BYTES = 256 * 1024;

/** How long a client may take over a request, in milliseconds, and how many may stand at the door. */
export interface DoorLimits {
  headersMs: number;
  requestMs: number;
  /** How often slow clients are looked for. */
  lookMs: number;
  connections: number;
}

const LIMITS: DoorLimits = { headersMs: 10_000, requestMs: 30_000, lookMs: 5000, connections: 5000 };

export interface Server {
  /** The address it really listens on. */
  url: string;
  /** Takes no new request and ends when those in hand are answered. */
  stop(): Promise<void>;
}

export interface Door {
  /** The address to listen on. */
  host: string;
  /** Does Partner Center send events? */
  takesEvents: boolean;
  log: Log;
  health: Pick<Health, 'isReady'>;
  /** All that answers. It may still be loading: a request waits for it. Rejected: nothing will ever answer. */
  behind: Promise<BehindDoor>;
}

export interface BehindDoor {
  answerActivity(request: ActivityRequest): Promise<HttpAnswer>;
  answerEvent(request: IncomingMessage): Promise<HttpAnswer>;
  /** Names of everything that does not work now. */
  degraded(): string[];
}

export interface ActivityRequest {
  /** The header, '' where there is none. */
  authorization: string;
  /** Parsed JSON, whatever it is. */
  body: unknown;
  /** When it came, by `performance.now()`. */
  arrivedAt: number;
}

/** The HTTP door: Teams' activities, events from Partner Center, what a load balancer asks, and three pages for people. */
export async function startServer(door: Door, port: number, limits: DoorLimits = LIMITS): Promise<Server> {
  const { host, takesEvents, log, health, behind } = door;
  const server = restify.createServer({ name: 'co-sell-deals', noWriteContinue: true });
  const parsed = restify.plugins.bodyParser({
    maxBodySize: MOST_BODY_BYTES,
    mapParams: false,
    rejectUnknown: false,
  });
  server.post('/api/messages', onlyPlainJson, parsed, async (request, response) => {
    const arrivedAt = performance.now();
    const authorization = request.headers.authorization ?? '';
    const work = await behind;
    const { status, body } = await work.answerActivity({ authorization, body: request.body, arrivedAt });
    response.send(status, body);
  });
  // A signature is over the bytes as they came: nobody may have parsed them.
  if (takesEvents)
    server.post(EVENTS_PATH, async (request, response) => {
      const work = await behind;
      const { status, body } = await work.answerEvent(request);
      if (status === 413) response.header('connection', 'close');
      response.send(status, body);
    });
  server.get('/healthz', async (_request, response) => {
    response.send(200, { status: 'ok' });
  });
  server.get('/readyz', async (_request, response) => {
    // It says so of what works, not of what is hoped to: whoever asks early waits like everybody.
    const work = await behind.catch(() => null);
    const isReady = work !== null && health.isReady;
    response.send(isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'notReady',
      degraded: work?.degraded() ?? [],
    });
  });
  for (const path of PUBLIC_PATHS)
    server.get(path, async (request, response) => {
      response.sendRaw(200, publicPage(path, request.headers['accept-language']), PUBLIC_HEADERS);
    });
  server.on(
    'restifyError',
    (_request, _response, error: { statusCode?: number; toJSON?: () => unknown }, done: () => void) => {
      if ((error.statusCode ?? 500) >= 500) log.error({ err: error }, 'request failed');
      error.toJSON = () => ({ error: { code: error.statusCode === 413 ? 'TooLarge' : 'NotAnswered' } });
      done();
    },
  );
  Object.assign(server.server, {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.lookMs,
    maxConnections: limits.connections,
  });

  await new Promise<void>((resolve, reject) => {
    // restify passes the HTTP server's errors on, and one that nobody hears would end the program with a stack.
    server.on('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    url: server.url,
    stop: async () => {
      server.server.closeIdleConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * Teams sends plain JSON. The parser behind this would also unpack (without a limit, and a broken archive ends the
 * program) and keep files that are sent along, before anybody knows who sends them.
 */
const onlyPlainJson: restify.RequestHandler = (request, response, next) => {
  const isPlain = request.headers['content-encoding'] === undefined;
  if (isPlain && request.contentType() === 'application/json') return next();
  response.header('connection', 'close');
  response.send(isPlain ? 400 : 415, { error: { code: 'NotAnActivity' } });
  return next(false);
};

export interface HttpAnswer {
  status: number;
  body?: unknown;
}
