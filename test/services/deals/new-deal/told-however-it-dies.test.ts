import assert from 'node:assert/strict';
import { SETTLES_AFTER_MS } from '../../../../services/deals/new-deal/make-once.ts';
import { findOpenDecisions, lastDecision } from '../../../../services/store/decisions.ts';
import { findDelivery } from '../../../../services/store/deliveries.ts';
import { describeOnEveryEngine } from '../../../support/databases.ts';
import { stopSandboxes } from '../../referrals/sandbox/call-sandbox.ts';
import { openSandboxStage, type SandboxStage } from './sandbox-stage.ts';

const LOST = [
  { method: 'POST' as const, loseAnswer: true },
  { method: 'GET' as const, status: 500, times: 10 },
];

describeOnEveryEngine('a program that dies at the commit that ends the making of a deal', (opened) => {
  let stage: SandboxStage;
  beforeEach(async () => {
    stage = await openSandboxStage(opened().store);
  });
  afterEach(stopSandboxes);
  const db = () => opened().store.db;

  /** Made, and nobody knows: the row stays `writing`. @returns the decision's id */
  async function leftWriting(): Promise<string> {
    await stage.create({ draftId: 'warm-up', kind: 'private' });
    const seenSame = (await stage.referrals()).map(({ id }) => String(id));
    const looked = stage.services.referrals.listCreatedSince;
    stage.services.referrals.listCreatedSince = () => {
      throw new Error('dead');
    };
    await stage.faults([LOST[0]!]);
    await assert.rejects(stage.create({ draftId: 'd-1', seenSame }));
    stage.services.referrals.listCreatedSince = looked;
    const [open] = await findOpenDecisions(db());
    assert.equal(open?.state, 'writing');
    return open.id;
  }

  /** The first thing after a commit is to wake the deliveries: it goes no further. */
  async function dyingAtCommit(number: number, work: () => Promise<unknown>): Promise<void> {
    const { wakeDeliveries } = stage.services;
    let commits = 0;
    stage.services.wakeDeliveries = () => {
      commits += 1;
      if (commits === number) throw new Error('killed');
    };
    await assert.rejects(work(), /killed/);
    stage.services.wakeDeliveries = wakeDeliveries;
  }

  it('has planned the notice with it, so that the person is told of a deal made late (API-04)', async () => {
    const id = await leftWriting();
    stage.services.clock.pass(SETTLES_AFTER_MS);
    await dyingAtCommit(1, stage.finish);
    const made = (await findDelivery(db(), 'place-ann', `decision:${id}`, 'making'))?.state;
    assert.equal(made, 'due');
  });

  it('plans none of Microsoft’s part where the answer to the click tells of it', async () => {
    const outcome = await stage.create({ kind: 'coSell', draftId: 'd-2' });
    assert.ok(outcome.kind === 'created');
    const { id } = outcome.stored.deal;
    const answered = await lastDecision(db(), id, 'deal.invite');
    assert.ok(answered);
    assert.equal(await findDelivery(db(), 'place-ann', `decision:${answered.id}`, 'making'), null);
  });

  it('tells later what the answer to a click says, unless that arrived (API-04)', async () => {
    const outcome = await stage.create({ kind: 'private', draftId: 'd-3' });
    assert.ok(outcome.kind === 'created');
    const made = await lastDecision(db(), outcome.stored.deal.id, 'deal.create');
    assert.ok(made);
    const subject = `decision:${made.id}`;
    assert.equal(await findDelivery(db(), 'place-ann', subject, 'making'), null);
    const wish = await findDelivery(db(), 'place-ann', subject, 'making:unless-answered');
    const inMs = (wish?.dueAt?.getTime() ?? 0) - stage.services.clock.now().getTime();
    assert.equal(inMs, 20_000);
  });
});
