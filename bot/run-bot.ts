import { setImmediate } from 'node:timers/promises';
import { openReplica } from '../services/replicas/replica.ts';
import { openStore } from '../services/store/database.ts';
import { startTelemetry } from '../services/telemetry/start-telemetry.ts';
import { within } from '../services/within.ts';
import type { Ground, Work } from './begin-work.ts';
import type { Config } from './config.ts';
import { createHealth } from './health.ts';
import { createLog } from './log.ts';
import { startMode } from './mode.ts';
import { startServer } from './server.ts';

/** Turns and deliveries in hand get this long when the program stops. */
const STOP_WITHIN_MS = 9000;

export interface RunningBot {
  /** Everything is loaded and at work. Rejected where that fails: then nobody will be answered, and the program is to end. */
  begun: Promise<unknown>;
  /** Also while the work begins: whoever waits is answered first. */
  stop(): Promise<void>;
}

/**
 * Opens the store and the door, and says that it is ready. What answers behind the door is loaded right after: whoever
 * comes meanwhile waits for it, and nobody is turned away.
 */
export async function runBot(config: Config, open: typeof openStore = openStore): Promise<RunningBot> {
  const log = createLog(config.logLevel);
  const health = createHealth();
  const store = await open(config.databaseUrl);
  const replica = await openReplica(store, log);
  const told = await startTelemetry(config.telemetry);
  const { telemetry, metricsUrl } = told;
  const mode = await startMode(config, { store, log, telemetry });
  const { promise: begun, resolve: begin } = Promise.withResolvers<Work>();
  const door = { host: mode.host, takesEvents: mode.events.isOn, log, health, behind: begun };
  const server = await startServer(door, config.port);
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
  begin(loadWork({ config, log, health, store, replica, telemetry, mode }));

  return {
    begun,
    stop: async () => {
      health.isReady = false;
      const ending = async () => {
        await mode.end();
        await server.stop();
        const work = await begun;
        await work.stop();
      };
      await within(STOP_WITHIN_MS, ending(), null);
      await mode.stop();
      await told.stop();
      await replica.stop();
      await store.stop();
    },
  };
}

/** The one place where code is loaded late. */
async function loadWork(ground: Ground): Promise<Work> {
  // Loading keeps the loop busy: what is written and who has come go first.
  await setImmediate();
  const { beginWork } = await import('./begin-work.ts');
  return beginWork(ground);
}
