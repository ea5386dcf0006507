import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import type { InFlight } from '../../../services/deals/decide.ts';
import { finishDecisions } from '../../../services/deals/finish-decisions.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import {
  findDecision,
  type NewDecision,
  openDecision,
  startWriting,
} from '../../../services/store/decisions.ts';
import { findDelivery, listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { listHistory } from '../../../services/store/history.ts';
import { inbound, DEAL_ID } from './inbound.ts';
import { newDecision } from './new-decision.ts';
import { ANN, freshStore, setStage, type Stage, START } from './stage.ts';

const ACCEPTED = { status: 'Active', substatus: 'Accepted', eTag: '"a"', updatedAt: START } as const;
const QUARTER_HOUR = 15 * 60_000;

describe('finishing decisions that a dead process left open', () => {
  const store = freshStore();
  let stage: Stage;

  /** What the dead process left: a deal recorded as New, and a row; Partner Center has the deal with these changes. */
  const leave = async (
    state: 'asked' | 'writing',
    { there = {}, row = {} }: { there?: Partial<Deal>; row?: Partial<NewDecision> } = {},
  ) => {
    stage = setStage(store(), [inbound(there)]);
    await recordDeal(stage, inbound());
    await openDecision(store().db, newDecision('d-1', ANN, row));
    if (state === 'writing') await startWriting(store().db, 'd-1', '"e-1"', START);
  };
  const finish = (inFlight: InFlight = new Map()) => finishDecisions(stage, inFlight);
  const end = async () => {
    const row = await findDecision(store().db, 'd-1');
    return [row?.state, row?.outcome];
  };
  const notice = () => findDelivery(store().db, 'place-ann', 'decision:d-1', 'notDone');

  it('writes what was asked and never written, under the own rights of the person', async () => {
    await leave('asked');
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
    assert.deepEqual(stage.referrals.calls.at(-1)?.caller, {
      kind: 'person',
      person: { tenantId: 't-1', personId: 'ann', name: 'Ann Lee' },
    });
    assert.equal(await notice(), null);
  });

  it('attributes a write that had happened, without a second one', async () => {
    await leave('writing', { there: ACCEPTED });
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
    assert.equal(stage.referrals.count('update'), 0);
    const actor = (await listHistory(store().db, DEAL_ID)).at(-1)?.actor;
    assert.equal(actor?.kind === 'person' && actor.name, 'Ann Lee');
  });

  it('writes again what was being written and did not happen', async () => {
    await leave('writing');
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
    assert.equal(stage.referrals.count('update'), 1);
  });

  it('does not claim what somebody else decided, and tells the person', async () => {
    await leave('asked', { there: ACCEPTED });
    await finish();
    assert.deepEqual(await end(), ['refused', 'alreadyDecided']);
    assert.equal((await notice())?.wantedVersion, 1);
    assert.ok(stage.wakeDeliveries.called);
  });

  it('tells the person where it may not be done any more', async () => {
    await leave('asked');
    stage.referrals.fail('get', new ReferralServiceError('forbidden', { status: 403 }));
    await finish();
    assert.deepEqual(await end(), ['refused', 'noAccess']);
    assert.ok(await notice());
  });

  it('has nobody to tell where the row names no place', async () => {
    await leave('asked', { row: { placeId: null } });
    stage.referrals.fail('get', new ReferralServiceError('unauthorized', { status: 401 }));
    await finish();
    assert.deepEqual(await listDeliveriesOf(store().db, { subject: 'decision:d-1' }), []);
  });

  it('goes on another time while nobody knows whether it was written', async () => {
    await leave('writing');
    stage.referrals.fail('get', new ReferralServiceError('unavailable'));
    await finish();
    assert.deepEqual(await end(), ['writing', null]);
    assert.equal(await notice(), null);
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
  });

  it('does not write for the first time after a quarter of an hour, but says so', async () => {
    await leave('asked');
    stage.clock.pass(QUARTER_HOUR + 1);
    await finish();
    assert.deepEqual(await end(), ['abandoned', 'stale']);
    assert.equal(stage.referrals.count('update'), 0);
    assert.ok(await notice());
  });

  it('still writes at a quarter of an hour', async () => {
    await leave('asked');
    stage.clock.pass(QUARTER_HOUR);
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
  });

  it('attributes a write that had happened, however long ago', async () => {
    await leave('writing', { there: ACCEPTED });
    stage.clock.pass(10 * QUARTER_HOUR);
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
    assert.equal(await notice(), null);
  });

  it('gives up a write that did not happen, when it is too late', async () => {
    await leave('writing');
    stage.clock.pass(QUARTER_HOUR + 1);
    await finish();
    assert.deepEqual(await end(), ['abandoned', 'stale']);
    assert.equal(stage.referrals.count('update'), 0);
    assert.ok(await notice());
  });

  it('does not give up what it cannot look up, however late', async () => {
    await leave('writing');
    stage.clock.pass(10 * QUARTER_HOUR);
    stage.referrals.fail('get', new ReferralServiceError('unavailable'));
    await finish();
    assert.deepEqual(await end(), ['writing', null]);
  });

  it('leaves alone what this process is carrying out', async () => {
    await leave('asked');
    await finish(new Map([['d-1', new Promise<never>(() => undefined)]]));
    assert.deepEqual(await end(), ['asked', null]);
    assert.equal(stage.referrals.calls.length, 0);
  });

  it('finishes every one of several', async () => {
    await leave('asked');
    await openDecision(store().db, newDecision('d-2', { ...ANN, personId: 'ben' }));
    await finish();
    assert.deepEqual(await end(), ['done', 'done']);
    assert.equal((await findDecision(store().db, 'd-2'))?.outcome, 'alreadyDecided');
    assert.equal(stage.referrals.count('update'), 1);
  });
});
