import { findDealPage, findUnknownDeals, type DealQuery } from '../../services/store/deal-pages.ts';
import { type ListName, LIST_RULES, NO_FILTERS } from '../../services/deals/deal-lists.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { saveAccessMany } from '../../services/store/access.ts';
import { countDeals, type InsightQuery, medianMinutesToDecide } from '../../services/store/insight-counts.ts';
import { findDealsByIdPrefix, saveDeal, searchDeals } from '../../services/store/deals.ts';
import { sampleDeal } from '../services/store/sample-deal.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';

/** Lists and search over 100,000 deals, of which one person sees nineteen in twenty. Run: see test/bench/README.md. */
const COUNT = 100_000;
const RUNS = 20;
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

function dealNumber(index: number): Deal {
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
    updatedAt: new Date(NOW.getTime() - ((index * 7919) % COUNT) * 60_000),
  });
}

async function fill({ store: { db } }: OpenDatabase): Promise<void> {
  for (let start = 0; start < COUNT; start += 1000) {
    const deals = Array.from({ length: 1000 }, (_, place) => dealNumber(start + place));
    await db.transaction().execute(async (trx) => {
      for (const deal of deals) {
        const seen = { firstSeenAt: NOW, recordedAt: NOW, goneAt: null };
        await saveDeal(trx, { deal, version: 1, kind: 'inbound', ...seen });
      }
      const access = deals
        .filter((_, place) => place % 20 > 0)
        .map(({ id }) => ({ dealId: id, maySee: true }));
      await saveAccessMany(trx, PERSON, access, NOW);
      await saveAccessMany(trx, BOB, access.slice(0, 10), NOW);
    });
  }
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

for (const { name, open } of databases()) {
  describe(`100,000 deals (${name})`, function () {
    this.timeout(600_000);
    let opened: OpenDatabase;
    before(async () => {
      opened = await open();
      await fill(opened);
    });
    after(() => opened.stop());

    const measured: [string, () => Promise<unknown>][] = [
      ['search, one hit', () => findDealPage(opened.store.db, query('search', '99998'), first)],
      ['search, most deals', () => findDealPage(opened.store.db, query('search', 'cloud'), first)],
      ['search, nothing', () => findDealPage(opened.store.db, query('search', 'zzzzz'), first)],
      ['search, not known', () => findUnknownDeals(opened.store.db, query('search', 'cloud'), unknown)],
      ['closed', () => findDealPage(opened.store.db, query('closed'), first)],
      ['closed, far', () => findDealPage(opened.store.db, query('closed'), { limit: 10, offset: 490 })],
      ['closed, not known', () => findUnknownDeals(opened.store.db, query('closed'), unknown)],
      [
        'closed, filtered',
        () =>
          findDealPage(
            opened.store.db,
            query('closed', null, { state: 'won', value: '1000', solution: 'azure' }),
            first,
          ),
      ],
      [
        'closed, seldom',
        () => findDealPage(opened.store.db, query('closed', null, { countries: ['MT'] }), first),
      ],
      ['search, two words', () => findDealPage(opened.store.db, query('search', 'alpha 4711'), first)],
      [
        'search by who sees little',
        () => findDealPage(opened.store.db, { ...query('search', 'cloud'), person: BOB }, first),
      ],
      [
        'closed, by who sees little',
        () => findDealPage(opened.store.db, { ...query('closed'), person: BOB }, first),
      ],
      ['meant by words', () => searchDeals(opened.store.db, 'alpha', 11)],
      ['meant by an id', () => findDealsByIdPrefix(opened.store.db, '9e3779', 11)],
      ['deals', () => findDealPage(opened.store.db, query('deals'), first)],
      ['expiring', () => findDealPage(opened.store.db, query('expiring'), first)],
      ['insights, all the time', () => countDeals(opened.store.db, COUNTED)],
      ['insights, 90 days', () => countDeals(opened.store.db, { ...COUNTED, since: NINETY_DAYS_AGO })],
      ['insights, median', () => medianMinutesToDecide(opened.store.db, COUNTED)],
      ['favorites', () => findDealPage(opened.store.db, query('favorites'), first)],
    ];
    for (const [what, work] of measured) {
      it(what, async () => {
        const milliseconds: number[] = [];
        for (let run = 0; run < RUNS; run++) {
          const start = performance.now();
          await work();
          milliseconds.push(performance.now() - start);
        }
        milliseconds.sort((one, other) => one - other);
        const at = (share: number) => milliseconds[Math.floor(RUNS * share)]?.toFixed(1);
        process.stdout.write(`      median ${at(0.5)} ms, p95 ${at(0.95)} ms\n`);
      });
    }
  });
}
