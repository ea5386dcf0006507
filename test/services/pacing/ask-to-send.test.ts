import assert from 'node:assert/strict';
import { array, assert as check, nat, oneof, property, tuple } from 'fast-check';
import { askToSend, type SendAccounts, type Sending } from '../../../services/pacing/ask-to-send.ts';
import { pauseSends } from '../../../services/pacing/pause-sends.ts';
import { OUR_RATES, scaledRates } from '../../../services/pacing/rates.ts';
import { type SendAccount, UNUSED } from '../../../services/pacing/send-account.ts';

const START = Date.parse('2026-11-20T10:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A tenant and its conversations, asked one after the other; keeps when what went out. */
function tenantOf(rates = OUR_RATES) {
  const places = new Map<string, SendAccount>();
  let tenant = UNUSED;
  const sends: { at: number; placeId: string }[] = [];
  const accounts = (placeId: string): SendAccounts => ({ place: places.get(placeId) ?? UNUSED, tenant });
  const keep = (placeId: string, after: SendAccounts) => {
    places.set(placeId, after.place);
    tenant = after.tenant;
  };
  return {
    sends,
    ask: (placeId: string, now: number, sending: Sending = 'push') => {
      const { permission, accounts: after } = askToSend(accounts(placeId), sending, rates, now);
      keep(placeId, after);
      if (permission.kind === 'go') sends.push({ at: now + permission.inMs, placeId });
      return permission;
    },
    pause: (placeId: string, seconds: number, now: number) =>
      keep(placeId, pauseSends(accounts(placeId), { placeId, seconds, now })),
    inPlace: (placeId: string) => sends.filter((one) => one.placeId === placeId).map(({ at }) => at),
    inAll: () => sends.map(({ at }) => at),
  };
}

/** The most of these moments that any span of so many milliseconds holds, both ends counted. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, moment] of sorted.entries()) {
    while (moment - (sorted[first] ?? 0) > spanMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe('asking to send', () => {
  it('keeps a conversation below each limit of Teams however it is asked, with room for answers', () => {
    const gaps = array(oneof(nat(30), nat(900), nat(4000), nat(5 * MINUTE)), {
      minLength: 100,
      maxLength: 400,
    });
    check(
      property(gaps, (all) => {
        const world = tenantOf();
        let now = START;
        for (const gap of all) world.ask('place', (now += gap));
        const sent = world.inPlace('place');
        assert.ok(mostWithin(sent, 1000) <= 5);
        assert.ok(mostWithin(sent, 2000) <= 6);
        assert.ok(mostWithin(sent, 30_000) <= 48);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps a conversation that always has something waiting below the limits of 30 s and of an hour', () => {
    const world = tenantOf();
    for (let now = START; now < START + 3 * HOUR; now += 100) world.ask('place', now);
    const sent = world.inPlace('place');
    const most = [1000, 2000, 30_000, HOUR].map((span) => mostWithin(sent, span));
    assert.deepEqual(most, [5, 6, 48, 1750]);
    // Nothing of the budget is left lying.
    assert.ok(sent.length >= 3 * 900 + 850 - 5, `${sent.length}`);
  });

  it('keeps a tenant of many conversations below 50 in any second, and uses all of its 40', () => {
    const arrivals = array(tuple(nat(60), nat(200)), { minLength: 200, maxLength: 600 });
    check(
      property(arrivals, (all) => {
        const world = tenantOf();
        let now = START;
        for (const [gap, place] of all) world.ask(`place-${place}`, (now += Math.floor(gap / 10)));
        assert.ok(mostWithin(world.inAll(), 1000) <= 48);
      }),
      { numRuns: 100 },
    );
    const world = tenantOf();
    for (let second = 0; second < 60; second += 1)
      for (let one = 0; one < 60; one += 1) world.ask(`p-${second}-${one}`, START + second * 1000 + one * 16);
    const sent = world.inAll().filter((at) => at <= START + 60_000);
    assert.ok(sent.length >= 60 * 40, `${sent.length}`);
    assert.ok(mostWithin(sent, 1000) <= 48);
  });

  it('holds both at once, for many busy conversations and answers between: pushes give way', () => {
    const steps = array(tuple(nat(40), nat(5), nat(19)), { minLength: 300, maxLength: 600 });
    check(
      property(steps, (all) => {
        const world = tenantOf();
        const pushed = new Set<number>();
        let now = START;
        for (const [gap, place, dice] of all) {
          now += gap;
          const isAnswer = dice === 0;
          const before = world.sends.length;
          world.ask(`place-${place}`, now, isAnswer ? 'answer' : 'push');
          if (!isAnswer && world.sends.length > before) pushed.add(before);
        }
        const pushes = world.sends.filter((_one, index) => pushed.has(index));
        for (let place = 0; place < 6; place += 1) {
          const sent = pushes.filter(({ placeId }) => placeId === `place-${place}`).map(({ at }) => at);
          assert.ok(mostWithin(sent, 2000) <= 6);
        }
        assert.ok(
          mostWithin(
            pushes.map(({ at }) => at),
            1000,
          ) <= 48,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('does not charge the tenant for a conversation that is closed, nor the other way round', () => {
    const world = tenantOf();
    for (let one = 0; one < 4; one += 1) assert.equal(world.ask('busy', START).kind, 'go');
    for (let one = 0; one < 100; one += 1)
      assert.deepEqual(world.ask('busy', START), { kind: 'later', inMs: 667 });
    for (let one = 0; one < 4; one += 1)
      assert.deepEqual(world.ask(`p-${one}`, START), { kind: 'go', inMs: 0 });
    for (let one = 0; one < 40; one += 1) world.ask(`q-${one}`, START);
    assert.equal(world.ask('free', START).kind, 'later');
    for (let one = 0; one < 4; one += 1) assert.equal(world.ask('free', START + 3000).kind, 'go');
  });

  it('gives those who ask at the same time one moment after the other', () => {
    const world = tenantOf();
    const waits = Array.from({ length: 11 }, (_, one) => world.ask(`place-${one}`, START).inMs);
    assert.deepEqual(waits, [0, 0, 0, 0, 0, 0, 0, 0, 25, 50, 75]);
  });

  it('lets answers go at once, and counts them: the next push of that chat waits for what they took', () => {
    const world = tenantOf();
    for (let one = 0; one < 6; one += 1)
      assert.deepEqual(world.ask('chat', START, 'answer'), { kind: 'go', inMs: 0 });
    assert.deepEqual(world.ask('chat', START), { kind: 'later', inMs: 3 * 667 });
    assert.equal(world.ask('other', START).kind, 'go');
  });

  it('has what is no message wait for the tenant alone', () => {
    const world = tenantOf();
    const waits = Array.from({ length: 10 }, () => world.ask('chat', START, 'call').inMs);
    assert.deepEqual(waits, [0, 0, 0, 0, 0, 0, 0, 0, 25, 50]);
    assert.deepEqual(world.ask('chat', START), { kind: 'go', inMs: 75 });
  });

  it('waits as long as Teams asks in that conversation, and in others not', () => {
    const world = tenantOf();
    world.pause('busy', 90, START);
    assert.deepEqual(world.ask('busy', START + 1000), { kind: 'later', inMs: 89_000 });
    assert.equal(world.ask('other', START + 1000).kind, 'go');
    assert.equal(world.ask('busy', START + 90_000).kind, 'go');
  });

  it('waits with the whole tenant where Teams throttles three conversations at a time', () => {
    const world = tenantOf();
    for (const place of ['a', 'a', 'b']) world.pause(place, 30, START);
    assert.equal(world.ask('other', START).kind, 'go');
    // Those of a while ago count no more.
    world.pause('c', 30, START + 31_000);
    assert.equal(world.ask('other', START + 31_000).kind, 'go');
    for (const place of ['d', 'e']) world.pause(place, 30, START + 32_000);
    assert.deepEqual(world.ask('other', START + 32_000), { kind: 'later', inMs: 30_000 });
    assert.equal(world.ask('other', START + 62_000).kind, 'go');
  });

  it('closes nothing for ever, whatever the clock of the database does', () => {
    const world = tenantOf();
    for (let one = 0; one < 4; one += 1) world.ask('chat', START);
    const anHourBack = START - HOUR;
    const { kind, inMs } = world.ask('chat', anHourBack);
    assert.ok(kind === 'later' && inMs <= 2 * MINUTE, `${inMs}`);
  });

  it('is as fast as TEAMS_PACE_PERCENT says', () => {
    assert.deepEqual(scaledRates(OUR_RATES, 50).tenant, [{ burst: 4, everyMs: 50 }]);
    assert.deepEqual(scaledRates(OUR_RATES, 10).place[0], { burst: 1, everyMs: 6670 });
    assert.deepEqual(scaledRates(OUR_RATES, 100), OUR_RATES);
  });
});
