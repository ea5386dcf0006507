import restify from 'restify';
import type { InvokeResponse } from 'botbuilder';
import { type Envelope, parseActivity } from './activity.ts';
import type { BotAdapter } from './adapter.ts';
import type { App } from './app.ts';
import { KeysUnavailable, NotAuthenticated } from './authenticate.ts';
import { EVENTS_PATH } from './config/events-config.ts';
import { DealBot } from './deal-bot.ts';
import { eventRequest } from './events/event-request.ts';
import { degradedNow } from './health.ts';
import type { Mode } from './mode.ts';
import { PUBLIC_HEADERS, PUBLIC_PATHS, publicPage } from './public-pages/public-pages.ts';
import { receiveEvent } from './events/receive-event.ts';
import { whatIsAsked } from './what-is-asked.ts';

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

/** The HTTP door: Teams' activities, events from Partner Center, what a load balancer asks, and three pages for people. */
export async function startServer(
  app: App,
  { adapter, host, refuse }: Pick<Mode, 'adapter' | 'host' | 'refuse'>,
  port: number,
  limits: DoorLimits = LIMITS,
): Promise<Server> {
  const server = restify.createServer({ name: 'co-sell-deals', noWriteContinue: true });
  const parsed = restify.plugins.bodyParser({
    maxBodySize: MOST_BODY_BYTES,
    mapParams: false,
    rejectUnknown: false,
  });
  server.post('/api/messages', onlyPlainJson, parsed, async (request, response) => {
    const authorization = request.headers.authorization ?? '';
    const { status, body } = await answerActivity(app, { adapter, refuse }, authorization, request.body);
    response.send(status, body);
  });
  const door = app.events?.door;
  // A signature is over the bytes as they came: nobody may have parsed them.
  if (door)
    server.post(EVENTS_PATH, async (request, response) => {
      const receive = () => receiveEvent(app, door, eventRequest(request));
      const { status, body } = await app.telemetry.measure('event', {}, receive, { done: outcomeOf });
      if (status === 413) response.header('connection', 'close');
      response.send(status, body);
    });
  server.get('/healthz', async (_request, response) => {
    response.send(200, { status: 'ok' });
  });
  server.get('/readyz', async (_request, response) => {
    const { isReady } = app.health;
    response.send(isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'notReady',
      degraded: degradedNow(app),
    });
  });
  for (const path of PUBLIC_PATHS)
    server.get(path, async (request, response) => {
      response.sendRaw(200, publicPage(path, request.headers['accept-language']), PUBLIC_HEADERS);
    });
  server.on(
    'restifyError',
    (_request, _response, error: { statusCode?: number; toJSON?: () => unknown }, done: () => void) => {
      if ((error.statusCode ?? 500) >= 500) app.log.error({ err: error }, 'request failed');
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
  response.send(isPlain ? 400 : 415, refusal(400, 'NotAnActivity').body);
  return next(false);
};

export interface HttpAnswer {
  status: number;
  body?: unknown;
}

/** Statuses as in the contract: not an activity 400, not authenticated 401, all else by the turn. */
async function answerActivity(
  app: App,
  { adapter, refuse }: Pick<Mode, 'adapter' | 'refuse'>,
  authorization: string,
  body: unknown,
): Promise<HttpAnswer> {
  const envelope = parseActivity(body);
  if (!envelope) return refusal(400, 'NotAnActivity');
  const refused = refuse(envelope);
  if (refused) return refused;
  const labels = { what: whatIsAsked(envelope) };
  const startedAt = performance.now();
  const run = () => runTurn(app, adapter, authorization, envelope, body);
  const answer = await app.telemetry.measure('turn', labels, run, { done: outcomeOf });
  if (answer.status === 401) return answer;
  app.log.info(
    { ...turnIds(envelope), ...labels, status: answer.status, ms: Math.round(performance.now() - startedAt) },
    'turn',
  );
  return answer;
}

async function runTurn(
  app: App,
  adapter: BotAdapter,
  authorization: string,
  envelope: Envelope,
  body: unknown,
): Promise<HttpAnswer> {
  type Activity = Parameters<BotAdapter['run']>[1];
  try {
    const answer: InvokeResponse | undefined = await adapter.run(authorization, body as Activity, (context) =>
      new DealBot(app, envelope).run(context),
    );
    return answer ? { status: answer.status, body: answer.body } : { status: 200 };
  } catch (error) {
    return notRun(app, error);
  }
}

/** The status that counts: an invoke's own one where it has any. */
function outcomeOf({ status, body }: HttpAnswer): string {
  const own = (body as { statusCode?: unknown } | null | undefined)?.statusCode;
  return String(typeof own === 'number' ? own : status);
}

/** What a turn leaves in the log: ids only. */
function turnIds({ activityId, conversationId, person }: Envelope): object {
  return { activity: activityId, conversation: conversationId, person: person?.personId ?? null };
}

/** No turn was run: nobody knows who speaks. What was wrong is for the log alone. */
function notRun(app: App, error: unknown): HttpAnswer {
  if (error instanceof NotAuthenticated) {
    app.log.info({ reason: error.reason }, 'activity not authenticated');
    return refusal(401, 'NotAuthenticated');
  }
  if (!(error instanceof KeysUnavailable)) throw error;
  app.log.error({ err: error }, 'no activity can be authenticated');
  return refusal(503, 'NotAnswered');
}

function refusal(status: number, code: string): HttpAnswer {
  return { status, body: { error: { code } } };
}
