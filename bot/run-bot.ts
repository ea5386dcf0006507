import { randomUUID } from 'node:crypto';
import { createDecide, type InFlight } from '../services/deals/decide.ts';
import { finishDecisions } from '../services/deals/finish-decisions.ts';
import { replanReminders } from '../services/deals/replan-reminders.ts';
import { createPartnerCenter } from '../services/referrals/partner-center.ts';
import type { Log } from '../services/services.ts';
import { pruneAskedMessages } from '../services/store/asked-messages.ts';
import { openStore } from '../services/store/database.ts';
import { countDeliveries, countDue, releaseLeases } from '../services/store/deliveries.ts';
import { pruneEvents } from '../services/store/events.ts';
import { pruneTurns } from '../services/store/turns.ts';
import { startTelemetry } from '../services/telemetry/start-telemetry.ts';
import { isWatched } from '../services/stewards/steward-reader.ts';
import { every, type Repeating } from '../services/watch/every.ts';
import { readNamedDeals } from '../services/watch/read-named-deals.ts';
import { EVENTS_KEPT_MS } from '../services/watch/take-in-event.ts';
import { askManagers } from '../services/watch/ask-managers.ts';
import { rereadEngagements } from '../services/watch/reread-engagements.ts';
import { watchDeals } from '../services/watch/watch-deals.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createDeliverDue } from './deliver.ts';
import { createHealth, degradedNow, watched } from './health.ts';
import { createLog } from './log.ts';
import { createMessenger } from './messenger.ts';
import { startLiveMode } from './live-mode.ts';
import { startLocalMode } from './local-mode.ts';
import { installForTeams } from './install-for-team.ts';
import { refreshRosters } from './roster.ts';
import { startServer } from './server.ts';
import { SIGN_IN_WITHIN_MS } from './sign-in/ask-in-chat.ts';

/** Turns and deliveries in hand get this long when the program stops. */
const STOP_WITHIN_MS = 9000;
/** How often due deliveries are looked for when nothing wakes the loop. */
const DELIVER_EVERY_SECONDS = 1;
const FINISH_EVERY_SECONDS = 5;
/** How often deals that events have named are looked for. */
const NAMED_EVERY_SECONDS = 1;
const PRUNE_EVERY_SECONDS = 3600;
const ROSTERS_EVERY_SECONDS = 24 * 3600;
const INSTALL_EVERY_SECONDS = 60;
/** Teams repeats an activity within minutes; a day is plenty. */
const TURNS_KEPT_MS = 24 * 60 * 60 * 1000;

export interface RunningBot {
  stop(): Promise<void>;
}

/** Wires the program together: store, Partner Center, passes, HTTP, and what belongs to the mode. */
export async function runBot(config: Config): Promise<RunningBot> {
  const log = createLog(config.logLevel);
  const health = createHealth();
  const store = await openStore(config.databaseUrl);
  const told = await startTelemetry(config.telemetry);
  const { telemetry, metricsUrl } = told;
  const mode =
    config.mode === 'live'
      ? await startLiveMode(config, store, log, telemetry)
      : await startLocalMode(config, log);
  const inFlight: InFlight = new Map();
  const background = new Set<Promise<unknown>>();
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
    clock: mode.clock,
    watchedBy: mode.watchedBy,
    log,
    reminders: config.reminders,
    registration: config.registration,
    ownOrganizationIds: new Set([...config.ownOrganizationIds, ...mode.ownOrganizationIds]),
    wakeDeliveries: () => passes?.deliveries.wake(),
  };
  const messenger = createMessenger((serviceUrl) => mode.adapter.connectorFor(serviceUrl));
  const app: App = {
    ...services,
    messenger: mode.messengerFor(messenger),
    isUploadAddress: (address) => mode.isUploadAddress(address),
    decide: createDecide(services, inFlight),
    inFlight,
    health,
    telemetry,
    dealUrlTemplate: config.dealUrlTemplate,
    closeAsErrorLink: config.closeAsErrorLink,
    signIn: mode.signIn,
    wakeWatching: () => passes?.watching.wake(),
    events: mode.events,
    background: (name, work) => keepTrack(background, log, name, work),
  };

  observeStore(app);

  // A file has one owner: leases that a killed process left are nobody's.
  if (store.engine === 'sqlite') await releaseLeases(store.db, null);
  const owner = randomUUID();
  const server = await startServer(app, mode, config.port);
  const running = startPasses(app, config, owner);
  passes = running;
  const playground = await mode.begin(`${server.url}/api/messages`);

  health.isReady = true;
  // Behind the start: with many places and deals it takes a while.
  app.background('reminders by changed rules', replanReminders(app));
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
      await within(STOP_WITHIN_MS, async () => {
        await mode.end();
        await server.stop();
        await Promise.all(running.all.map((pass) => pass.stop()));
        await Promise.allSettled([...background, ...inFlight.values()]);
      });
      await mode.stop();
      await told.stop();
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

