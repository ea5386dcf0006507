import assert from 'node:assert/strict';
import { createDecide } from '../../../services/deals/decide.ts';
import type { DecisionRequest } from '../../../services/deals/decision.ts';
import { findOpenDecisions } from '../../../services/store/decisions.ts';
import { listHistory } from '../../../services/store/history.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { ANN, BEN, setStage, type Stage } from './stage.ts';

const ACCEPT: DecisionRequest = {
  dealId: DEAL_ID,
  verb: 'deal.accept',
  decider: ANN,
  inputs: {},
  version: null,
  placeId: null,
};
const DECLINE: DecisionRequest = { ...ACCEPT, verb: 'deal.decline', decider: BEN, inputs: { reason: '1' } };

describeOnEveryEngine('deciding at the same time', (opened) => {
  let stage: Stage;
  beforeEach(() => {
    stage = setStage(opened().store, [inbound()]);
  });
  const openRows = () => findOpenDecisions(stage.store.db);
  const decisions = async () =>
    (await listHistory(stage.store.db, DEAL_ID)).filter(({ kind }) => kind === 'decided').length;

  it('answers the same click twice with the same answer and one write', async () => {
    const decide = createDecide(stage);
    const [one, other] = await Promise.all([decide(ACCEPT), decide(ACCEPT)]);
    assert.deepEqual([one?.kind, other?.kind], ['done', 'done']);
    assert.equal(stage.referrals.count('update'), 1);
    assert.equal(await decisions(), 1);
    assert.deepEqual(await openRows(), []);
  });

  it('lets one of two people decide and tells the other who it was', async () => {
    const decide = createDecide(stage);
    const outcomes = await Promise.all([decide(ACCEPT), decide(DECLINE)]);
    const winner = outcomes.find(({ kind }) => kind === 'done');
    const loser = outcomes.find(({ kind }) => kind === 'alreadyDecided');
    assert.ok(winner?.kind === 'done' && loser?.kind === 'alreadyDecided');
    assert.equal(loser.decision?.id, winner.decision.id);
    assert.equal(stage.referrals.count('update'), 1);
    assert.equal(await decisions(), 1);
    assert.deepEqual(await openRows(), []);
  });

  it('lets one of five people accept', async () => {
    const decide = createDecide(stage);
    const people = ['1', '2', '3', '4', '5'].map((personId) => ({ ...ANN, personId, name: personId }));
    const outcomes = await Promise.all(people.map((decider) => decide({ ...ACCEPT, decider })));
    const kinds = outcomes.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ['alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'done']);
    assert.equal(stage.referrals.count('update'), 1);
    assert.equal(await decisions(), 1);
    assert.deepEqual(await openRows(), []);
  });
});
