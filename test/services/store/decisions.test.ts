import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Db } from '../../../services/store/database.ts';
import {
  countAttempt,
  endDecision,
  endMaking,
  findCreation,
  findDecision,
  findOpenDecisions,
  findWaitingForSignIn,
  findWritingDecision,
  hasDecisionUnderWay,
  lastDoneDecision,
  type NewDecision,
  noteWaiting,
  openCreation,
  openDecision,
  startWriting,
  stopWriting,
} from '../../../services/store/decisions.ts';
import { migrateBack } from '../../../services/store/migrate-back.ts';
import { openStore, openUnchanged } from '../../../services/store/database.ts';
import { findSettings, saveSetting } from '../../../services/store/settings.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { saveDeal, type StoredDeal } from '../../../services/store/deals.ts';
import { overlapping } from './overlapping.ts';
import { sampleStored } from './sample-deal.ts';

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

describeOnEveryEngine('decisions that make a referral', (opened) => {
  const db = () => opened().store.db;
  const person = { tenantId: 'tenant', personId: 'person' };
  const made = { state: 'done', outcome: 'done', dealId: 'deal-7' } as const;

  it('opens one creation of a draft that is sent many times at once, and gives it to all others', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(ids.map((id) => openCreation(db(), creation(id))));
    const winner = ids[answers.indexOf('opened')];
    const others = answers.filter((answer) => answer !== 'opened');
    assert.equal(others.length, ids.length - 1);
    for (const other of others) assert.equal(other.id, winner);
    assert.equal((await findOpenDecisions(db())).length, 1);
  });

  it('gives back the creation that has made a deal, however much later the draft is sent again', async () => {
    await openCreation(db(), creation('a'));
    await endMaking(db(), 'a', made, LATER);
    const again = await openCreation(db(), creation('b'));
    assert.ok(again !== 'opened');
    assert.deepEqual([again.id, again.state, again.dealId], ['a', 'done', 'deal-7']);
  });

  it('opens another one where the first made nothing, and one for each draft', async () => {
    await openCreation(db(), creation('a'));
    await endMaking(db(), 'a', { state: 'refused', outcome: 'rejected' }, LATER);
    assert.equal(await findCreation(db(), person, 'draft-1'), null);
    assert.equal(await openCreation(db(), creation('b')), 'opened');
    const other = { draftId: 'draft-2', dealId: 'new.draft-2' };
    assert.equal(await openCreation(db(), creation('c', other)), 'opened');
  });

  it('never gives one person the creation of another one', async () => {
    await openCreation(db(), creation('a'));
    assert.equal(await findCreation(db(), { ...person, personId: 'someone-else' }, 'draft-1'), null);
    await assert.rejects(openCreation(db(), creation('b', { personId: 'someone-else' })));
    assert.equal(await findDecision(db(), 'b'), null);
  });

  it('ends it once, as a decision of its deal, and keeps nothing of what was to be sent', async () => {
    await openCreation(db(), creation('a'));
    await startWriting(db(), 'a', null, AT);
    assert.equal(await endMaking(db(), 'a', made, LATER), true);
    const ended = await findDecision(db(), 'a');
    assert.ok(ended);
    const { state, outcome, dealId, inputs, changedAt, endedAt } = ended;
    assert.deepEqual({ state, outcome, dealId }, made);
    assert.deepEqual([inputs, changedAt, endedAt], [{}, LATER, LATER]);
    const twice = { state: 'abandoned', outcome: 'stale', dealId: 'deal-8' } as const;
    assert.equal(await endMaking(db(), 'a', twice, new Date()), false);
    assert.deepEqual(await findDecision(db(), 'a'), ended);
    assert.equal((await lastDoneDecision(db(), 'deal-7'))?.id, 'a');
  });

  it('keeps the key and only what is named where nothing was made', async () => {
    await openCreation(db(), creation('a'));
    const inputs = { name: 'Datacenter move' };
    await endMaking(db(), 'a', { state: 'abandoned', outcome: 'stale', inputs }, LATER);
    const ended = await findDecision(db(), 'a');
    assert.deepEqual([ended?.dealId, ended?.inputs], ['new.draft-1', inputs]);
  });

  it('says of each thing that is waited for once that it is new', async () => {
    await openCreation(db(), creation('a'));
    const says = async (outcome: string | null) => noteWaiting(db(), 'a', outcome);
    assert.equal(await says(null), false, 'nothing is waited for from the beginning');
    assert.equal(await says('signIn'), true);
    assert.equal(await says('signIn'), false);
    assert.equal((await findDecision(db(), 'a'))?.outcome, 'signIn');
    assert.equal(await says(null), true);
    assert.equal(await says('signIn'), true);
    await endMaking(db(), 'a', made, LATER);
    assert.equal(await says('signIn'), false);
    assert.equal((await findDecision(db(), 'a'))?.outcome, 'done');
  });

  it('goes back to asked where what was sent is surely not there, and may then be sent again', async () => {
    await openCreation(db(), creation('a'));
    await stopWriting(db(), 'a', LATER);
    assert.deepEqual((await findDecision(db(), 'a'))?.changedAt, AT, 'nothing was being written');
    await startWriting(db(), 'a', null, AT);
    await stopWriting(db(), 'a', LATER);
    const stopped = await findDecision(db(), 'a');
    assert.deepEqual([stopped?.state, stopped?.changedAt], ['asked', LATER]);
    assert.equal(await findWritingDecision(db(), 'new.draft-1'), null);
    assert.equal(await startWriting(db(), 'a', null, LATER), true);
    await endMaking(db(), 'a', made, LATER);
    await stopWriting(db(), 'a', new Date());
    assert.equal((await findDecision(db(), 'a'))?.state, 'done');
  });

  it('is under way unless it waits for a sign-in; sent again it waits for nothing', async () => {
    assert.equal(await hasDecisionUnderWay(db(), person), false);
    await openCreation(db(), creation('a'));
    assert.equal(await hasDecisionUnderWay(db(), person), true);
    assert.equal(await hasDecisionUnderWay(db(), { ...person, personId: 'someone-else' }), false);
    const waiting = async () => (await findWaitingForSignIn(db(), person)).map(({ id }) => id);
    const send = [() => startWriting(db(), 'a', null, AT), () => countAttempt(db(), 'a', LATER)];
    for (const again of send) {
      await noteWaiting(db(), 'a', 'signIn');
      assert.deepEqual([await hasDecisionUnderWay(db(), person), await waiting()], [false, ['a']]);
      assert.equal(await again(), true);
      assert.deepEqual([await hasDecisionUnderWay(db(), person), await waiting()], [true, []]);
    }
    await endMaking(db(), 'a', made, LATER);
    assert.equal(await countAttempt(db(), 'a', LATER), false, 'nothing may be sent after its end');
    assert.equal(await hasDecisionUnderWay(db(), person), false);
  });

  it('is kept one a draft by the tables since 0014, which go back with what was decided before', async () => {
    const { store, url } = opened();
    await openDecision(store.db, asked('old'));
    await openCreation(store.db, creation('a'));
    const second = { ...creation('b'), dealId: 'new.other' };
    assert.ok((await openCreation(store.db, second)) !== 'opened', 'by its draft alone');
    await store.stop();
    await migrateBack(url, '0012-retention');
    const again = await openStore(url);
    const drafts = (await findOpenDecisions(again.db)).map(({ id, draftId }) => [id, draftId] as const);
    assert.deepEqual(
      new Map(drafts),
      new Map([
        ['a', null],
        ['old', null],
      ]),
    );
    assert.equal(await openCreation(again.db, second), 'opened');
    const insert = sql`update decisions set draft_id = 'draft-1' where id = 'a'`;
    await assert.rejects(insert.execute(again.db));
    await again.stop();
  });
});

