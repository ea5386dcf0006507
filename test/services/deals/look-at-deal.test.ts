import assert from 'node:assert/strict';
import { glanceAtDeal, lookAtDeal } from '../../../services/deals/look-at-deal.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findAccess, saveAccess } from '../../../services/store/access.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { ANN, BEN, freshStore, setStage, type Stage, START } from './stage.ts';

const HOUR = 3_600_000;

describe('looking at a deal', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(() => {
    stage = setStage(store(), [inbound()]);
  });
  const accessOf = (person = ANN) => findAccess(store().db, person, DEAL_ID);

  it('reads it under the own rights of the person, records it, and remembers that they may see it (PERM-01)', async () => {
    const sight = await lookAtDeal(stage, ANN, DEAL_ID);
    assert.equal(sight.kind === 'seen' && sight.stored.version, 1);
    assert.deepEqual(stage.referrals.calls[0]?.caller, { kind: 'person', person: ANN });
    assert.deepEqual(await accessOf(), { maySee: true, checkedAt: START });
    assert.equal(await accessOf(BEN), null);
  });

  it('reads anew every time', async () => {
    await lookAtDeal(stage, ANN, DEAL_ID);
    await lookAtDeal(stage, ANN, DEAL_ID);
    assert.equal(stage.referrals.count('get'), 2);
  });

  it('is refused without a Referrals role, and remembers it (403, PERM-06)', async () => {
    await recordDeal(stage, inbound());
    stage.referrals.fail('get', new ReferralServiceError('forbidden', { status: 403 }));
    assert.deepEqual(await lookAtDeal(stage, ANN, DEAL_ID), { kind: 'noAccess' });
    assert.equal((await accessOf())?.maySee, false);
  });

  for (const kind of ['notFound', 'rejected'] as const) {
    it(`does not tell an unseen deal from an unknown one (${kind}, PERM-03)`, async () => {
      stage.referrals.fail('get', new ReferralServiceError(kind, { status: 404 }), { times: 2 });
      assert.deepEqual(await lookAtDeal(stage, ANN, DEAL_ID), { kind: 'notFound' });
      assert.equal(await accessOf(), null, 'nothing is remembered of a deal that nobody knows');

      await recordDeal(stage, inbound());
      assert.deepEqual(await lookAtDeal(stage, ANN, DEAL_ID), { kind: 'notFound' });
      assert.equal((await accessOf())?.maySee, false);
    });
  }

  it('asks to sign in without learning anything about access (401)', async () => {
    await saveAccess(store().db, ANN, DEAL_ID, true, START);
    stage.referrals.fail('get', new ReferralServiceError('unauthorized', { status: 401 }));
    assert.deepEqual(await lookAtDeal(stage, ANN, DEAL_ID), { kind: 'signIn' });
    assert.equal((await accessOf())?.maySee, true);
  });

  for (const kind of ['unavailable', 'throttled', 'malformed', 'conflict'] as const) {
    it(`gives what this person was allowed to see before, when Partner Center is ${kind}`, async () => {
      await lookAtDeal(stage, ANN, DEAL_ID);
      const error = new ReferralServiceError(kind);
      stage.referrals.fail('get', error, { times: 2 });
      const sight = await lookAtDeal(stage, ANN, DEAL_ID);
      assert.equal(sight.kind === 'unavailable' && sight.stored?.deal.id, DEAL_ID);
      assert.deepEqual(await lookAtDeal(stage, BEN, DEAL_ID), { kind: 'unavailable', stored: null, error });
    });
  }

  it('throws what is no answer of Partner Center', async () => {
    stage.referrals.before('get', () => {
      throw new TypeError('ours');
    });
    await assert.rejects(lookAtDeal(stage, ANN, DEAL_ID), TypeError);
  });
});

describe('glancing at a deal', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(async () => {
    stage = setStage(store(), [inbound()]);
    await recordDeal(stage, inbound());
  });

  it('believes what the own reading of the person said in the last twelve hours', async () => {
    await lookAtDeal(stage, ANN, DEAL_ID);
    stage.clock.pass(12 * HOUR - 1);
    assert.equal((await glanceAtDeal(stage, ANN, DEAL_ID)).kind, 'seen');
    assert.equal(stage.referrals.count('get'), 1);
    stage.clock.pass(1);
    assert.equal((await glanceAtDeal(stage, ANN, DEAL_ID)).kind, 'seen');
    assert.equal(stage.referrals.count('get'), 2);
  });

  it('believes a refusal as long', async () => {
    await saveAccess(store().db, ANN, DEAL_ID, false, START);
    assert.deepEqual(await glanceAtDeal(stage, ANN, DEAL_ID), { kind: 'noAccess' });
    assert.equal(stage.referrals.count('get'), 0);
  });

  it('looks where nothing is known about this person', async () => {
    await lookAtDeal(stage, ANN, DEAL_ID);
    assert.equal((await glanceAtDeal(stage, BEN, DEAL_ID)).kind, 'seen');
    assert.equal(stage.referrals.count('get'), 2);
  });
});
