import assert from 'node:assert/strict';
import type { Db } from '../../../services/store/database.ts';
import {
  countAttempt,
  endDecision,
  findDecision,
  findOpenDecisions,
  findWritingDecision,
  lastDoneDecision,
  type NewDecision,
  openDecision,
  startWriting,
} from '../../../services/store/decisions.ts';
import { findSettings, saveSetting } from '../../../services/store/settings.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { overlapping } from './overlapping.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');
const LATER = new Date('2026-11-20T10:00:05.000Z');

describeOnEveryEngine('decisions', (opened) => {
  const db = () => opened().store.db;

  it('opens a decision as asked and gives it back whole', async () => {
    assert.equal(await openDecision(db(), asked('a')), 'opened');
    assert.deepEqual(await findDecision(db(), 'a'), {
      ...asked('a'),
      draftId: null,
      eTag: null,
      state: 'asked',
      outcome: null,
      changedAt: AT,
      endedAt: null,
      attempts: 0,
    });
  });

  it('answers a second click with the decision that is open already', async () => {
    await openDecision(db(), asked('a'));
    const second = await openDecision(db(), asked('b'));
    assert.ok(second !== 'opened');
    assert.equal(second.id, 'a');
    assert.equal(await findDecision(db(), 'b'), null);
  });

  it('opens one of many clicks that come at the same time', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(ids.map((id) => openDecision(db(), asked(id))));
    assert.equal(answers.filter((answer) => answer === 'opened').length, 1);
    assert.equal((await findOpenDecisions(db())).length, 1);
  });

  it('opens other people’s, other verbs’ and later decisions beside it', async () => {
    await openDecision(db(), asked('a'));
    assert.equal(await openDecision(db(), asked('b', { personId: 'someone-else' })), 'opened');
    assert.equal(await openDecision(db(), asked('c', { verb: 'deal.decline' })), 'opened');
    assert.equal(await endDecision(db(), 'a', 'refused', 'gaps', LATER), true);
    assert.equal(await openDecision(db(), asked('d')), 'opened');
    assert.deepEqual(
      (await findOpenDecisions(db())).map(({ id }) => id),
      ['b', 'c', 'd'],
    );
  });

  it('lets one of two racing decisions write a deal, and the other when it has ended', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) await openDecision(db(), asked(id, { personId: `person-${id}` }));
    const started = await Promise.all(ids.map((id) => startWriting(db(), id, `"e-${id}"`, LATER)));
    assert.equal(started.filter(Boolean).length, 1);

    const winner = ids[started.indexOf(true)] ?? '';
    const writing = await findWritingDecision(db(), 'deal-1');
    assert.equal(writing?.id, winner);
    assert.equal(writing?.eTag, `"e-${winner}"`);
    const other = ids.find((id) => id !== winner) ?? '';
    assert.equal(await startWriting(db(), other, null, LATER), false);

    await endDecision(db(), winner, 'refused', 'conflict', LATER);
    assert.equal(await startWriting(db(), other, null, LATER), true);
  });

  it('keeps the transaction round a lost race usable', async () => {
    await openDecision(db(), asked('a'));
    await openDecision(db(), asked('b', { personId: 'someone-else' }));
    const start = (id: string) => async (trx: Db) => {
      const isStarted = await startWriting(trx, id, null, LATER);
      await saveSetting(trx, 'race', id, String(isStarted));
    };
    await overlapping(db(), start('a'), start('b'));
    const outcomes = await findSettings(db(), 'race');
    assert.deepEqual(outcomes, { a: 'true', b: 'false' });
  });

  it('starts one decision once, and only while it is asked', async () => {
    await openDecision(db(), asked('a'));
    const twice = await Promise.all([startWriting(db(), 'a', null, AT), startWriting(db(), 'a', null, AT)]);
    assert.deepEqual(twice.sort(), [false, true]);
    assert.equal(await startWriting(db(), 'unknown', null, AT), false);
    await endDecision(db(), 'a', 'done', 'done', LATER);
    assert.equal(await startWriting(db(), 'a', null, LATER), false);
  });

  it('writes decisions of different deals at the same time', async () => {
    await openDecision(db(), asked('a'));
    await openDecision(db(), asked('b', { dealId: 'deal-2' }));
    assert.equal(await startWriting(db(), 'a', null, LATER), true);
    assert.equal(await startWriting(db(), 'b', null, LATER), true);
  });

  it('counts tries, with the eTag of the newest', async () => {
    await openDecision(db(), asked('a'));
    await startWriting(db(), 'a', '"e-1"', AT);
    await countAttempt(db(), 'a', LATER, '"e-2"');
    await countAttempt(db(), 'a', LATER);
    const decision = await findDecision(db(), 'a');
    assert.deepEqual([decision?.attempts, decision?.eTag, decision?.changedAt], [2, '"e-2"', LATER]);
  });

  it('ends a decision once', async () => {
    await openDecision(db(), asked('a'));
    assert.equal(await endDecision(db(), 'a', 'done', 'accepted', LATER), true);
    assert.equal(await endDecision(db(), 'a', 'abandoned', 'stale', new Date()), false);
    const decision = await findDecision(db(), 'a');
    assert.deepEqual([decision?.state, decision?.outcome, decision?.endedAt], ['done', 'accepted', LATER]);
    assert.equal(await findWritingDecision(db(), 'deal-1'), null);
  });

  it('knows who decided a deal last', async () => {
    assert.equal(await lastDoneDecision(db(), 'deal-1'), null);
    await openDecision(db(), asked('a'));
    await endDecision(db(), 'a', 'done', null, AT);
    await openDecision(db(), asked('b', { verb: 'deal.won' }));
    await endDecision(db(), 'b', 'done', null, LATER);
    await openDecision(db(), asked('c'));
    await endDecision(db(), 'c', 'refused', null, LATER);
    assert.equal((await lastDoneDecision(db(), 'deal-1'))?.id, 'b');
    assert.equal((await lastDoneDecision(db(), 'deal-1', 'deal.accept'))?.id, 'a');
  });
});

function asked(id: string, changes: Partial<NewDecision> = {}): NewDecision {
  return {
    id,
    dealId: 'deal-1',
    verb: 'deal.accept',
    tenantId: 'tenant',
    personId: 'person',
    personName: 'Zoé Martin',
    inputs: { accept: { name: 'Datacenter move' }, note: null },
    dealVersion: null,
    placeId: 'place',
    openedAt: AT,
    owner: 'one bot',
    ...changes,
  };
}