describeOnEveryEngine('migration 0014', (opened) => {
  it('makes our deals with Microsoft on them co-sell, and no other ones (TYPE-01)', async () => {
    const { store, url } = opened();
    const wanted = [
      ['invited', 'outbound', 'partnerLed', 'e-1', 'coSell'],
      ['not-understood', 'outbound', 'other', 'e-2', 'coSell'],
      ['alone', 'outbound', 'partnerLed', 'e-3', 'partnerLed'],
      ['not-there-any-more', 'outbound', 'partnerLed', 'e-4', 'partnerLed'],
      ['private', 'outbound', 'private', 'e-1', 'private'],
      ['inbound', 'inbound', 'partnerLed', 'e-1', 'partnerLed'],
    ] as const;
    const list = (id: string, kind: StoredDeal['kind'], engagementId: string, isGone = false) =>
      saveDeal(store.db, {
        ...sampleStored({ id, engagementId }),
        kind,
        goneAt: isGone ? LATER : null,
      });
    for (const [id, kind, , engagementId] of wanted) await list(id, kind, engagementId);
    for (const engagementId of ['e-1', 'e-2']) await list(`sister-${engagementId}`, 'sister', engagementId);
    await list('sister-e-4', 'sister', 'e-4', true);
    await store.stop();
    await migrateBack(url, '0012-retention');
    const older = await openUnchanged(url);
    for (const [id, , type] of wanted)
      await sql`update listed_deals set deal_type = ${type} where deal_id = ${id}`.execute(older.db);
    await older.stop();
    const again = await openStore(url);
    const rows = await again.db.selectFrom('listed_deals').select(['deal_id', 'deal_type']).execute();
    for (const [id, , , , type] of wanted)
      assert.equal(rows.find((row) => row.deal_id === id)?.deal_type, type, id);
    await again.stop();
  });
});

function creation(
  id: string,
  changes: Partial<NewDecision> & { draftId?: string } = {},
): NewDecision & { draftId: string } {
  const verb = { verb: 'deal.create', dealId: 'new.draft-1', draftId: 'draft-1' };
  return { ...asked(id), ...verb, ...changes };
}

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
