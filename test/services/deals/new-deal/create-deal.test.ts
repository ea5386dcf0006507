import assert from 'node:assert/strict';
import { SETTLES_AFTER_MS } from '../../../../services/deals/new-deal/make-once.ts';
import { invitationReferral, ownReferral } from '../../../../services/deals/new-deal/new-referrals.ts';
import { parseNewDeal } from '../../../../services/deals/new-deal/parse-new-deal.ts';
import { FORMER_COLLEAGUE } from '../../../../services/people/former-colleague.ts';
import { forgetPerson } from '../../../../services/privacy/forget-person.ts';
import { findAccess } from '../../../../services/store/access.ts';
import { findDecision, findOpenDecisions, lastDoneDecision } from '../../../../services/store/decisions.ts';
import { findDelivery } from '../../../../services/store/deliveries.ts';
import { findSister } from '../../../../services/store/deals.ts';
import { listHistory } from '../../../../services/store/history.ts';
import { stopSandboxes } from '../../referrals/sandbox/call-sandbox.ts';
import { ANN, BEN, freshStore } from '../stage.ts';
import { newDealTexts } from './new-deal-texts.ts';
import { openSandboxStage, type SandboxStage } from './sandbox-stage.ts';

const POST = { method: 'POST' as const };
const QUARTER_HOUR = 15 * 60_000;

