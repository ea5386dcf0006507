import { createDecide, type InFlight } from '../services/deals/decide.ts';
import { createOwnDeals } from '../services/deals/new-deal/own-deals.ts';
import { createPartnerCenter } from '../services/referrals/partner-center.ts';
import { OUR_RATES, scaledRates } from '../services/pacing/rates.ts';
import { openReplica } from '../services/replicas/replica.ts';
import type { Clock, Log } from '../services/services.ts';
import { openStore } from '../services/store/database.ts';
import { countDeliveries, countDue, releaseLeases } from '../services/store/deliveries.ts';
import { startTelemetry } from '../services/telemetry/start-telemetry.ts';
import { within } from '../services/within.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createHealth, degradedNow } from './health.ts';
import { createLog } from './log.ts';
import { countedMessenger } from './counted-messenger.ts';
import { createMessenger } from './messenger.ts';
import { startLiveMode } from './live-mode.ts';
import { startLocalMode } from './local-mode.ts';
import { createPace } from './pace.ts';
import { type Passes, startPasses } from './passes.ts';
import { createSendBudget } from './send-budget.ts';
import { startServer } from './server.ts';
import { takeInKept } from './teams-news.ts';

/** The machine's clock. */
const MACHINE: Clock = { now: () => new Date() };
/** Turns and deliveries in hand get this long when the program stops. */
const STOP_WITHIN_MS = 9000;

export interface RunningBot {
  stop(): Promise<void>;
}

/** Wires the program together: store, Partner Center, passes, HTTP, and what belongs to the mode. */
export async function runBot(config: Config, open: typeof openStore = openStore): Promise<RunningBot> {
  const log = createLog(config.logLevel);
  const health = createHealth();
  const store = await open(config.databaseUrl);
  const replica = await openReplica(store, log);
  const told = await startTelemetry(config.telemetry);
  const { telemetry, metricsUrl } = told;
  const mode =
    config.mode === 'live'
      ? await startLiveMode(config, store, log, telemetry)
      : await startLocalMode(config, log);
  const inFlight: InFlight = new Map();
  const inBackground = new Set<Promise<unknown>>();
  let passes: Passes | null = null;

  const services = {
    store,
    referrals: createPartnerCenter({
      baseUrl: mode.partnerCenterUrl,
      accessTokens: mode.accessTokens,
      fetch,
      log,
      telemetry,
      onRefused: mode.signIn?.tokens.refused,
    }),
    people: mode.people,
    clock: mode.clock ?? replica.clock ?? MACHINE,
    watchedBy: mode.watchedBy,
    log,
    reminders: config.reminders,
    registration: config.registration,
    coSellSolutions: config.coSellSolutions,
    retentionDays: config.retentionDays,
    ownOrganizationIds: new Set([...config.ownOrganizationIds, ...mode.ownOrganizationIds]),
    owner: replica.owner,
    wakeDeliveries: () => passes?.deliveries.wake(),
  };
  const decide = createDecide(services, inFlight);
  const background: App['background'] = (name, work) => keepTrack(inBackground, log, name, work);
  const pushes = mode.messengerFor(createMessenger((serviceUrl) => mode.adapter.connectorFor(serviceUrl)));
  const sendBudget = createSendBudget(store.db, scaledRates(OUR_RATES, config.teamsPacePercent), log);
  const app: App = {
    ...services,
    messenger: countedMessenger(pushes, sendBudget, background),
    pushes,
    sendBudget,
    isUploadAddress: (address) => mode.isUploadAddress(address),
    decide,
    ownDeals: createOwnDeals({ ...services, decide }, inFlight),
    inFlight,
    health,
    telemetry,
    pace: createPace(config.mostAskedAMinute),
    dealUrlTemplate: config.dealUrlTemplate,
    closeAsErrorLink: config.closeAsErrorLink,
    showPartners: config.showPartners,
    signIn: mode.signIn,
    wakeWatching: () => replica.wakeWatcher(),
    events: mode.events,
    keptNews: [],
    background,
  };

  observeStore(app);

  // A file has one owner: leases that a killed process left are nobody's.
  if (store.engine === 'sqlite') await releaseLeases(store.db, null);
  const server = await startServer(app, mode, config.port);
  const running = startPasses(app, config, replica);
  passes = running;
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

  return {
    stop: async () => {
      health.isReady = false;
      const ending = async () => {
        await mode.end();
        await server.stop();
        await running.stop();
        await takeInKept(app).catch((error: unknown) =>
          log.error({ err: error, activities: app.keptNews.length }, 'ends with news of Teams not taken in'),
        );
        await Promise.allSettled([...inBackground, ...inFlight.values()]);
      };
      await within(STOP_WITHIN_MS, ending(), null);
      await mode.stop();
      await told.stop();
      await replica.stop();
      await store.stop();
    },
  };
}

/** What the metrics page says of the store and of the passes, asked for when somebody looks. */
function observeStore(app: App): void {
  const {
    telemetry,
    store: { db },
    clock,
    health,
  } = app;
  telemetry.observe('deliveries.waiting', 'Deliveries that are due', async () => [
    { value: await countDue(db, clock.now()) },
  ]);
  telemetry.observe('deliveries.dead', 'Deliveries that Teams refused for good', async () => [
    { value: (await countDeliveries(db)).dead },
  ]);
  telemetry.observe('degraded', 'What does not work now', async () =>
    [...new Set([...health.lastWellAt.keys(), ...degradedNow(app)])].map((name) => ({
      value: degradedNow(app).includes(name) ? 1 : 0,
      labels: { name },
    })),
  );
}

function keepTrack(running: Set<Promise<unknown>>, log: Log, name: string, work: Promise<unknown>): void {
  const tracked: Promise<unknown> = work
    .catch((error: unknown) => log.error({ err: error, work: name }, 'background work failed'))
    .finally(() => running.delete(tracked));
  running.add(tracked);
}
