import { openReplica } from '../services/replicas/replica.ts';
import { openStore } from '../services/store/database.ts';
import { startTelemetry } from '../services/telemetry/start-telemetry.ts';
import { within } from '../services/within.ts';
import type { Work } from './begin-work.ts';
import type { Config } from './config.ts';
import { createHealth } from './health.ts';
import { createLog } from './log.ts';
import { startMode } from './mode.ts';
import { startServer } from './server.ts';

/** Turns and deliveries in hand get this long when the program stops. */
const STOP_WITHIN_MS = 9000;

export interface RunningBot {
  /** Everything is loaded and at work; rejected where that fails. */
  begun: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Opens the store and the door, and says that it is ready. What answers behind the door is loaded right after: whoever
 * comes in that second waits for it, and nobody is turned away.
 */
export async function runBot(config: Config, open: typeof openStore = openStore): Promise<RunningBot> {
  const log = createLog(config.logLevel);
  const health = createHealth();
  const store = await open(config.databaseUrl);
  const replica = await openReplica(store, log);
  const told = await startTelemetry(config.telemetry);
  const { telemetry, metricsUrl } = told;
  const mode = await startMode(config, { store, log, telemetry });
  const { promise: begun, resolve, reject } = Promise.withResolvers<Work>();
  let work: Work | null = null;
  const server = await startServer(
    {
      host: mode.host,
      takesEvents: mode.takesEvents,
      log,
      health,
      behind: begun,
      degraded: () => work?.degraded() ?? [],
    },
    config.port,
  );
  const playground = await mode.begin(`${server.url}/api/messages`);

  health.isReady = true;
  log.info(
    {
      bot: `${server.url}/api/messages`,
      partnerCenter: mode.partnerCenterUrl,
      playground,
      ...(metricsUrl && { metrics: metricsUrl }),
    },
    'ready',
  );
  const ground = { config, log, health, store, replica, telemetry, mode };
  import('./begin-work.ts')
    .then(async ({ beginWork }) => {
      work = await beginWork(ground);
      return work;
    })
    .then(resolve, reject);

  return {
    begun,
    stop: async () => {
      health.isReady = false;
      const ending = async () => {
        await mode.end();
        await server.stop();
        await begun.then((begunWork) => begunWork.stop());
      };
      await within(STOP_WITHIN_MS, ending(), null);
      await mode.stop();
      await told.stop();
      await replica.stop();
      await store.stop();
    },
  };
}
