import { createDecide, type InFlight } from '../services/deals/decide.ts';
import { createOwnDeals } from '../services/deals/new-deal/own-deals.ts';
import { OUR_RATES, scaledRates } from '../services/pacing/rates.ts';
import { createPartnerCenter } from '../services/referrals/partner-center.ts';
import type { Replica } from '../services/replicas/replica.ts';
import type { Clock, Log } from '../services/services.ts';
import type { Store } from '../services/store/database.ts';
import { countDeliveries, countDue, releaseLeases } from '../services/store/deliveries.ts';
import { releaseNamedDeals } from '../services/store/named-deals.ts';
import type { Telemetry } from '../services/telemetry/telemetry.ts';
import { answerActivity, outcomeOf } from './answer-activity.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { countedMessenger } from './counted-messenger.ts';
import { eventRequest } from './events/event-request.ts';
import { receiveEvent } from './events/receive-event.ts';
import { degradedNow, type Health } from './health.ts';
import { createMessenger } from './messenger.ts';
import type { Mode } from './mode.ts';
import { createPace } from './pace.ts';
import { type Passes, startPasses } from './passes.ts';
import { createSendBudget } from './send-budget.ts';
import type { BehindDoor } from './server.ts';
import { takeInKept } from './teams-news.ts';

/** The machine's clock. */
const MACHINE: Clock = { now: () => new Date() };

/** What is there before anybody can be answered. */
export interface Ground {
  config: Config;
  log: Log;
  health: Health;
  store: Store;
  replica: Replica;
  telemetry: Telemetry;
  mode: Mode;
}

export interface Work extends BehindDoor {
  /** Ends the passes, and what was begun behind an answer. */
  stop(): Promise<void>;
}

/** Wires together all that answers and all that is done again and again, and begins it. */
export async function beginWork({
  config,
  log,
  health,
  store,
  replica,
  telemetry,
  mode,
}: Ground): Promise<Work> {
  const adapter = await mode.loadAdapter();
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
  const pushes = mode.messengerFor(createMessenger((serviceUrl) => adapter.connectorFor(serviceUrl)));
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
  if (store.engine === 'sqlite') {
    await releaseLeases(store.db, null);
    await releaseNamedDeals(store.db);
  }
  const running = startPasses(app, config, replica);
  passes = running;
  const door = app.events.door;

  return {
    answerActivity: (request) => answerActivity(app, adapter, mode, request),
    answerEvent: async (request) => {
      if (!door) return { status: 404 };
      const receive = () => receiveEvent(app, door, eventRequest(request));
      return telemetry.measure('event', {}, receive, { done: outcomeOf });
    },
    degraded: () => degradedNow(app),
    stop: async () => {
      await running.stop();
      await takeInKept(app).catch((error: unknown) =>
        log.error({ err: error, activities: app.keptNews.length }, 'ends with news of Teams not taken in'),
      );
      await Promise.allSettled([...inBackground, ...inFlight.values()]);
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
