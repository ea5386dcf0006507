import { finishDecisions } from '../services/deals/finish-decisions.ts';
import { isWatched } from '../services/stewards/steward-reader.ts';
import { pruneAskedMessages } from '../services/store/asked-messages.ts';
import { pruneEvents } from '../services/store/events.ts';
import { pruneTurns } from '../services/store/turns.ts';
import { askManagers } from '../services/watch/ask-managers.ts';
import { every, type Repeating } from '../services/watch/every.ts';
import { readNamedDeals } from '../services/watch/read-named-deals.ts';
import { rereadEngagements } from '../services/watch/reread-engagements.ts';
import { EVENTS_KEPT_MS } from '../services/watch/take-in-event.ts';
import { watchDeals } from '../services/watch/watch-deals.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createDeliverDue } from './deliver.ts';
import { watched } from './health.ts';
import { installForTeams } from './install-for-team.ts';
import { refreshRosters } from './roster.ts';
import { SIGN_IN_WITHIN_MS } from './sign-in/ask-in-chat.ts';

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

export interface Passes {
  deliveries: Repeating;
  watching: Repeating;
  all: Repeating[];
}

/** Begins all that the program does by itself, again and again. */
export function startPasses(app: App, config: Config, owner: string): Passes {
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
