import assert from 'node:assert/strict';
import { type ReferralErrorKind, ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { savePlace } from '../../../services/store/places.ts';
import { findWatermark } from '../../../services/store/watermarks.ts';
import { LOCAL_STEWARD } from '../../../services/stewards/steward-reader.ts';
import { watchDeals } from '../../../services/watch/watch-deals.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { DEAL_ID, inbound } from '../deals/inbound.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { setStage, type Stage, START, watcherSees } from '../deals/stage.ts';

const MINUTE = 60_000;
const onDay = (day: number) => new Date(Date.UTC(2026, 10, day));

describeOnEveryEngine('watching deals', (opened) => {
  let stage: Stage;
  const open = (...deals: Parameters<typeof setStage>[1] & {}) => {
    stage = setStage(opened().store, deals);
  };
  beforeEach(() => open(inbound()));
  const db = () => opened().store.db;
  const watch = () => watchDeals(stage, new AbortController().signal);
  const mark = () => findWatermark(db(), LOCAL_STEWARD);
  const sinces = () =>
    stage.referrals.calls.filter(({ method }) => method === 'listChangedSince').map(({ since }) => since);
  const fail = (method: 'get' | 'listChangedSince', kind: ReferralErrorKind, after = false) =>
    stage.referrals.fail(method, new ReferralServiceError(kind), { after });

  it('reads everything in the first pass, as backlog: no news to who joined since', async () => {
    await savePlace(db(), samplePlace({ joinedAt: START }));
    await watch();
    assert.deepEqual(sinces(), [null]);
    const stored = await findDeal(db(), DEAL_ID);
    assert.deepEqual(stored?.firstSeenAt, inbound().createdAt);
    assert.deepEqual(await listDeliveriesOf(db(), { subject: DEAL_ID }), []);
    assert.ok(stage.wakeDeliveries.called, 'greetings wait for the first pass');
  });

  it('announces what comes after the first pass', async () => {
    await savePlace(db(), samplePlace());
    await watch();
    stage.clock.pass(MINUTE);
    stage.referrals.change(inbound({ id: 'fresh' }));
    await watch();
    assert.deepEqual((await findDeal(db(), 'fresh'))?.firstSeenAt, stage.clock.now());
    assert.equal((await listDeliveriesOf(db(), { subject: 'fresh' }))[0]?.occasion, 'new');
  });

  it('keeps the newest change time of the service as its mark, never our clock', async () => {
    open(inbound({ updatedAt: onDay(11) }), inbound({ id: 'b', updatedAt: onDay(12) }), {
      ...inbound({ id: 'c' }),
      updatedAt: null,
    });
    await watch();
    assert.deepEqual(await mark(), {
      steward: LOCAL_STEWARD,
      changedThrough: onDay(12),
      reconciledAt: START,
    });
  });

  it('reads five minutes behind the mark in later passes', async () => {
    await watch();
    await watch();
    const changedThrough = inbound().updatedAt as Date;
    assert.deepEqual(sinces(), [null, new Date(changedThrough.getTime() - 5 * MINUTE)]);
  });

  it('finds a change that became visible late, within those five minutes', async () => {
    await watch();
    const late = new Date((inbound().updatedAt as Date).getTime() - 4 * MINUTE);
    const { referrals } = stage;
    referrals.before('listChangedSince', () => {
      open(inbound(), inbound({ id: 'late', updatedAt: late }));
    });
    await assert.doesNotReject(watch());
    await watch();
    assert.ok(await findDeal(db(), 'late'));
  });

  it('never moves the mark backwards', async () => {
    await watch();
    open(inbound({ updatedAt: onDay(1), eTag: '"x"' }));
    await watch();
    assert.deepEqual((await mark())?.changedThrough, inbound().updatedAt);
  });

  it('reads everything again after an hour, either way the clock was moved', async () => {
    await watch();
    stage.clock.pass(60 * MINUTE - 1);
    await watch();
    stage.clock.pass(1);
    await watch();
    stage.clock.pass(-60 * MINUTE);
    await watch();
    assert.deepEqual(
      sinces().map((since) => since === null),
      [true, false, true, true],
    );
  });

  it('starts with everything where the mark is empty', async () => {
    open();
    await watch();
    await watch();
    assert.deepEqual(sinces(), [null, null]);
  });

  describe('in a full reading', () => {
    beforeEach(async () => {
      open(inbound(), inbound({ id: 'b' }));
      await watch();
      stage.clock.pass(61 * MINUTE);
    });

    it('takes a deal for gone on a 404 only', async () => {
      stage.referrals.remove(DEAL_ID);
      await watch();
      assert.deepEqual((await findDeal(db(), DEAL_ID))?.goneAt, stage.clock.now());
      assert.equal((await findDeal(db(), 'b'))?.goneAt, null);
    });

    it('does not take an unlisted deal for gone that can still be read', async () => {
      await watcherSees(stage, inbound({ id: 'hidden' }));
      stage.referrals.change(inbound({ id: 'hidden', status: 'Closed', substatus: 'Expired' }));
      stage.referrals.listChangedSince = async function* () {};
      await watch();
      const hidden = await findDeal(db(), 'hidden');
      assert.deepEqual([hidden?.goneAt, hidden?.deal.substatus], [null, 'Expired']);
    });

    for (const kind of ['unauthorized', 'unavailable'] as const) {
      it(`learns nothing from ${kind}, and tries again in the next pass`, async () => {
        const before = await mark();
        stage.referrals.remove(DEAL_ID);
        fail('get', kind);
        await assert.rejects(watch(), ReferralServiceError);
        assert.equal((await findDeal(db(), DEAL_ID))?.goneAt, null);
        assert.deepEqual(await mark(), before);
        await watch();
        assert.ok((await findDeal(db(), DEAL_ID))?.goneAt);
      });
    }

    for (const kind of ['forbidden', 'rejected'] as const) {
      it(`learns nothing from ${kind} for one deal, which keeps nobody from going on`, async () => {
        stage.referrals.remove(DEAL_ID);
        fail('get', kind);
        await watch();
        assert.equal((await findDeal(db(), DEAL_ID))?.goneAt, null);
        assert.deepEqual((await mark())?.reconciledAt, stage.clock.now());
        stage.clock.pass(61 * MINUTE);
        await watch();
        assert.ok((await findDeal(db(), DEAL_ID))?.goneAt);
      });
    }

    it('does not look for closed deals', async () => {
      stage.referrals.change(inbound({ status: 'Closed', substatus: 'Expired' }));
      await watch();
      stage.clock.pass(61 * MINUTE);
      stage.referrals.remove(DEAL_ID);
      await watch();
      assert.equal((await findDeal(db(), DEAL_ID))?.goneAt, null);
    });
  });

  it('reads a deal again for ten minutes after its deadline, until it is no longer New (EXP-01)', async () => {
    const expiresAt = new Date(START.getTime() + MINUTE);
    open(inbound({ expiresAt }));
    await watch();
    await watch();
    assert.equal(stage.referrals.count('get'), 0);
    stage.clock.pass(MINUTE);
    await watch();
    assert.equal(stage.referrals.count('get'), 1);

    const unmarked = { ...inbound({ expiresAt, status: 'Closed', substatus: 'Expired' }), eTag: '"x"' };
    stage.referrals.change(unmarked);
    stage.referrals.listChangedSince = async function* () {};
    await watch();
    assert.equal((await findDeal(db(), DEAL_ID))?.deal.substatus, 'Expired');
    await watch();
    assert.equal(stage.referrals.count('get'), 2);
  });

  it('leaves a deal that stays New for long after its deadline to the full reading', async () => {
    open(inbound({ expiresAt: START }));
    await watch();
    assert.equal(stage.referrals.count('get'), 1);
    stage.clock.pass(10 * MINUTE);
    await watch();
    assert.equal(stage.referrals.count('get'), 1);
  });

  it('leaves the mark where a list breaks off, and keeps what it had read', async () => {
    open(inbound(), inbound({ id: 'b', updatedAt: onDay(1) }));
    const { referrals } = stage;
    const list = referrals.listChangedSince.bind(referrals);
    referrals.listChangedSince = async function* (...args) {
      for await (const deal of list(...args)) {
        yield deal;
        throw new ReferralServiceError('unavailable');
      }
    };
    await assert.rejects(watch(), ReferralServiceError);
    assert.equal(await mark(), null);
    assert.ok(await findDeal(db(), DEAL_ID));
    assert.equal(await findDeal(db(), 'b'), null);
  });

  it('asks as the watcher, never as a person', async () => {
    await watch();
    assert.deepEqual([...new Set(stage.referrals.calls.map(({ caller }) => caller.kind))], ['watcher']);
  });
});
