import restify from 'restify';
import type { InvokeResponse } from 'botbuilder';
import { parseActivity } from './activity.ts';
import type { BotAdapter } from './adapter.ts';
import type { App } from './app.ts';
import { DealBot } from './deal-bot.ts';

/** Largest body of an activity: Teams' own are far below. */
const MOST_BODY_BYTES = 256 * 1024;

export interface Server {
  /** The address it really listens on. */
  url: string;
  /** Takes no new request and ends when those in hand are answered. */
  stop(): Promise<void>;
}

/** The HTTP door: Teams' activities, and what a load balancer asks. */
export async function startServer(
  app: App,
  adapter: BotAdapter,
  { port, host }: { port: number; host: string },
): Promise<Server> {
  const server = restify.createServer({ name: 'co-sell-deals', noWriteContinue: true });
  server.use(
    restify.plugins.bodyParser({ maxBodySize: MOST_BODY_BYTES, mapParams: false, rejectUnknown: false }),
  );
  server.post('/api/messages', async (request, response) => {
    const { status, body } = await answerActivity(
      app,
      adapter,
      request.headers.authorization ?? '',
      request.body,
    );
    response.send(status, body);
  });
  server.get('/healthz', async (_request, response) => {
    response.send(200, { status: 'ok' });
  });
  server.get('/readyz', async (_request, response) => {
    const { isReady, degraded } = app.health;
    response.send(isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'notReady',
      degraded: [...degraded].sort(),
    });
  });
  server.on(
    'restifyError',
    (_request, _response, error: { statusCode?: number; toJSON?: () => unknown }, done: () => void) => {
      if ((error.statusCode ?? 500) >= 500) app.log.error({ err: error }, 'request failed');
      error.toJSON = () => ({ error: { code: error.statusCode === 413 ? 'TooLarge' : 'NotAnswered' } });
      done();
    },
  );
  server.server.requestTimeout = 30_000;
  server.server.headersTimeout = 10_000;

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

interface Answer {
  status: number;
  body?: unknown;
}

/** Statuses as in the contract: not an activity 400, not authenticated 401, all else by the turn. */
async function answerActivity(
  app: App,
  adapter: BotAdapter,
  authorization: string,
  body: unknown,
): Promise<Answer> {
  const envelope = parseActivity(body);
  if (!envelope) return refusal('NotAnActivity');
  if (!app.isAllowedServiceUrl(envelope.serviceUrl)) return refusal('ServiceUrlNotAllowed');
  type Activity = Parameters<BotAdapter['run']>[1];
  const answer: InvokeResponse | undefined = await adapter.run(authorization, body as Activity, (context) =>
    new DealBot(app, envelope).run(context),
  );
  return answer ? { status: answer.status, body: answer.body } : { status: 200 };
}

function refusal(code: string): Answer {
  return { status: 400, body: { error: { code } } };
}
