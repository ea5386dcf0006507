import assert from 'node:assert/strict';
import type { WantedDelivery } from '../../../services/deals/wanted-delivery.ts';
import {
  claimDeliveries,
  countDeliveries,
  countDue,
  type Delivery,
  endDelivery,
  findDead,
  findDelivery,
  forgetDeliveriesOfPlace,
  listDeliveriesOf,
  markPosting,
  postponeDelivery,
  releaseLeases,
  retireDeliveriesOfPlace,
  settleDelivery,
  wantDeliveries,
} from '../../../services/store/deliveries.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const START = new Date('2026-11-20T10:00:00.000Z');
const LEASE_SECONDS = 30;

describeOnEveryEngine('deliveries', (opened) => {
  const db = () => opened().store.db;
  const want = (...wanted: Partial<WantedDelivery>[]) => wantDeliveries(db(), wanted.map(wish), START);
  const claim = (now = START, owner = 'bot', limit = 10) =>
    claimDeliveries(db(), { now, leaseSeconds: LEASE_SECONDS, owner, limit });
  const claimOne = async (now = START, owner = 'bot') => {
    const [delivery, ...others] = await claim(now, owner);
    assert.ok(delivery, 'something to claim');
    assert.deepEqual(others, []);
    return delivery;
  };
  const find = async ({ placeId, subject, occasion }: WantedDelivery = wish()) => {
    const delivery = await findDelivery(db(), placeId, subject, occasion);
    assert.ok(delivery);
    return delivery;
  };

  describe('wanting', () => {
    it('inserts what is new', async () => {
      await want({});
      const { id, ...delivery } = await find();
      assert.ok(id);
      assert.deepEqual(delivery, {
        ...without(wish(), 'dueAt'),
        state: 'due',
        dueAt: START,
        attempts: 0,
        leasedUntil: null,
        leasedBy: null,
        postingSince: null,
        problem: null,
        lane: 'news',
        createdAt: START,
        changedAt: START,
      });
      assert.equal(await findDelivery(db(), 'place', 'deal', 'other'), null);
    });

    it('keeps the earlier moment and the higher version of one wish', async () => {
      await want({ dueAt: after(60), wantedVersion: 3 });
      await want({ dueAt: after(90), wantedVersion: 2 });
      assert.deepEqual(pick(await find()), { dueAt: after(60), wantedVersion: 3 });
      await want({ dueAt: after(30), wantedVersion: 4 });
      assert.deepEqual(pick(await find()), { dueAt: after(30), wantedVersion: 4 });
      await want({ dueAt: null, wantedVersion: 5 });
      assert.deepEqual(pick(await find()), { dueAt: after(30), wantedVersion: 5 });
    });

    it('takes the same wish twice in one call', async () => {
      await want({ dueAt: null }, { dueAt: after(20), wantedVersion: 2 }, { dueAt: after(10) });
      assert.deepEqual(pick(await find()), { dueAt: after(10), wantedVersion: 2 });
    });

    it('plans nothing for a wish without a moment until it gets one', async () => {
      await want({ dueAt: null });
      assert.deepEqual(await claim(after(1_000_000)), []);
      await want({ dueAt: after(5) });
      assert.equal((await claim(after(5))).length, 1);
    });

    it('makes a settled delivery due again', async () => {
      await want({});
      const { id } = await claimOne();
      await settleDelivery(db(), id, 'bot', { now: START, nextDueAt: null, seenVersion: 1 });
      await want({ dueAt: null });
      assert.equal((await find()).state, 'settled');
      await want({ dueAt: after(1), wantedVersion: 2 });
      assert.equal((await find()).state, 'due');
      assert.equal((await claimOne(after(1))).wantedVersion, 2);
    });

    for (const end of ['retired', 'dead', 'dropped'] as const) {
      it(`leaves a ${end} delivery ended`, async () => {
        await want({});
        const { id } = await claimOne();
        await endDelivery(db(), id, 'bot', end, 'code', START);
        await want({ wantedVersion: 9 });
        const delivery = await find();
        assert.deepEqual([delivery.state, delivery.dueAt, delivery.problem], [end, null, 'code']);
        assert.deepEqual(await claim(after(1000)), []);
      });
    }

    it('takes many wishes at once, and none', async () => {
      await want(...Array.from({ length: 1100 }, (_, index) => ({ subject: `deal-${index}` })));
      await want();
      assert.equal((await countDeliveries(db())).due, 1100);
    });
  });

  describe('claiming', () => {
    it('leases the longest due first, one a place, up to the limit', async () => {
      await want(
        { placeId: 'a', dueAt: after(-10) },
        { placeId: 'a', subject: 'second', dueAt: after(-5) },
        { placeId: 'b', dueAt: after(-20) },
        { placeId: 'c', dueAt: after(-1) },
        { placeId: 'd', dueAt: after(1) },
      );
      const claimed = await claim(START, 'bot', 2);
      assert.deepEqual(
        claimed.map(({ placeId, subject }) => [placeId, subject]),
        [
          ['b', 'deal'],
          ['a', 'deal'],
        ],
      );
      assert.deepEqual([claimed[0]?.leasedBy, claimed[0]?.leasedUntil], ['bot', after(LEASE_SECONDS)]);
      assert.deepEqual(
        (await claim()).map(({ placeId }) => placeId),
        ['c'],
      );
    });

    it('gives the next delivery of a place when the first one is settled', async () => {
      await want({ subject: 'first', dueAt: after(-2) }, { subject: 'second', dueAt: after(-1) });
      const first = await claimOne();
      assert.deepEqual(await claim(), []);
      await settleDelivery(db(), first.id, 'bot', { now: START, nextDueAt: null, seenVersion: 1 });
      assert.equal((await claimOne()).subject, 'second');
    });

    it('gives no delivery to two of those who ask at the same time', async () => {
      await want(
        ...Array.from({ length: 30 }, (_, index) => ({
          placeId: `place-${index % 15}`,
          subject: `deal-${index}`,
        })),
      );
      const owners = Array.from({ length: 8 }, (_, index) => `bot-${index}`);
      const claims = (await Promise.all(owners.map((owner) => claim(START, owner, 4)))).flat();
      assert.equal(claims.length, 15);
      assert.equal(new Set(claims.map(({ id }) => id)).size, 15);
      assert.equal(new Set(claims.map(({ placeId }) => placeId)).size, 15);
    });

    it('gives a delivery to another when its lease has run out, and the first owner has no say any more', async () => {
      await want({});
      const { id } = await claimOne(START, 'dead-bot');
      assert.deepEqual(await claim(after(LEASE_SECONDS - 1), 'bot'), []);
      const now = after(LEASE_SECONDS);
      assert.equal(await markPosting(db(), id, 'dead-bot', now), false);
      assert.equal((await claimOne(now, 'bot')).id, id);
      await settleDelivery(db(), id, 'dead-bot', { now, nextDueAt: null, seenVersion: 1 });
      await endDelivery(db(), id, 'dead-bot', 'dead', 'code', now);
      await postponeDelivery(db(), id, 'dead-bot', { now, dueAt: now, problem: 'code', countAttempt: true });
      const delivery = await find();
      assert.deepEqual([delivery.leasedBy, delivery.state, delivery.attempts], ['bot', 'due', 0]);
    });

    it('shows by state posting that an earlier try left its answer unknown', async () => {
      await want({});
      const { id, state } = await claimOne();
      assert.equal(state, 'due');
      assert.equal(await markPosting(db(), id, 'someone-else', START), false);
      assert.equal(await markPosting(db(), id, 'bot', after(1)), true);
      const again = await claimOne(after(LEASE_SECONDS));
      assert.deepEqual([again.state, again.postingSince], ['posting', after(1)]);
    });

    it('gives leases back', async () => {
      await want({ placeId: 'a' }, { placeId: 'b' });
      await claim(START, 'one', 1);
      await claim(START, 'two', 1);
      await releaseLeases(db(), 'one');
      assert.equal((await claimOne(START, 'three')).placeId, 'a');
      await releaseLeases(db(), null);
      assert.equal((await claim(START, 'four')).length, 2);
    });
  });

  describe('settling', () => {
    it('is done until wanted again', async () => {
      await want({});
      const { id } = await claimOne();
      await markPosting(db(), id, 'bot', START);
      await settleDelivery(db(), id, 'bot', { now: after(1), nextDueAt: null, seenVersion: 1 });
      const delivery = await find();
      assert.deepEqual(
        [delivery.state, delivery.dueAt, delivery.leasedBy, delivery.leasedUntil, delivery.postingSince],
        ['settled', null, null, null, null],
      );
      assert.deepEqual(await claim(after(1000)), []);
    });

    it('comes back at the moment asked for', async () => {
      await want({});
      const { id } = await claimOne();
      await settleDelivery(db(), id, 'bot', { now: START, nextDueAt: after(600), seenVersion: 1 });
      assert.deepEqual(await claim(after(599)), []);
      assert.equal((await claimOne(after(600))).id, id);
    });

    it('does not lose a newer version wanted during the lease', async () => {
      await want({});
      const { id } = await claimOne();
      await want({ wantedVersion: 2 });
      assert.deepEqual(await claim(), []);
      await settleDelivery(db(), id, 'bot', { now: after(1), nextDueAt: after(600), seenVersion: 1 });
      const again = await claimOne(after(1));
      assert.deepEqual([again.id, again.wantedVersion], [id, 2]);
    });

    it('does not lose a wish of the same version made during the lease, now or for later', async () => {
      await want({});
      const first = await claimOne();
      await want({ dueAt: after(50) });
      await want({ dueAt: after(40) });
      await settleDelivery(db(), first.id, 'bot', { now: after(1), nextDueAt: null, seenVersion: 1 });
      assert.deepEqual([(await find()).state, (await find()).dueAt], ['due', after(40)]);
      await settleDelivery(db(), (await claimOne(after(40))).id, 'bot', {
        now: after(41),
        nextDueAt: null,
        seenVersion: 1,
      });
      assert.equal((await find()).state, 'settled');
    });

    it('does not lose a wish for later when the lease runs out first', async () => {
      await want({});
      await claimOne(START, 'dead-bot');
      await want({ dueAt: after(500) });
      const { id } = await claimOne(after(LEASE_SECONDS));
      await settleDelivery(db(), id, 'bot', { now: after(31), nextDueAt: null, seenVersion: 1 });
      assert.deepEqual(await claim(after(499)), []);
      assert.equal((await claimOne(after(500))).id, id);
    });
  });

  describe('failing', () => {
    it('tries again at the moment given and counts the try if told to', async () => {
      await want({});
      const { id } = await claimOne();
      await markPosting(db(), id, 'bot', START);
      await postponeDelivery(db(), id, 'bot', {
        now: START,
        dueAt: after(5),
        problem: 'throttled',
        countAttempt: false,
      });
      const postponed = await find();
      assert.deepEqual(
        [postponed.state, postponed.attempts, postponed.problem, postponed.postingSince],
        ['due', 0, 'throttled', null],
      );
      await claimOne(after(5));
      await postponeDelivery(db(), id, 'bot', {
        now: after(5),
        dueAt: after(9),
        problem: 'serverError',
        countAttempt: true,
      });
      assert.equal((await find()).attempts, 1);
      await claimOne(after(9));
      await settleDelivery(db(), id, 'bot', { now: after(9), nextDueAt: null, seenVersion: 1 });
      assert.deepEqual([(await find()).attempts, (await find()).problem], [0, null]);
    });

    it('stays posting when the answer was lost', async () => {
      await want({});
      const { id } = await claimOne();
      await markPosting(db(), id, 'bot', START);
      await postponeDelivery(db(), id, 'bot', {
        now: START,
        dueAt: after(5),
        problem: 'timeout',
        countAttempt: true,
        keepPosting: true,
      });
      const again = await claimOne(after(5));
      assert.deepEqual([again.state, again.postingSince, again.attempts], ['posting', START, 1]);
    });

    it('retires all of a place, which stops what is in hand, until the place is forgotten', async () => {
      await want({}, { subject: 'settled', dueAt: after(-9) }, { placeId: 'other' });
      const [settled] = await claim(START, 'bot', 1);
      await settleDelivery(db(), settled?.id ?? '', 'bot', { now: START, nextDueAt: null, seenVersion: 1 });
      const inHand = (await claim()).find(({ placeId }) => placeId === 'place');
      await retireDeliveriesOfPlace(db(), 'place', START);
      assert.equal(await markPosting(db(), inHand?.id ?? '', 'bot', START), false);
      assert.deepEqual(await countDeliveries(db()), {
        due: 1,
        posting: 0,
        settled: 0,
        retired: 2,
        dead: 0,
        dropped: 0,
      });
      await want({});
      assert.equal((await find()).state, 'retired');
      await forgetDeliveriesOfPlace(db(), 'place');
      await want({});
      assert.equal((await find()).state, 'due');
    });
  });

  describe('looking', () => {
    it('counts what waits now, and names the dead, the latest first', async () => {
      await want({ placeId: 'a' }, { placeId: 'b' }, { placeId: 'c', dueAt: after(300) }, { placeId: 'd' });
      assert.equal(await countDue(db(), START), 3);
      const [one, other] = await claim();
      assert.ok(one && other);
      await endDelivery(db(), one.id, 'bot', 'dead', 'refused', START);
      await endDelivery(db(), other.id, 'bot', 'dead', 'refused', after(1));
      assert.equal(await countDue(db(), START), 1);
      assert.deepEqual(await findDead(db(), 5), [other.id, one.id]);
      assert.deepEqual(await findDead(db(), 1), [other.id]);
    });

    it('lists those of a place, of a subject, or of both', async () => {
      await want({ placeId: 'a' }, { placeId: 'b' }, { placeId: 'b', subject: 'other' });
      const places = async (filter: { placeId?: string; subject?: string }) =>
        (await listDeliveriesOf(db(), filter)).map(({ placeId, subject }) => `${placeId}/${subject}`);
      assert.deepEqual(await places({ placeId: 'b' }), ['b/deal', 'b/other']);
      assert.deepEqual(await places({ subject: 'deal' }), ['a/deal', 'b/deal']);
      assert.deepEqual(await places({ placeId: 'b', subject: 'deal' }), ['b/deal']);
      assert.deepEqual(await places({}), []);
    });
  });
});

function wish(changes: Partial<WantedDelivery> = {}): WantedDelivery {
  return { placeId: 'place', subject: 'deal', occasion: 'new', dueAt: START, wantedVersion: 1, ...changes };
}

function after(seconds: number): Date {
  return new Date(START.getTime() + seconds * 1000);
}

function pick({ dueAt, wantedVersion }: Delivery) {
  return { dueAt, wantedVersion };
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = whole;
  return rest;
}
