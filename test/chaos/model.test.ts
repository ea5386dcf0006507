import assert from 'node:assert/strict';
import type { Evidence } from './evidence.ts';
import { judge } from './model.ts';

/** One deal that Ann accepted, as it should stand in one chat. */
function wellDone(): Evidence {
  const card = { placeId: 'chat', dealId: 'd1', messageId: 'm1' };
  return {
    deals: [
      {
        id: 'd1',
        name: 'Deal 00001',
        remindedAt: 2000,
        firstSeenAt: 1000,
        truth: 'Active/Accepted',
        stored: 'Active/Accepted',
        dealValue: 60_000,
      },
    ],
    places: [{ id: 'chat', kind: 'personal' }],
    people: [{ id: 'ann', name: 'Ann Keller' }],
    posts: [
      { ...card, at: 1000, text: '€60,000 Accepted by Ann Keller', isLost: false },
      { ...card, messageId: 'm2', at: 2000, text: 'Accepted by Ann Keller', isLost: false },
    ],
    known: [
      { ...card, occasion: 'new' },
      { ...card, messageId: 'm2', occasion: 'expiry:24h:2026-12-01T00:00:00.000Z' },
    ],
    named: [],
    heldBack: [],
    writes: [{ dealId: 'd1', personId: 'ann', substatus: 'Accepted' }],
    decided: [{ dealId: 'd1', personId: 'ann', verb: 'accept' }],
    clicks: [{ dealId: 'd1', personId: 'ann', verb: 'accept', isDone: true }],
    open: { deliveries: 0, decisions: 0 },
    dead: 0,
    deliveries: [],
    killedAt: [],
    databaseLostAt: [],
    leaked: [],
    errors: [],
    problems: [],
  };
}

/** What is planted, and what the model says to it. */
const BREACHES: [what: string, plant: (evidence: Evidence) => void, says: RegExp][] = [
  ['a card that was never posted', (run) => void run.known.splice(0, 2), /lost: Deal 00001/],
  ['a card that Teams does not have', (run) => void run.posts.shift(), /Teams does not have/],
  [
    'a second card',
    (run) => void run.posts.push({ ...firstOf(run.posts), messageId: 'm9' }),
    /doubled without/,
  ],
  ['a second card under its own name', (run) => void run.known.push(firstOf(run.known)), /2 cards/],
  ['a reminder that did not come', (run) => void run.known.pop(), /reminder of Deal 00001: 0/],
  [
    'a reminder that came twice',
    (run) => void run.known.push(lastOf(run.known)),
    /reminder of Deal 00001: 2/,
  ],
  ['a decision written twice', (run) => void run.writes.push(firstOf(run.writes)), /written 2 times/],
  ['a click that was never written', (run) => void run.writes.pop(), /answered as done and never written/],
  ['a write without a decision', (run) => void run.decided.pop(), /written by nobody/],
  [
    'a card that says another state',
    (run) => (firstOf(run.posts).text = '€60,000 New'),
    /says another state/,
  ],
  ['a card without who did it', (run) => (firstOf(run.posts).text = '€60,000 Accepted'), /does not name Ann/],
  ['an old value', (run) => (firstOf(run.posts).text = '€1 Accepted by Ann Keller'), /no value 60,000/],
  ['a store of another opinion', (run) => (firstOf(run.deals).stored = 'New/Pending'), /the store says New/],
  ['a delivery that waits', (run) => (run.open.deliveries = 1), /1 deliveries still wait/],
  ['a decision that waits', (run) => (run.open.decisions = 1), /1 decisions still wait/],
  ['a dead delivery', (run) => (run.dead = 1), /1 deliveries are dead/],
  ['a leak', (run) => void run.leaked.push('Deal 00001'), /somebody without a role/],
  [
    'an error in the log',
    (run) => void run.errors.push('{"level":50,"time":"2026-11-28T10:00:00.000Z"}'),
    /an error in the log/,
  ],
  ['a bot that ended', (run) => void run.problems.push('a bot ended by itself'), /ended by itself/],
];

describe('the model of the chaos runs', () => {
  it('finds nothing where all was done well', () => {
    assert.deepEqual(judge(wellDone()).broken, []);
  });

  for (const [what, plant, says] of BREACHES) {
    it(`finds ${what}`, () => {
      const evidence = wellDone();
      plant(evidence);
      const { broken } = judge(evidence);
      assert.ok(
        broken.some((line) => says.test(line)),
        broken.join('\n'),
      );
    });
  }

  it('counts a second card apart where Teams’ answer to it was lost, or the bot killed before it was kept', () => {
    for (const [isLost, killedAt, figure] of [
      [true, [], 'doubled, Teams’ answer was lost'],
      [false, [1500], 'doubled, the bot was killed or lost its database in between'],
    ] as const) {
      const evidence = wellDone();
      evidence.posts.push({ ...firstOf(evidence.posts), messageId: 'm9', isLost });
      evidence.killedAt = [...killedAt];
      const { figures, broken } = judge(evidence);
      assert.equal(figures[figure], 1);
      assert.deepEqual(broken, []);
    }
  });

  it('takes a digest that names the deal for its card', () => {
    const evidence = wellDone();
    evidence.known.shift();
    evidence.posts.shift();
    evidence.named.push({ placeId: 'chat', dealId: 'd1' });
    assert.deepEqual(judge(evidence).broken, []);
  });
});

function firstOf<T>(list: T[]): T {
  const [first] = list;
  assert.ok(first);
  return first;
}

function lastOf<T>(list: T[]): T {
  const last = list.at(-1);
  assert.ok(last);
  return last;
}
