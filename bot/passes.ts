import { replanReminders } from '../services/deals/replan-reminders.ts';
import { finishDecisions } from '../services/deals/finish-decisions.ts';
import type { Replica } from '../services/replicas/replica.ts';
import { forgetOld } from '../services/privacy/retention.ts';
import { isWatched } from '../services/stewards/steward-reader.ts';
import { pruneAskedMessages } from '../services/store/asked-messages.ts';
import { backUpIfWanted, sqlitePath } from '../services/store/backup.ts';
import { pruneEvents } from '../services/store/events.ts';
import { pruneSendAccounts } from '../services/store/send-accounts.ts';
import { pruneTurns } from '../services/store/turns.ts';
import { askManagers } from '../services/watch/ask-managers.ts';
import { every, type Repeating } from '../services/watch/every.ts';
import { readNamedDeals } from '../services/watch/read-named-deals.ts';
import { rereadEngagements } from '../services/watch/reread-engagements.ts';
import { EVENTS_KEPT_MS } from '../services/watch/take-in-event.ts';
import { watchDeals } from '../services/watch/watch-deals.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createDeliverDue } from './deliver-due.ts';
import { hearHealth, sayHealth, STORE, watched } from './health.ts';
import { installForTeams } from './install-for-team.ts';
import { refreshRosters } from './roster.ts';
import { SIGN_IN_WITHIN_MS } from './sign-in/ask-in-chat.ts';
import { lookAtStore } from './store-trouble.ts';
import { takeInKept } from './teams-news.ts';

/** How often due deliveries are looked for when nothing wakes the loop. */
const DELIVER_EVERY_SECONDS = 1;
const FINISH_EVERY_SECONDS = 5;
/** How often deals that events have named are looked for. */
const NAMED_EVERY_SECONDS = 1;
/** How often the database is asked whether it can be written. */
const STORE_EVERY_SECONDS = 5;
/** How often somebody who wants a copy of a SQLite file is looked for. */
const BACKUP_EVERY_SECONDS = 1;
const PRUNE_EVERY_SECONDS = 3600;
/** The rules change with a start only; a start on rules of before is put right by the next watcher. */
const REPLAN_EVERY_SECONDS = 24 * 3600;
const ROSTERS_EVERY_SECONDS = 24 * 3600;
const INSTALL_EVERY_SECONDS = 60;
/** Teams repeats an activity within minutes; a day is plenty. */
const TURNS_KEPT_MS = 24 * 60 * 60 * 1000;

export interface Passes {
  deliveries: Repeating;
  /** Ends what is in hand; then another bot may watch. */
  stop(): Promise<void>;
}

type Work = (signal: AbortSignal) => Promise<unknown>;

/**
 * Begins all that the program does by itself, again and again. What looks for news, and what is done once for all bots
 * on a store, runs in the one that watches; the rest runs in each.
 */
export function startPasses(app: App, config: Config, replica: Replica): Passes {
  const { log, health, telemetry } = app;
  const measured = (name: string, signal: AbortSignal, work: Work) =>
    watched(health, name, app.clock, () => telemetry.measure('pass', { name }, () => work(signal)));
  const everywhere = (seconds: number, name: string, work: Work) =>
    every(seconds, name, async (signal) => void (await measured(name, signal, work)), log);
  const whereWatched = (seconds: number, name: string, work: Work) =>
    every(
      seconds,
      name,
      async (stopping) => {
        const held = replica.watching();
        if (!held) return;
        try {
          await measured(name, AbortSignal.any([stopping, held]), work);
        } catch (error) {
          if (!held.aborted) throw error;
          log.info({ pass: name }, 'a pass broke off: another bot may watch by now');
        }
      },
      log,
    );

  const poll = config.pollIntervalSeconds;
  const backedUpHere = sqlitePath(config.databaseUrl);
  const deliveries = everywhere(DELIVER_EVERY_SECONDS, 'deliveries', createDeliverDue(app, replica.owner));
  const shared = [
    deliveries,
    everywhere(STORE_EVERY_SECONDS, STORE, async () => {
      await lookAtStore(app);
      await takeInKept(app);
    }),
    everywhere(FINISH_EVERY_SECONDS, 'decisions', (signal) => finishDecisions(app, app.inFlight, signal)),
    ...(backedUpHere !== null
      ? [everywhere(BACKUP_EVERY_SECONDS, 'backups', () => backUpIfWanted(app.store.db, backedUpHere))]
      : []),
    ...(app.events.isOn
      ? [everywhere(NAMED_EVERY_SECONDS, 'events', (signal) => readNamedDeals(app, replica.owner, signal))]
      : []),
  ];
  const forAll: [seconds: number, name: string, work: Work][] = [
    [poll, 'partnerCenter', (signal) => watchPass(app, signal)],
    [poll, 'engagements', (signal) => rereadEngagements(app, poll, signal)],
    [PRUNE_EVERY_SECONDS, 'pruning', (signal) => prune(app, signal)],
    [ROSTERS_EVERY_SECONDS, 'rosters', (signal) => refreshRosters(app, signal)],
    // Behind the start: with many places and deals it takes a while.
    [REPLAN_EVERY_SECONDS, 'reminders', (signal) => replanReminders(app, signal)],
    ...(app.people.isOn
      ? ([
          [INSTALL_EVERY_SECONDS, 'installations', (signal) => installForTeams(app, signal)],
          [poll, 'managers', (signal) => askManagers(app, signal)],
        ] satisfies [number, string, Work][])
      : []),
  ];
  const watching = new Map(
    forAll.map(([seconds, name, work]) => [name, whereWatched(seconds, name, work)] as const),
  );
  const names = [...watching.keys(), 'watching'];

  replica.begin({
    becameWatcher: () => {
      health.elsewhere = null;
      for (const pass of watching.values()) pass.wake();
    },
    woken: () => watching.get('partnerCenter')?.wake(),
    says: () => sayHealth(health, names),
    heard: (says) => hearHealth(health, names, says),
    inherited: () => shared.forEach((pass) => pass.wake()),
  });
  return {
    deliveries,
    stop: async () => {
      await Promise.all([...watching.values()].map((pass) => pass.stop()));
      await replica.stopWatching();
      await Promise.all(shared.map((pass) => pass.stop()));
    },
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

async function prune(app: App, signal: AbortSignal): Promise<void> {
  const { store, clock } = app;
  const now = clock.now().getTime();
  signal.throwIfAborted();
  await pruneSendAccounts(store.db);
  await pruneTurns(store.db, new Date(now - TURNS_KEPT_MS));
  await pruneAskedMessages(store.db, new Date(now - SIGN_IN_WITHIN_MS));
  await pruneEvents(store.db, new Date(now - EVENTS_KEPT_MS));
  await forgetOld(app, signal);
}
