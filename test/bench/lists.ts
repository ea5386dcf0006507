import type { Deal } from '../../services/deals/deal.ts';
import { type ListName, LIST_RULES, NO_FILTERS } from '../../services/deals/deal-lists.ts';
import type { Db } from '../../services/store/database.ts';
import { findDealPage, findUnknownDeals, type DealQuery } from '../../services/store/deal-pages.ts';
import { findDealsByIdPrefix, searchDeals } from '../../services/store/deals.ts';
import { countDeals, type InsightQuery, medianMinutesToDecide } from '../../services/store/insight-counts.ts';
import { sampleDeal } from '../services/store/sample-deal.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { onBothEngines, pairs } from './both-engines.ts';
import { cpuOfStore } from './cpu-of-store.ts';
import { accessRow, insertDeals } from './deal-rows.ts';
import { fillPlainly } from './plain-store.ts';
import { timeRuns, type Timing } from './time-runs.ts';
import { timingTable } from './timing-table.ts';

export interface Lists {
  deals: number;
  runs: number;
}

/** What a list or a search may take, at the 95th percentile. */
const GOAL_MS = 20;
const LEAST = 20;
const SECONDS = 20;
/** Deals that are made at a time. */
const BATCH = 1000;
const PERSON = { tenantId: 't-1', personId: 'ann' };
const BOB = { tenantId: 't-1', personId: 'bob' };
const NOW = new Date('2026-11-23T09:00:00.000Z');
const WORDS = 'alpha cloud store retail move data warehouse factory nord est ouest gamma delta sud'.split(
  ' ',
);
const STATES = [
  ['New', 'Pending'],
  ['Active', 'Accepted'],
  ['Closed', 'Won'],
  ['Closed', 'Lost'],
  ['Closed', 'Expired'],
] as const;

function dealNumber(index: number, count: number): Deal {
  const word = (place: number) =>
    WORDS[(index * 7 + place * 13 + (index >> (place % 16))) % WORDS.length] ?? '';
  const [status, substatus] = STATES[index % 10 < 5 ? index % 5 : 2] ?? STATES[0];
  const id = `${((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  return sampleDeal({
    id,
    name: `${word(1)} ${word(2)} ${index}`,
    status,
    substatus,
    notes: Array.from({ length: 40 }, (_, place) => word(place)).join(' '),
    createdAt: new Date(NOW.getTime() - index * 60_000),
    acceptedAt: status === 'New' ? null : new Date(NOW.getTime() - index * 60_000 + (index % 997) * 60_000),
    updatedAt: new Date(NOW.getTime() - ((index * 7919) % count) * 60_000),
  });
}

/** One person sees nineteen of twenty, another ten of a thousand. */
async function fill(opened: OpenDatabase, count: number): Promise<void> {
  const seen = { version: 1, kind: 'inbound' as const, firstSeenAt: NOW, recordedAt: NOW, goneAt: null };
  await fillPlainly(opened, async (plain) => {
    for (let start = 0; start < count; start += BATCH) {
      const deals = Array.from({ length: Math.min(BATCH, count - start) }, (_, place) =>
        dealNumber(start + place, count),
      );
      await insertDeals(
        plain,
        deals.map((deal) => ({ deal, ...seen })),
      );
      const visible = deals.filter((_, place) => place % 20 > 0);
      await plain.insert('access', [
        ...visible.map(({ id }) => accessRow(PERSON, id, NOW)),
        ...visible.slice(0, 10).map(({ id }) => accessRow(BOB, id, NOW)),
      ]);
    }
  });
}

function query(list: ListName, words: string | null = null, filters = {}): DealQuery {
  return { person: PERSON, rule: LIST_RULES[list], filters: { ...NO_FILTERS, ...filters }, words };
}

const COUNTED: InsightQuery = {
  person: PERSON,
  steward: null,
  since: null,
  filters: { dealType: null, country: null, solution: null },
};
const NINETY_DAYS_AGO = new Date(NOW.getTime() - 90 * 24 * 60 * 60 * 1000);
const first = { limit: 10, offset: 0 };
const unknown = { since: NOW, limit: 20 };

/** Each by its own name in the table. */
const MEASURED: [what: string, work: (db: Db) => Promise<unknown>][] = [
  ['search, one hit', (db) => findDealPage(db, query('search', '99998'), first)],
  ['search, most deals', (db) => findDealPage(db, query('search', 'cloud'), first)],
  ['search, nothing', (db) => findDealPage(db, query('search', 'zzzzz'), first)],
  ['search, not known', (db) => findUnknownDeals(db, query('search', 'cloud'), unknown)],
  ['closed', (db) => findDealPage(db, query('closed'), first)],
  ['closed, far', (db) => findDealPage(db, query('closed'), { limit: 10, offset: 490 })],
  ['closed, not known', (db) => findUnknownDeals(db, query('closed'), unknown)],
  [
    'closed, filtered',
    (db) =>
      findDealPage(db, query('closed', null, { state: 'won', value: '1000', solution: 'azure' }), first),
  ],
  ['closed, seldom', (db) => findDealPage(db, query('closed', null, { countries: ['MT'] }), first)],
  ['search, two words', (db) => findDealPage(db, query('search', 'alpha 4711'), first)],
  [
    'search by who sees little',
    (db) => findDealPage(db, { ...query('search', 'cloud'), person: BOB }, first),
  ],
  ['closed, by who sees little', (db) => findDealPage(db, { ...query('closed'), person: BOB }, first)],
  ['meant by words', (db) => searchDeals(db, 'alpha', 11)],
  ['meant by an id', (db) => findDealsByIdPrefix(db, '9e3779', 11)],
  ['deals', (db) => findDealPage(db, query('deals'), first)],
  ['expiring', (db) => findDealPage(db, query('expiring'), first)],
  ['insights, all the time', (db) => countDeals(db, COUNTED)],
  ['insights, 90 days', (db) => countDeals(db, { ...COUNTED, since: NINETY_DAYS_AGO })],
  ['insights, median', (db) => medianMinutesToDecide(db, COUNTED)],
  ['favorites', (db) => findDealPage(db, query('favorites'), first)],
];

/** Lists and search over many deals, of which one person sees nineteen in twenty. */
export async function runLists({ deals, runs }: Lists, say: (line: string) => void): Promise<void> {
  const timings = await onBothEngines(async (opened, engine) => {
    const startedAt = performance.now();
    await fill(opened, deals);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`${engine}: ${deals.toLocaleString('en')} deals filled in ${seconds.toFixed(1)} s`);
    return measure(opened, runs);
  });
  say(`\n**Lists and search over ${deals.toLocaleString('en')} deals; ms**\n`);
  say(timingTable(pairs(timings), GOAL_MS));
}

async function measure({ store }: OpenDatabase, most: number): Promise<Map<string, Timing>> {
  const runs = { most, least: Math.min(LEAST, most), seconds: SECONDS, cpuMs: await cpuOfStore(store) };
  const timings = new Map<string, Timing>();
  for (const [what, work] of MEASURED) timings.set(what, await timeRuns(() => work(store.db), runs));
  return timings;
}