interface Passes {
  deliveries: Repeating;
  watching: Repeating;
  all: Repeating[];
}

function startPasses(app: App, config: Config, owner: string): Passes {
  const { log, health, telemetry } = app;
  const pass = (seconds: number, name: string, work: (signal: AbortSignal) => Promise<void>) =>
    every(
      seconds,
      name,
      (signal) =>
        watched(health, name, app.clock, () => telemetry.measure('pass', { name }, () => work(signal))),
      log,
    );
  const deliveries = pass(DELIVER_EVERY_SECONDS, 'deliveries', createDeliverDue(app, owner));
  const watching = pass(config.pollIntervalSeconds, 'partnerCenter', (signal) => watchPass(app, signal));
  return {
    deliveries,
    watching,
    all: [
      pass(FINISH_EVERY_SECONDS, 'decisions', () => finishDecisions(app, app.inFlight)),
      watching,
      pass(config.pollIntervalSeconds, 'engagements', (signal) =>
        rereadEngagements(app, config.pollIntervalSeconds, signal),
      ),
      deliveries,
      pass(PRUNE_EVERY_SECONDS, 'pruning', () => prune(app)),
      pass(ROSTERS_EVERY_SECONDS, 'rosters', () => refreshRosters(app)),
      ...(app.people.isOn
        ? [
            pass(INSTALL_EVERY_SECONDS, 'installations', () => installForTeams(app)),
            pass(config.pollIntervalSeconds, 'managers', () => askManagers(app)),
          ]
        : []),
      ...(app.events?.isOn
        ? [pass(NAMED_EVERY_SECONDS, 'events', (signal) => readNamedDeals(app, owner, signal))]
        : []),
    ],
  };
}

/** Also says whether anybody watches: the bot serves clicks without, but finds nothing new. */
async function watchPass(app: App, signal: AbortSignal): Promise<void> {
  try {
    await watchDeals(app, signal);
  } finally {
    if (await isWatched(app)) app.health.degraded.delete('watching');
    else app.health.degraded.add('watching');
  }
}

async function prune({ store, clock }: App): Promise<void> {
  const now = clock.now().getTime();
  await pruneTurns(store.db, new Date(now - TURNS_KEPT_MS));
  await pruneAskedMessages(store.db, new Date(now - SIGN_IN_WITHIN_MS));
  await pruneEvents(store.db, new Date(now - EVENTS_KEPT_MS));
}

function keepTrack(running: Set<Promise<unknown>>, log: Log, name: string, work: Promise<unknown>): void {
  const tracked: Promise<unknown> = work
    .catch((error: unknown) => log.error({ err: error, work: name }, 'background work failed'))
    .finally(() => running.delete(tracked));
  running.add(tracked);
}

/** Ends early where the work does not. */
async function within(milliseconds: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work(), limit]).finally(() => clearTimeout(timer));
}
