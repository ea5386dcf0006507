import {
  claimDeliveries,
  countDue,
  type Delivery,
  endDelivery,
  listDeliveriesOf,
  wantDeliveries,
} from '../../services/store/deliveries.ts';
import type { Engine } from '../../services/store/database.ts';
import { savePlace } from '../../services/store/places.ts';
import { watchDeals } from '../../services/watch/watch-deals.ts';
import { inbound } from '../services/deals/inbound.ts';
import { samplePlace } from '../services/deals/sample-place.ts';
import { setStage, START } from '../services/deals/stage.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { onBothEngines, pairs } from './both-engines.ts';
import { cpuOfStore } from './cpu-of-store.ts';
import { fillPlainly } from './plain-store.ts';
import { timeRuns, type Timing } from './time-runs.ts';
import { timingTable } from './timing-table.ts';

export interface Passes {
  /** How many reminders wait, one measurement each. */
  reminders: readonly number[];
  /** That Partner Center has. */
  deals: number;
  runs: number;
}

const NOW = new Date('2026-11-23T09:00:00.000Z');
const LATER = new Date('2027-11-23T09:00:00.000Z');
const OWNER = 'me';
const DUE = 10;
const CHANGES = [0, 10, 1000];
const SECONDS = 30;
const LEAST = 5;
const MINUTE_MS = 60_000;

const said = (count: number) => count.toLocaleString('en');

/** What the passes cost as the store grows: reminders that are due among many that wait, and a look at many deals. */
export async function runPasses(
  { reminders, deals, runs }: Passes,
  say: (line: string) => void,
): Promise<void> {
  for (const count of reminders) {
    const claims = await onBothEngines((opened, engine) =>
      measureClaims(opened, count, runs, (line) => say(`${engine}: ${line}`)),
    );
    say(`\n**${DUE} reminders due, ${said(count)} wait; ms**\n\n${timingTable(pairs(claims))}\n`);
  }
  const looks = await onBothEngines((opened, engine) => measureLooks(opened, engine, deals, runs, say));
  say(`\n**A look at ${said(deals)} deals; ms**\n\n${timingTable(pairs(looks))}`);
}

async function measureClaims(
  opened: OpenDatabase,
  count: number,
  most: number,
  say: (line: string) => void,
): Promise<Map<string, Timing>> {
  const startedAt = performance.now();
  await fillReminders(opened, count);
  say(`${said(count)} reminders filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  const { db } = opened.store;
  const runs = { most, least: LEAST, seconds: SECONDS, cpuMs: await cpuOfStore(opened.store) };
  const claim = () => claimDeliveries(db, { now: NOW, leaseSeconds: 30, owner: OWNER, limit: 50 });
  let round = 0;
  let claimed: Delivery[] = [];
  const endClaimed = async () => {
    for (const { id } of claimed) await endDelivery(db, id, OWNER, 'dropped', null, NOW);
  };
  const wantTen = async () => {
    await endClaimed();
    round += 1;
    await wantDeliveries(db, dueNow(round), NOW);
  };
  const takeTen = async () => {
    claimed = await claim();
    if (claimed.length !== DUE) throw new Error(`${claimed.length} of ${DUE} were claimed`);
  };
  const takeNone = async () => {
    const none = await claim();
    if (none.length > 0) throw new Error(`${none.length} were claimed that are not due`);
  };
  const timings = new Map<string, Timing>();
  timings.set('claim the ten', await timeRuns(takeTen, { ...runs, prepare: wantTen }));
  timings.set('claim where the ten are taken', await timeRuns(takeNone, runs));
  await endClaimed();
  timings.set('claim where none is due', await timeRuns(takeNone, runs));
  timings.set('count what is due', await timeRuns(() => countDue(db, NOW), runs));
  const ofDeal = () => listDeliveriesOf(db, { subject: 'deal-500' });
  timings.set('those of a deal', await timeRuns(ofDeal, runs));
  return timings;
}

const REMINDER = { placeId: 'place-0', subject: 'deal-0', occasion: 'expiry:24h', wantedVersion: 1 };

/** Each in a place of its own, for a deal that had none before. */
function dueNow(round: number) {
  return Array.from({ length: DUE }, (_, index) => ({
    ...REMINDER,
    placeId: `due-${index}`,
    subject: `due-${round}`,
    dueAt: NOW,
  }));
}

/** So many reminders that wait for their day, over a hundred places: copies of one that the product has made. */
async function fillReminders(opened: OpenDatabase, count: number): Promise<void> {
  const { db } = opened.store;
  await wantDeliveries(db, [{ ...REMINDER, dueAt: LATER }], NOW);
  const row = await db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
  await fillPlainly(opened, (plain) =>
    plain.repeat('deliveries', row, count, {
      id: `'many-' || i`,
      subject: `'deal-' || i`,
      place_id: `'place-' || (i % 100)`,
    }),
  );
}

async function measureLooks(
  { store }: OpenDatabase,
  engine: Engine,
  count: number,
  most: number,
  say: (line: string) => void,
): Promise<Map<string, Timing>> {
  const deal = (index: number, updatedAt: Date, eTag: string) =>
    inbound({ id: `deal-${index}`, engagementId: `e-${index}`, updatedAt, eTag, notes: eTag });
  const deals = Array.from({ length: count }, (_, index) =>
    deal(index, new Date(START.getTime() - (10 + index) * MINUTE_MS), 'first'),
  );
  const stage = setStage(store, deals);
  await savePlace(store.db, samplePlace());
  const runs = { most, least: LEAST, seconds: SECONDS, cpuMs: await cpuOfStore(store) };
  const look = () => watchDeals(stage, new AbortController().signal);
  const timings = new Map<string, Timing>();
  timings.set('the first reading of all', await timeRuns(look, { ...runs, most: 1 }));
  for (const changes of CHANGES.filter((changes) => changes <= count)) {
    const before = stage.referrals.calls.length;
    const timing = await timeRuns(look, {
      ...runs,
      prepare: async () => {
        stage.clock.pass(10 * MINUTE_MS);
        const eTag = `changed ${stage.clock.now().toISOString()}`;
        for (let index = 0; index < changes; index++)
          stage.referrals.change(deal(index, stage.clock.now(), eTag));
      },
    });
    timings.set(`${said(changes)} changes`, timing);
    const asked = stage.referrals.calls.slice(before).length / timing.runs;
    say(`${engine}: ${changes} changes: Partner Center is asked ${asked.toFixed(1)} times a look`);
  }
  return timings;
}
