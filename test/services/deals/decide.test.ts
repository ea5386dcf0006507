import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { createDecide, type Decide } from '../../../services/deals/decide.ts';
import type { DecisionOutcome, DecisionRequest } from '../../../services/deals/decision.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { type ReferralErrorKind, ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { findLatestDecision, findOpenDecisions, openDecision } from '../../../services/store/decisions.ts';
import { listHistory } from '../../../services/store/history.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { newDecision } from './new-decision.ts';
import { ANN, BEN, freshStore, saveReadAll, setStage, type Stage, START } from './stage.ts';

const DECLINE = { verb: 'deal.decline', inputs: { reason: '3', note: 'Too far' } } as const;

describe('deciding', () => {
  const store = freshStore();
  let stage: Stage;
  let decide: Decide;
  const open = (changes: Partial<Deal> = {}) => {
    stage = setStage(store(), [inbound(changes)]);
    decide = createDecide(stage);
  };
  beforeEach(() => open());

  const ask = (changes: Partial<DecisionRequest> = {}): Promise<DecisionOutcome> =>
    decide({
      dealId: DEAL_ID,
      verb: 'deal.accept',
      decider: ANN,
      inputs: {},
      version: null,
      placeId: 'place-ann',
      ...changes,
    });
  const rowOf = (verb = 'deal.accept', person = ANN) => findLatestDecision(store().db, person, DEAL_ID, verb);
  const ending = async (verb?: string) => {
    const row = await rowOf(verb);
    return [row?.state, row?.outcome];
  };
  const fail = (
    method: 'get' | 'update',
    kind: ReferralErrorKind,
    fields: ConstructorParameters<typeof ReferralServiceError>[1] = {},
    options?: { times?: number; after?: boolean },
  ) =>
    stage.referrals.fail(
      method,
      new ReferralServiceError(kind, { retryAfterSeconds: 0, ...fields }),
      options,
    );
  const updates = () => stage.referrals.calls.filter(({ method }) => method === 'update');

  describe('done', () => {
    it('writes once, with the eTag read fresh, under the own rights of the person (PERM-06)', async () => {
      await recordDeal(stage, inbound({ eTag: '"old"', updatedAt: new Date(0) }));
      const outcome = await ask();
      assert.equal(outcome.kind, 'done');
      assert.equal(updates().length, 1);
      assert.deepEqual(updates()[0]?.caller, { kind: 'person', person: ANN });
      assert.equal(updates()[0]?.eTag, '"e-1"');
      assert.equal(stage.referrals.deal(DEAL_ID).substatus, 'Accepted');
    });

    it('ends the row, records the deal and its history, and wakes the deliveries', async () => {
      const outcome = await ask();
      assert.deepEqual(await ending(), ['done', 'done']);
      assert.equal((await findDeal(store().db, DEAL_ID))?.deal.status, 'Active');
      const history = await listHistory(store().db, DEAL_ID);
      assert.deepEqual(
        history.map(({ kind, version }) => [kind, version]),
        [
          ['seen', 1],
          ['decided', 2],
        ],
      );
      assert.equal(outcome.kind === 'done' && outcome.stored.version, 2);
      assert.ok(stage.wakeDeliveries.called);
    });

    it('keeps the row before anything is asked of Partner Center', async () => {
      stage.referrals.before('get', async () => assert.deepEqual(await ending(), ['asked', null]));
      stage.referrals.before('update', async () => {
        const row = await rowOf();
        assert.deepEqual([row?.state, row?.eTag], ['writing', '"e-1"']);
      });
      assert.equal((await ask()).kind, 'done');
    });

    it('declines with reason and note (LIFE-06, RSN-03)', async () => {
      assert.equal((await ask(DECLINE)).kind, 'done');
      const { status, substatus, statusReason } = stage.referrals.deal(DEAL_ID);
      assert.deepEqual(
        [status, substatus, statusReason],
        ['Closed', 'Declined', 'Customer chose another vendor: Too far'],
      );
    });

    it('fills gaps and changes what was typed beyond them (FLD-17, LIFE-05)', async () => {
      open({ value: null, currency: null });
      const accept = { dealValue: '12 000,50', currency: 'eur', name: 'Better name', solutions: '' };
      assert.equal((await ask({ inputs: { accept } })).kind, 'done');
      const { value, currency, name } = stage.referrals.deal(DEAL_ID);
      assert.deepEqual([value, currency, name], ['12000.5', 'EUR', 'Better name']);
    });

    it('is the answer to the own second click too, with one write', async () => {
      await ask();
      const again = await ask({ version: 1 });
      assert.equal(again.kind === 'done' && again.decision.state, 'done');
      assert.equal(updates().length, 1);
    });

    it('goes on with the row that is open already', async () => {
      await openDecision(store().db, newDecision('d-1', ANN));
      const outcome = await ask();
      assert.equal(outcome.kind === 'done' && outcome.decision.id, 'd-1');
    });
  });

  describe('refused by our own rules', () => {
    it('names the gaps, without errors where nothing was typed (FLD-17)', async () => {
      open({ value: '0', closesAt: null });
      const outcome = await ask();
      assert.deepEqual(outcome.kind === 'gaps' && [outcome.gaps, outcome.errors], [
        ['dealValue', 'closingDate'],
        {},
      ]);
      assert.equal(updates().length, 0);
      assert.deepEqual(await ending(), ['abandoned', 'gaps']);
    });

    it('says what is wrong with what was typed (FLD-05, FLD-06)', async () => {
      open({ value: null, closesAt: null });
      const outcome = await ask({ inputs: { accept: { dealValue: 'much', closingDate: '2020-01-01' } } });
      assert.deepEqual(outcome.kind === 'gaps' && outcome.errors, {
        dealValue: 'notANumber',
        closingDate: 'inThePast',
      });
    });

    it('does not accept without a customer, which only Partner Center can fill (FLD-01, FLD-15)', async () => {
      open({ customer: { ...inbound().customer, country: null } });
      const outcome = await ask({ inputs: { accept: { name: 'Plant' } } });
      assert.deepEqual(outcome.kind === 'gaps' && outcome.gaps, ['customerCountry']);
    });

    it('does not decline without one of the eight reasons (RSN-01)', async () => {
      for (const reason of [null, '', '9']) {
        const outcome = await ask({ ...DECLINE, inputs: { reason } });
        assert.equal(outcome.kind, 'reasonMissing');
      }
      assert.equal(updates().length, 0);
    });

    for (const changes of [
      { substatus: 'Engaged' },
      { invitation: { ...inbound().invitation, organizationId: 'our-organization' } },
    ]) {
      it(`finds no legal move: ${Object.keys(changes).join()} (LIFE-02, LIFE-03)`, async () => {
        open(changes);
        assert.equal((await ask()).kind, 'illegal');
        assert.deepEqual(await ending(), ['refused', 'illegal']);
      });
    }

    it('does not write without an eTag, which would undo the changes of others', async () => {
      open({ eTag: null });
      assert.equal((await ask()).kind, 'rejected');
      assert.equal(updates().length, 0);
    });
  });

  describe('from an older card', () => {
    beforeEach(async () => {
      await saveReadAll(stage);
      await recordDeal(stage, inbound());
    });

    it('goes on where nothing decisive has changed', async () => {
      stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), notes: 'More' });
      assert.equal((await ask({ version: 1 })).kind, 'done');
    });

    it('asks again where value, customer or deadline have changed, once', async () => {
      const expiresAt = new Date('2026-12-01T00:00:00Z');
      stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), value: '1', expiresAt, notes: 'More' });
      const outcome = await ask({ version: 1 });
      assert.deepEqual(outcome.kind === 'changed' && outcome.fields, ['expiresAt', 'value']);
      assert.deepEqual(await ending(), ['abandoned', 'changed']);
      assert.equal((await ask({ version: 2 })).kind, 'done');
    });

    it('does not ask who typed the command without having seen a card', async () => {
      stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), value: '1' });
      assert.equal((await ask({ version: null })).kind, 'done');
    });
  });

  describe('too late', () => {
    for (const [status, substatus] of [
      ['Active', 'Accepted'],
      ['Closed', 'Declined'],
      ['Closed', 'Expired'],
    ] as const) {
      it(`says that it was decided in Partner Center: ${substatus} (LIFE-11)`, async () => {
        open({ status, substatus });
        const outcome = await ask();
        assert.deepEqual([outcome.kind, 'decision' in outcome && outcome.decision], ['alreadyDecided', null]);
        assert.equal(updates().length, 0);
        assert.deepEqual(await ending(), ['refused', 'alreadyDecided']);
      });
    }

    it('names the person who decided here', async () => {
      await ask();
      const outcome = await ask({ decider: BEN, ...DECLINE });
      assert.equal(outcome.kind === 'alreadyDecided' && outcome.decision?.personName, 'Ann Lee');
    });

    it('does not name a person whose decision was undone in Partner Center', async () => {
      await ask();
      stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), status: 'Closed', substatus: 'Lost' });
      const outcome = await ask({ decider: BEN });
      assert.deepEqual(outcome.kind === 'alreadyDecided' && outcome.decision, null);
    });

    it('reads again after a lost race and says who was first (412)', async () => {
      stage.referrals.before('update', () =>
        stage.referrals.change(inbound({ status: 'Active', substatus: 'Accepted' })),
      );
      const outcome = await ask(DECLINE);
      assert.equal(outcome.kind, 'alreadyDecided');
      assert.equal(updates().length, 1);
    });

    it('records what it read after a lost race, so that every copy follows (412)', async () => {
      stage.referrals.before('update', () =>
        stage.referrals.change(inbound({ status: 'Active', substatus: 'Accepted' })),
      );
      const outcome = await ask();
      const stored = await findDeal(store().db, DEAL_ID);
      assert.deepEqual([stored?.deal.status, stored?.version], ['Active', 2]);
      assert.equal(outcome.kind === 'alreadyDecided' && outcome.stored.version, 2);
      const actor = (await listHistory(store().db, DEAL_ID)).at(-1)?.actor;
      assert.deepEqual(actor, { kind: 'partnerCenter' });
    });

    it('does not take the same move by somebody else for its own (412)', async () => {
      stage.referrals.before('update', () =>
        stage.referrals.change(inbound({ status: 'Active', substatus: 'Accepted' })),
      );
      const outcome = await ask();
      assert.deepEqual(
        [outcome.kind, 'decision' in outcome && outcome.decision?.personName],
        ['alreadyDecided', undefined],
      );
    });
  });

  describe('after a change in between', () => {
    it('writes with the new eTag where the move is still right (412)', async () => {
      stage.referrals.before('update', () => stage.referrals.change(inbound({ notes: 'More' })));
      assert.equal((await ask()).kind, 'done');
      assert.deepEqual(
        updates().map(({ eTag }) => eTag),
        ['"e-1"', '"c-2"'],
      );
      assert.equal((await rowOf())?.attempts, 1);
    });

    it('shows a decisive change instead (412)', async () => {
      await recordDeal(stage, inbound());
      stage.referrals.before('update', () => stage.referrals.change(inbound({ value: '1' })));
      const outcome = await ask({ version: 1 });
      assert.deepEqual(outcome.kind === 'changed' && outcome.fields, ['value']);
    });

    it('gives up after three writes, each after a fresh reading', async () => {
      fail('update', 'conflict', { status: 412 }, { times: 10 });
      assert.equal((await ask()).kind, 'unavailable');
      assert.equal(updates().length, 3);
      assert.equal(stage.referrals.count('get'), 4);
      assert.deepEqual(await ending(), ['abandoned', 'unavailable']);
    });
  });

  describe('refused by Partner Center', () => {
    const refusals: [ReferralErrorKind, DecisionOutcome['kind'], string, ('get' | 'update')[]][] = [
      ['unauthorized', 'signIn', 'abandoned', ['get', 'update']],
      ['forbidden', 'noAccess', 'refused', ['get']],
      ['notFound', 'notFound', 'refused', ['get', 'update']],
    ];
    for (const [kind, outcome, state, methods] of refusals) {
      for (const method of methods) {
        it(`answers ${outcome} when ${method} is ${kind}`, async () => {
          fail(method, kind);
          assert.deepEqual(await ask(), { kind: outcome });
          assert.deepEqual(await ending(), [state, outcome]);
        });
      }
    }

    it('still shows a deal that may be read but not changed (PERM-02)', async () => {
      fail('update', 'forbidden');
      const outcome = await ask();
      assert.equal(outcome.kind === 'notAllowed' && outcome.stored.deal.status, 'New');
      assert.deepEqual(await ending(), ['refused', 'notAllowed']);
    });

    it('passes on the code of a rule of its own, with the deal as it is (400, 409, 422)', async () => {
      fail('update', 'rejected', { status: 422, code: 'MissingTeamMember' });
      const outcome = await ask();
      assert.deepEqual(outcome.kind === 'rejected' && [outcome.code, outcome.stored.deal.status], [
        'MissingTeamMember',
        'New',
      ]);
      assert.deepEqual(await ending(), ['refused', 'rejected']);
    });
  });

  describe('without an answer', () => {
    it('changes nothing where the deal could not even be read', async () => {
      fail('get', 'unavailable');
      assert.deepEqual(await ask(), { kind: 'unavailable', stored: null, retryAfterSeconds: 0 });
      assert.deepEqual(await ending(), ['abandoned', 'unavailable']);
    });

    it('says how long to wait where Partner Center asks for too long (429)', async () => {
      fail('update', 'throttled', { status: 429, retryAfterSeconds: 60 });
      const outcome = await ask();
      assert.equal(outcome.kind === 'unavailable' && outcome.retryAfterSeconds, 60);
      assert.equal(updates().length, 1);
    });

    it('tries again where the wait is short and surely nothing was written', async () => {
      fail('update', 'throttled', { status: 429 });
      assert.equal((await ask()).kind, 'done');
      assert.equal(updates().length, 2);
    });

    it('finds out by reading that a write with a lost answer was carried out: one write', async () => {
      fail('update', 'unavailable', { wrote: 'unknown' }, { after: true });
      const outcome = await ask();
      assert.equal(outcome.kind === 'done' && outcome.decision.personName, 'Ann Lee');
      assert.equal(updates().length, 1);
      assert.deepEqual(await ending(), ['done', 'done']);
    });

    it('does not take for its own what a colleague did in that moment with another reason (RSN-03)', async () => {
      const theirs = { status: 'Closed', substatus: 'Declined', statusReason: 'The customer went elsewhere' };
      fail('update', 'unavailable', { wrote: 'unknown' });
      stage.referrals.before('update', () => stage.referrals.change(inbound({ ...theirs, eTag: '"e-9"' })));
      const outcome = await ask(DECLINE);
      assert.equal(outcome.kind, 'alreadyDecided');
      assert.equal(outcome.kind === 'alreadyDecided' && outcome.decision, null);
      assert.deepEqual(await ending('deal.decline'), ['refused', 'alreadyDecided']);
      const [, last] = await listHistory(store().db, DEAL_ID);
      assert.deepEqual(last?.actor, { kind: 'partnerCenter' });
    });

    it('takes it for its own where the reason is the same', async () => {
      fail('update', 'unavailable', { wrote: 'unknown' }, { after: true });
      assert.equal((await ask(DECLINE)).kind, 'done');
      assert.equal(updates().length, 1);
    });

    it('takes it for its own where Partner Center kept no reason', async () => {
      const silent = { status: 'Closed', substatus: 'Declined', statusReason: null };
      fail('update', 'unavailable', { wrote: 'unknown' });
      stage.referrals.before('update', () => stage.referrals.change(inbound({ ...silent, eTag: '"e-9"' })));
      assert.equal((await ask(DECLINE)).kind, 'done');
      assert.equal(updates().length, 1);
    });

    it('writes again where the lost write was not carried out', async () => {
      fail('update', 'unavailable', { wrote: 'unknown' });
      assert.equal((await ask()).kind, 'done');
      assert.equal(updates().length, 2);
    });

    it('stays open while nobody knows whether it was written', async () => {
      fail('update', 'unavailable', { wrote: 'unknown' }, { after: true });
      stage.referrals.before('update', () => fail('get', 'unavailable'));
      assert.equal((await ask()).kind, 'pending');
      assert.equal((await rowOf())?.state, 'writing');
      assert.equal((await ask()).kind, 'done', 'the next click finds the answer');
      assert.equal(updates().length, 1);
    });

    it('stays open after three writes without an answer', async () => {
      fail('update', 'unavailable', { wrote: 'unknown' }, { times: 10 });
      assert.equal((await ask()).kind, 'pending');
      assert.equal(updates().length, 3);
      assert.equal((await findOpenDecisions(store().db)).length, 1);
    });

    it('throws a surprise, and leaves the row to be finished later', async () => {
      stage.referrals.before('update', () => {
        throw new TypeError('ours');
      });
      await assert.rejects(ask(), TypeError);
      assert.equal((await rowOf())?.state, 'writing');
      assert.equal((await ask()).kind, 'done');
    });
  });

  it('remembers what was typed, by whom, where and when', async () => {
    await ask({ ...DECLINE, version: 3 });
    const row = await rowOf('deal.decline');
    assert.deepEqual(
      [row?.inputs, row?.personName, row?.placeId, row?.dealVersion, row?.openedAt],
      [DECLINE.inputs, 'Ann Lee', 'place-ann', 3, START],
    );
  });
});