describe('createDeal, before the sandbox', () => {
  const store = freshStore();
  let stage: SandboxStage;
  beforeEach(async () => {
    stage = await openSandboxStage(store());
  });
  afterEach(stopSandboxes);

  const organizations = async () => (await stage.referrals()).map((one) => one['organizationName']);
  const PAIR = ['Contoso Partner (demo)', 'Microsoft'];
  /** Open deals that the person has been shown already. */
  const sameOnes = async () => (await stage.referrals()).map((one) => String(one['id']));
  const isPair = async () => assert.deepEqual(await organizations(), PAIR);

  it('makes a co-sell deal by two POSTs with the documented bodies (TYPE-01, SEED-13, SEED-16, FLD-11, FLD-13)', async () => {
    const outcome = await stage.create();
    assert.ok(outcome.kind === 'created');
    assert.equal(outcome.invitation, 'sent');
    await isPair();
    const { deal } = outcome.stored;
    const { values } = parseNewDeal('coSell', newDealTexts(), stage.services.clock.now());
    assert.ok(values?.help);
    const { help } = values;
    assert.deepEqual(await stage.posted(), [
      ownReferral(values, 'CSD-d-1'),
      invitationReferral({ ...values, help }, deal.engagementId ?? ''),
    ]);
    assert.deepEqual([deal.status, deal.substatus, deal.type], ['Active', 'Accepted', 'Shared']);
    const sister = await findSister(store().db, deal.engagementId);
    assert.deepEqual([sister?.deal.status, sister?.deal.invitation.help], ['New', 'ProofOfConceptOrDemo']);
  });

  for (const [kind, type, maySee] of [
    ['private', 'Independent', false],
    ['partnerLed', 'Independent', true],
  ] as const) {
    it(`makes a ${kind} deal by one POST (TYPE-02, TYPE-03, FLD-01, FLD-10, FLD-12, SEED-14)`, async () => {
      const outcome = await stage.create({ kind });
      assert.ok(outcome.kind === 'created');
      assert.equal(outcome.invitation, 'none');
      const [body, ...more] = await stage.posted();
      assert.deepEqual(more, []);
      assert.deepEqual(
        [body?.type, body?.consent.consentToShareReferralWithMicrosoftSellers],
        [type, maySee],
      );
      assert.deepEqual(body?.consent.consentToToShareInfoWithOthers, true);
      assert.deepEqual(body?.details.requirements.additionalRequirements.attributes, [
        { type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' },
      ]);
      assert.equal('inviteContext' in (body ?? {}), false);
    });
  }

  it('is known at once: its history names who made it, and they may see it', async () => {
    const outcome = await stage.create();
    assert.ok(outcome.kind === 'created');
    const { id } = outcome.stored.deal;
    const history = await listHistory(store().db, id);
    assert.deepEqual(
      history.map(({ verb, actor }) => [verb, actor.kind === 'person' && actor.name]),
      [
        ['deal.create', 'Ann Lee'],
        ['deal.invite', 'Ann Lee'],
      ],
    );
    assert.equal((await findAccess(store().db, ANN, id))?.maySee, true);
    const made = await lastDoneDecision(store().db, id, 'deal.create');
    assert.deepEqual([made?.personName, made?.inputs], ['Ann Lee', {}], 'what was sent is not kept');
  });

  it('is one deal, however often and however fast the draft is sent', async () => {
    const outcomes = await Promise.all([stage.create(), stage.create(), stage.create()]);
    const again = await stage.create({ texts: newDealTexts({ name: 'Another name' }) });
    const ids = [...outcomes, again].map((one) => one.kind === 'created' && one.stored.deal.id);
    assert.equal(new Set(ids).size, 1);
    assert.ok(again.kind === 'created');
    assert.equal(again.invitation, 'sent');
    await isPair();
  });

  it('makes two deals of two drafts', async () => {
    await stage.create({ kind: 'private' });
    await stage.create({
      kind: 'private',
      draftId: 'd-2',
      texts: newDealTexts({ customerName: 'Other GmbH', duns: null }),
    });
    assert.equal((await stage.referrals()).length, 2);
  });

  it('sends nothing while something is missing or the customer does not agree (FLD-12, SEED-17)', async () => {
    const outcome = await stage.create({ texts: newDealTexts({ consent: 'No', name: '' }) });
    assert.deepEqual(outcome, { kind: 'incomplete', errors: { consent: 'noConsent', name: 'required' } });
    assert.deepEqual([await stage.posted(), await findOpenDecisions(store().db)], [[], []]);
  });

  it('points out an open deal of the same customer and solution first, and goes on once it was seen', async () => {
    await stage.create({ kind: 'private' });
    const second = { kind: 'private', draftId: 'd-2' } as const;
    const outcome = await stage.create(second);
    assert.ok(outcome.kind === 'sameOpen');
    assert.equal((await stage.posted()).length, 1);
    const seenSame = outcome.deals.map(({ deal }) => deal.id);
    assert.equal((await stage.create({ ...second, seenSame })).kind, 'created');
    assert.equal((await stage.referrals()).length, 2);
  });

  interface Bad {
    when: string;
    fault: object;
    /** What the person is answered at once. Default: created, with Microsoft invited. */
    answer?: string;
  }
  const LOST: Bad[] = [
    { when: 'is done and its answer lost', fault: { loseAnswer: true } },
    { when: 'is done and answered too late', fault: { delayMs: 900 } },
    { when: 'fails with 500', fault: { status: 500 }, answer: 'pending' },
    { when: 'fails with 502', fault: { status: 502 }, answer: 'pending' },
    { when: 'fails with 503, perhaps of a gateway', fault: { status: 503 }, answer: 'pending' },
    { when: 'fails with 504', fault: { status: 504 }, answer: 'pending' },
    { when: 'is throttled', fault: { status: 429, retryAfterSeconds: 0.1 } },
    {
      when: 'is not answered in time, and refused then',
      fault: { delayMs: 900, status: 500 },
      answer: 'pending',
    },
  ];

  /** Once, when the next referral is made and nobody has heard of it yet. */
  function afterNextPost(happens: () => unknown): void {
    const { referrals } = stage.services;
    const { create } = referrals;
    referrals.create = async (...call) => {
      const made = await create(...call);
      referrals.create = create;
      await happens();
      return made;
    };
  }

  /** Time goes on in passes, as long as something is open. */
  async function untilDone(): Promise<void> {
    for (let pass = 0; pass < 8 && (await findOpenDecisions(store().db)).length > 0; pass++) {
      stage.services.clock.pass(SETTLES_AFTER_MS / 2);
      await stage.finish();
    }
  }

  for (const { when, fault, answer = 'created' } of LOST) {
    it(`ends with exactly one pair where the first POST ${when}`, async () => {
      await stage.faults([{ ...POST, ...fault }]);
      const outcome = await stage.create();
      // What comes too late to be seen in the first look is found in the next one.
      if (!('delayMs' in fault)) assert.equal(outcome.kind, answer);
      await settle(fault);
      await untilDone();
      await isPair();
      const again = await stage.create();
      assert.ok(again.kind === 'created');
      assert.equal(again.invitation, 'sent');
    });

    it(`ends with exactly one pair where the second POST ${when}: half done is shown and finished (SEED-13)`, async () => {
      await stage.create({
        kind: 'private',
        draftId: 'd-0',
        texts: newDealTexts({ customerName: 'Other', duns: null }),
      });
      stage.services.clock.pass(60_000);
      const outcome = await duringSecond(fault);
      assert.ok(outcome.kind === 'created');
      if (!('delayMs' in fault)) assert.equal(outcome.invitation, answer === 'created' ? 'sent' : answer);
      await settle(fault);
      await untilDone();
      assert.deepEqual((await organizations()).slice(1), PAIR);
    });
  }

  /** The first POST of the next creation is well, the second one meets the fault. */
  function duringSecond(fault: object): ReturnType<SandboxStage['create']> {
    const { referrals } = stage.services;
    const { create } = referrals;
    referrals.create = async (...call) => {
      const made = await create(...call);
      referrals.create = create;
      await stage.faults([{ ...POST, ...fault }]);
      return made;
    };
    return stage.create();
  }

  const settle = (fault: object) =>
    new Promise((resolve) => setTimeout(resolve, 'delayMs' in fault ? 600 : 0));

  it('makes nothing where Partner Center refuses, and the same draft may be sent again', async () => {
    await stage.faults([{ ...POST, status: 400 }]);
    assert.equal((await stage.create()).kind, 'rejected');
    assert.deepEqual([await stage.referrals(), await findOpenDecisions(store().db)], [[], []]);
    assert.equal((await stage.create()).kind, 'created');
    await isPair();
  });

  it('tells who has no role for it, and who is not signed in, that nothing was made (PERM-01)', async () => {
    await stage.faults([{ ...POST, status: 403 }]);
    assert.equal((await stage.create()).kind, 'notAllowed');
    stage.signedIn(false);
    assert.equal((await stage.create()).kind, 'signIn');
    assert.deepEqual(await findOpenDecisions(store().db), []);
    stage.signedIn(true);
    assert.equal((await stage.create()).kind, 'created');
  });

  it('leaves a deal whose invitation is refused: it is partner-led, and says so', async () => {
    const outcome = await duringSecond({ status: 400 });
    assert.ok(outcome.kind === 'created');
    assert.equal(outcome.invitation, 'refused');
    const again = await stage.create();
    assert.equal(again.kind === 'created' && again.invitation, 'refused');
    assert.equal((await stage.referrals()).length, 1);
  });

  it('counts an invitation that a colleague made meanwhile as the one that was asked for', async () => {
    const outcome = await duringSecond({ status: 500 });
    assert.ok(outcome.kind === 'created');
    const { engagementId } = outcome.stored.deal;
    const { values } = parseNewDeal('coSell', newDealTexts(), stage.services.clock.now());
    assert.ok(values?.help);
    const body = invitationReferral({ ...values, help: values.help }, engagementId ?? '');
    await stage.sandbox.call('POST', '/v1.0/engagements/referrals', body);
    await untilDone();
    await isPair();
  });

  it('waits where the token of the person is gone, says so once, and ends when they are back', async () => {
    await stage.faults([
      { ...POST, loseAnswer: true },
      { method: 'GET', status: 500, times: 10 },
    ]);
    assert.deepEqual(await stage.create({ seenSame: [] }), { kind: 'unavailable', retryAfterSeconds: null });
    await stage.faults([{ ...POST, status: 500 }]);
    assert.equal((await stage.create()).kind, 'pending');
    const [row] = await findOpenDecisions(store().db);
    assert.ok(row);
    stage.signedIn(false);
    await stage.finish();
    assert.equal((await findDecision(store().db, row.id))?.outcome, 'signIn');
    const told = () => findDelivery(store().db, 'place-ann', `decision:${row.id}`, 'making');
    assert.ok(await told());
    const calls = stage.services.wakeDeliveries as unknown as { callCount: number };
    const before = calls.callCount;
    await stage.finish();
    assert.equal(calls.callCount, before, 'said once');
    stage.signedIn(true);
    await untilDone();
    await isPair();
  });

  it('waits with the second step too: the deal is there, and nobody else invites in their name', async () => {
    afterNextPost(() => stage.signedIn(false));
    const outcome = await stage.create();
    assert.ok(outcome.kind === 'created');
    assert.equal(outcome.invitation, 'signIn');
    stage.services.clock.pass(QUARTER_HOUR * 2);
    await stage.finish();
    assert.equal((await stage.referrals()).length, 1);
    stage.signedIn(true);
    await untilDone();
    await isPair();
    const log = await stage.log();
    assert.deepEqual(
      new Set(log.filter(({ method }) => method === 'POST').map(({ caller }) => caller)),
      new Set(['local.ann']),
    );
  });

  it('made late, tells of Microsoft’s part by itself where that is refused or waits for a sign-in', async () => {
    const rows = [
      ['d-refused', 'refused', async () => stage.faults([{ ...POST, status: 400 }])],
      ['d-signIn', 'signIn', async () => stage.signedIn(false)],
    ] as const;
    for (const [draftId, state, spoil] of rows) {
      await stage.faults([{ ...POST, status: 500 }]);
      const pending = await stage.create({ draftId, seenSame: await sameOnes() });
      assert.equal(pending.kind, 'pending');
      stage.services.clock.pass(SETTLES_AFTER_MS);
      afterNextPost(spoil);
      await stage.finish();
      const making = await store()
        .db.selectFrom('decisions')
        .select(['id', 'verb', 'outcome'])
        .where('verb', '=', 'deal.invite')
        .where('outcome', '!=', 'done')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      assert.equal(making.outcome, state === 'refused' ? 'rejected' : state);
      assert.ok(await findDelivery(store().db, 'place-ann', `decision:${making.id}`, 'making'), state);
    }
  });

  it('does not invite Microsoft any more for who asked to be forgotten while it waited for their sign-in', async () => {
    afterNextPost(() => stage.signedIn(false));
    const outcome = await stage.create();
    assert.equal(outcome.kind === 'created' && outcome.invitation, 'signIn');
    const [row] = await findOpenDecisions(store().db);
    assert.ok(row);
    assert.deepEqual(await forgetPerson(stage.services, ANN), { kind: 'forgotten', ended: 1 });
    stage.signedIn(true);
    await stage.finish();
    assert.equal((await stage.referrals()).length, 1);
    const ended = await findDecision(store().db, row.id);
    assert.ok(outcome.kind === 'created' && ended);
    assert.deepEqual(
      [ended.state, ended.dealId, ended.inputs, ended.personName],
      ['abandoned', outcome.stored.deal.id, {}, FORMER_COLLEAGUE],
    );
  });

  it('forgets nobody while their deal is being made', async () => {
    await stage.faults([{ ...POST, status: 500 }]);
    assert.equal((await stage.create()).kind, 'pending');
    assert.deepEqual(await forgetPerson(stage.services, ANN), { kind: 'busy' });
    await untilDone();
    assert.deepEqual(await forgetPerson(stage.services, ANN), { kind: 'forgotten', ended: 0 });
    await isPair();
  });

  it('does not send for the first time what was asked long ago: nothing is made, and the person is told', async () => {
    await stage.faults([{ ...POST, status: 500 }]);
    await stage.create();
    const [row] = await findOpenDecisions(store().db);
    assert.ok(row);
    stage.services.clock.pass(QUARTER_HOUR + 1);
    await stage.finish();
    const ended = await findDecision(store().db, row.id);
    assert.deepEqual(
      [ended?.state, ended?.outcome, ended?.inputs],
      ['abandoned', 'stale', { name: 'Plant analytics' }],
    );
    assert.ok(await findDelivery(store().db, 'place-ann', `decision:${row.id}`, 'making'));
    assert.deepEqual(await stage.referrals(), []);
  });

  it('does not mistake a draft of somebody else for its own', async () => {
    await stage.create({ kind: 'private' });
    await assert.rejects(
      stage.create({
        decider: BEN,
        kind: 'private',
        texts: newDealTexts({ customerName: 'Other', duns: null }),
      }),
      /neither opened nor found/,
    );
  });
});
