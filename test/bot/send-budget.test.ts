import assert from 'node:assert/strict';
import { restore, stub } from 'sinon';
import { createSendBudget } from '../../bot/send-budget.ts';
import { OUR_RATES, type SendRates } from '../../services/pacing/rates.ts';
import type { Log } from '../../services/services.ts';
import { openStore, type Store } from '../../services/store/database.ts';
import { nextOpening, pruneSendAccounts } from '../../services/store/send-accounts.ts';
import { describeOnEveryEngine } from '../support/databases.ts';

const CHAT = { id: 'chat', tenantId: 'ours' };
const HOUR = 3_600_000;
/** Nothing is earned back while a test runs. */
const SLOW: SendRates = {
  place: [{ burst: 4, everyMs: HOUR }],
  tenant: [{ burst: 10, everyMs: HOUR }],
};

function listener() {
  const said: string[] = [];
  const say = (_fields: unknown, words?: string) => void said.push(words ?? '');
  return { said, log: { debug: say, info: say, warn: say, error: say } as Log };
}

describeOnEveryEngine('the budget of messages', (opened, engine) => {
  const { log } = listener();
  const budget = (rates = SLOW, store: Store = opened().store) => createSendBudget(store.db, rates, log);
  const ask = async (of: ReturnType<typeof budget>, to = CHAT) => (await of.ask(to, 'push')).kind;
  const placesOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `place-${index}`, tenantId: 'ours' }));
  afterEach(() => restore());

  it('is one for all who ask, whatever their own clocks say', async () => {
    const bots = [budget(), budget(), budget()];
    const skews = [-3 * HOUR, 0, 26 * HOUR];
    const machine = Date.now;
    const clock = stub(Date, 'now');
    const answers: string[] = [];
    for (let round = 0; round < 4; round += 1)
      for (const [index, bot] of bots.entries()) {
        clock.callsFake(() => machine() + (skews[index] ?? 0));
        answers.push(await ask(bot));
      }
    assert.deepEqual(answers.slice(0, 4), ['go', 'go', 'go', 'go']);
    assert.ok(answers.slice(4).every((kind) => kind === 'later'));
  });

  it('gives no more than there is to those who ask at the same time', async () => {
    const bots = [budget(), budget(), budget()];
    const asked = placesOf(30).map((place, index) => ask(bots[index % 3] as (typeof bots)[0], place));
    const answers = await Promise.all(asked);
    assert.equal(answers.filter((kind) => kind === 'go').length, 10);
  });

  it('does not let a conversation that is closed cost its tenant anything', async () => {
    const one = budget();
    const busy = await Promise.all(Array.from({ length: 20 }, () => ask(one)));
    assert.equal(busy.filter((kind) => kind === 'go').length, 4);
    const others = await Promise.all(placesOf(10).map((place) => ask(one, place)));
    assert.equal(others.filter((kind) => kind === 'go').length, 6);
  });

  it('asks the database once for all that is asked meanwhile', async () => {
    const { db } = opened().store;
    const transactions = stub(db, 'transaction').callThrough();
    const one = budget(OUR_RATES);
    await Promise.all(placesOf(16).map((place) => ask(one, place)));
    assert.equal(transactions.callCount, 1);
  });

  it('counts answers, which push the next pushes back, and says when the place opens', async () => {
    const one = budget();
    for (let answer = 0; answer < 4; answer += 1) await one.count(CHAT);
    const { kind, inMs } = await budget().ask(CHAT, 'push');
    assert.ok(kind === 'later' && inMs > HOUR - 60_000 && inMs <= HOUR, `${inMs}`);
    const opening = await nextOpening(opened().store.db);
    assert.ok(opening !== null && opening > HOUR - 60_000 && opening <= HOUR, `${opening}`);
    assert.equal(await ask(one, { id: 'other', tenantId: 'ours' }), 'go');
  });

  it('makes a conversation wait for all bots when Teams throttles it, and with three of them the tenant', async () => {
    const [one, other] = [budget(OUR_RATES), budget(OUR_RATES)];
    await one.pause(CHAT, 90);
    const { kind, inMs } = await other.ask(CHAT, 'push');
    assert.ok(kind === 'later' && inMs > 60_000 && inMs <= 90_000, `${inMs}`);
    const [a, b, c] = placesOf(3) as [typeof CHAT, typeof CHAT, typeof CHAT];
    assert.equal(await ask(other, a), 'go');
    for (const place of [a, b]) await one.pause(place, 90);
    assert.equal(await ask(other, c), 'later');
    assert.equal(await ask(other, { id: 'abroad', tenantId: 'theirs' }), 'go');
  });

  it('forgets accounts that say nothing any more', async () => {
    const { db } = opened().store;
    const quick: SendRates = { place: [{ burst: 1, everyMs: 1 }], tenant: [{ burst: 1, everyMs: 1 }] };
    await budget(quick).ask(CHAT, 'push');
    await budget().ask({ id: 'busy', tenantId: 'theirs' }, 'push');
    const kept = async () =>
      (await db.selectFrom('send_accounts').select('id').orderBy('id').execute()).map(({ id }) => id);
    assert.deepEqual(await kept(), ['busy', 'chat', 'ours', 'theirs']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await pruneSendAccounts(db);
    assert.deepEqual(await kept(), ['busy', 'theirs']);
  });

  it('goes on in memory with less while the database does not answer, and says so once', async () => {
    const { said, log } = listener();
    const store = await openStore(engine === 'sqlite' ? 'sqlite::memory:' : opened().url);
    const one = createSendBudget(store.db, SLOW, log);
    const down = stub(store.db, 'transaction').throws(new Error('Connection terminated'));
    const answers = await Promise.all([1, 2, 3].map(() => ask(one)));
    assert.deepEqual(answers, ['go', 'later', 'later']);
    await one.count(CHAT);
    await one.pause(CHAT, 5);
    assert.equal(said.length, 1);
    down.restore();
    assert.equal(await ask(one), 'go');
    assert.deepEqual(said, [
      'send budget: the database does not answer, a smaller one in memory does',
      'send budget: shared again',
    ]);
    await store.stop();
  });
});
