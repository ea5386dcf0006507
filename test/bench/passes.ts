import { sql } from 'kysely';
import {
  claimDeliveries,
  countDue,
  listDeliveriesOf,
  wantDeliveries,
} from '../../services/store/deliveries.ts';
import { savePlace } from '../../services/store/places.ts';
import { watchDeals } from '../../services/watch/watch-deals.ts';
import { inbound } from '../services/deals/inbound.ts';
import { samplePlace } from '../services/deals/sample-place.ts';
import { setStage, START } from '../services/deals/stage.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';

/** What the passes cost as the store grows. Run: see test/bench/README.md. */
const NOW = new Date('2026-11-23T09:00:00.000Z');
const LATER = new Date('2027-11-23T09:00:00.000Z');
const SIZES = [1000, 100_000, 1_000_000];
const DUE = 10;
const DEALS = 10_000;

const say = (line: string) => void process.stdout.write(`      ${line}\n`);

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - startedAt };
}

/** So many reminders that wait for their day, over a hundred places. */
async function fillDeliveries({ store: { db } }: OpenDatabase, count: number): Promise<void> {
  const first = {
    placeId: 'place-0',
    subject: 'deal-0',
    occasion: 'expiry:24h',
    dueAt: LATER,
    wantedVersion: 1,
  };
  await wantDeliveries(db, [first], NOW);
  const row = await db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
  const columns = Object.keys(row);
  const values = columns.map((column) => {
    if (column === 'id') return sql`'many-' || i`;
    if (column === 'subject') return sql`'deal-' || i`;
    if (column === 'place_id') return sql`'place-' || (i % 100)`;
    return sql.ref(column);
  });
  await sql`
    insert into deliveries (${sql.join(columns.map((column) => sql.ref(column)))})
    with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${sql.lit(count)})
    select ${sql.join(values)} from numbers, deliveries where id = ${row.id}`.execute(db);
  const due = Array.from({ length: DUE }, (_, index) => ({ ...first, placeId: `due-${index}`, dueAt: NOW }));
  await wantDeliveries(db, due, NOW);
  await sql`analyze`.execute(db);
}

for (const { name, open } of databases()) {
  describe(`passes (${name})`, function () {
    this.timeout(600_000);
    let opened: OpenDatabase;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.stop());

    for (const size of SIZES)
      it(`${DUE} reminders due of ${size.toLocaleString('en')}`, async () => {
        await fillDeliveries(opened, size);
        const { db } = opened.store;
        const counted = await timed(() => countDue(db, NOW));
        const claim = { now: NOW, leaseSeconds: 30, owner: 'me', limit: 50 };
        const first = await timed(() => claimDeliveries(db, claim));
        const second = await timed(() => claimDeliveries(db, claim));
        const of = await timed(() => listDeliveriesOf(db, { subject: 'deal-500' }));
        if (first.result.length !== DUE || second.result.length !== 0)
          throw new Error(`${first.result.length} and ${second.result.length} were claimed`);
        const [count, take, none, one] = [counted, first, second, of].map(({ milliseconds }) =>
          milliseconds.toFixed(1),
        );
        say(`count ${count} ms, claim ten ${take} ms, claim none ${none} ms, those of a deal ${one} ms`);
      });

    it(`${DEALS.toLocaleString('en')} deals with 0, 10 and 1,000 changes`, async () => {
      const minutesAgo = (minutes: number) => new Date(START.getTime() - minutes * 60_000);
      const deal = (index: number, updatedAt: Date, eTag: string) =>
        inbound({ id: `deal-${index}`, engagementId: `e-${index}`, updatedAt, eTag, notes: eTag });
      const deals = Array.from({ length: DEALS }, (_, index) => deal(index, minutesAgo(10 + index), 'first'));
      const stage = setStage(opened.store, deals);
      await savePlace(opened.store.db, samplePlace());
      const pass = () => timed(() => watchDeals(stage, new AbortController().signal));
      const whole = await pass();
      say(`the first reading of all: ${whole.milliseconds.toFixed(0)} ms`);
      for (const changes of [0, 10, 1000]) {
        stage.clock.pass(10 * 60_000);
        for (let index = 0; index < changes; index++)
          stage.referrals.change(deal(index, stage.clock.now(), `changed ${changes}`));
        const before = stage.referrals.calls.length;
        const { milliseconds } = await pass();
        const calls = stage.referrals.calls.slice(before).map(({ method }) => method);
        say(
          `${changes} changes: ${milliseconds.toFixed(0)} ms; asked of Partner Center: ${calls.join(', ')}`,
        );
      }
    });
  });
}
