import assert from 'node:assert/strict';
import type { Deal } from '../../../../services/deals/deal.ts';
import { SETTLES_AFTER_MS } from '../../../../services/deals/new-deal/make-once.ts';
import { findOpenDecisions } from '../../../../services/store/decisions.ts';
import { listHistory } from '../../../../services/store/history.ts';
import { stopSandboxes } from '../../referrals/sandbox/call-sandbox.ts';
import { BEN, freshStore } from '../stage.ts';
import { newDealTexts } from './new-deal-texts.ts';
import { HELP, openSandboxStage, type SandboxStage } from './sandbox-stage.ts';

const CONTACT = {
  contactFirstName: 'Anja',
  contactLastName: 'Beispiel',
  contactEmail: 'anja@sample.example',
  contactPhone: '+49 731 1',
};
const NO_CONTACT = {
  contactFirstName: '',
  contactLastName: '',
  contactEmail: '',
  contactPhone: '',
};
const CONSENT = '/consent/consentToShareReferralWithMicrosoftSellers';

describe('shareDeal, before the sandbox', () => {
  const store = freshStore();
  let stage: SandboxStage;
  let deal: Deal;

  async function make(kind: 'private' | 'partnerLed', texts = {}): Promise<void> {
    const outcome = await stage.create({ kind, texts: newDealTexts(texts) });
    assert.ok(outcome.kind === 'created');
    ({ deal } = outcome.stored);
    stage.services.clock.pass(1000);
  }
  beforeEach(async () => {
    stage = await openSandboxStage(store());
  });
  afterEach(stopSandboxes);

  const writes = async () =>
    (await stage.log())
      .filter(({ method }) => method !== 'GET')
      .map(({ method, body }) => ({ method, body }));
  const sisters = async () =>
    (await stage.referrals()).filter((one) => one['organizationName'] === 'Microsoft');
  const listedType = async () => {
    const row = await store()
      .db.selectFrom('listed_deals')
      .select('deal_type')
      .where('deal_id', '=', deal.id)
      .executeTakeFirst();
    return row?.deal_type;
  };

  async function untilDone(): Promise<void> {
    for (let pass = 0; pass < 8 && (await findOpenDecisions(store().db)).length > 0; pass++) {
      stage.services.clock.pass(SETTLES_AFTER_MS / 2);
      await stage.finish();
    }
  }

  it('lets sellers see a private deal by one documented write (TYPE-03, TYPE-08)', async () => {
    await make('private');
    const outcome = await stage.share({ dealId: deal.id, to: 'partnerLed', texts: {} });
    assert.ok(outcome.kind === 'shared');
    assert.equal(outcome.stored.deal.consent.shareWithMicrosoftSellers, true);
    assert.deepEqual((await writes()).slice(1), [
      { method: 'PATCH', body: [{ op: 'replace', path: CONSENT, value: true }] },
    ]);
    assert.equal(await listedType(), 'partnerLed');
    assert.equal((await listHistory(store().db, deal.id)).at(-1)?.verb, 'deal.share');
  });

  it('makes a private deal co-sell by that write and then the invitation (TYPE-01, SEED-13)', async () => {
    await make('private');
    const outcome = await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.ok(outcome.kind === 'shared');
    assert.equal(outcome.invitation, 'sent');
    const [, patch, post] = await writes();
    assert.deepEqual([patch?.method, post?.method], ['PATCH', 'POST']);
    const body = post?.body as Record<string, unknown>;
    assert.equal(body['engagementId'], deal.engagementId);
    assert.deepEqual(body['target'], [{ type: 'BusinessProfileLocation', id: 'msft' }]);
    assert.deepEqual(body['inviteContext'], { notes: HELP.helpNotes, assistanceRequestCode: HELP.help });
    assert.equal((await sisters()).length, 1);
    assert.equal(await listedType(), 'coSell');
  });

  it('makes a partner-led deal co-sell by the invitation alone, whose type lists know at once', async () => {
    await make('partnerLed');
    assert.equal(await listedType(), 'partnerLed');
    const outcome = await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.equal(outcome.kind, 'shared');
    assert.deepEqual(
      (await writes()).map(({ method }) => method),
      ['POST', 'POST'],
    );
    assert.equal(await listedType(), 'coSell');
    await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.equal((await sisters()).length, 1, 'sent twice, one invitation');
  });

  it('asks for the contact where the deal has none, and puts them on both referrals (FLD-02, SEED-16)', async () => {
    await make('private', NO_CONTACT);
    const without = await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.ok(without.kind === 'incomplete');
    assert.deepEqual(Object.keys(without.errors), Object.keys(CONTACT));
    const outcome = await stage.share({ dealId: deal.id, to: 'coSell', texts: { ...HELP, ...CONTACT } });
    assert.ok(outcome.kind === 'shared');
    assert.equal(outcome.stored.deal.customer.contacts[0]?.email, CONTACT.contactEmail);
    const [sister] = await sisters();
    const profile = sister?.['customerProfile'] as { team: { email: string }[] };
    assert.equal(profile.team[0]?.email, CONTACT.contactEmail);
  });

  it('writes nothing before it was confirmed, nor with help left open (FLD-11, FLD-13, FLD-15, SEED-17)', async () => {
    await make('private');
    const unsaid = await stage.share({ dealId: deal.id, to: 'partnerLed', texts: {}, confirmed: false });
    assert.equal(unsaid.kind, 'confirmationMissing');
    const open = await stage.share({
      dealId: deal.id,
      to: 'coSell',
      texts: { ...HELP, help: '', solutionPlay: 'x' },
    });
    assert.ok(open.kind === 'incomplete');
    assert.deepEqual(open.errors, { help: 'required', solutionPlay: 'notAChoice' });
    assert.equal((await writes()).length, 1);
  });

  it('never goes back, and says so of what is shared already (TYPE-08)', async () => {
    await make('partnerLed');
    const outcome = await stage.share({ dealId: deal.id, to: 'partnerLed', texts: {}, decider: BEN });
    assert.deepEqual([outcome.kind, outcome.kind === 'blocked' && outcome.block], ['blocked', 'already']);
  });

  it('shares nothing that is closed', async () => {
    await make('private');
    await stage.services.referrals.update({ kind: 'person', person: BEN }, deal.id, deal.eTag ?? '', [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Won' },
    ]);
    const outcome = await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.deepEqual([outcome.kind, outcome.kind === 'blocked' && outcome.block], ['blocked', 'closed']);
  });

  const BAD = [
    { when: 'loses its answer', fault: { loseAnswer: true } },
    { when: 'fails with 500', fault: { status: 500 } },
    { when: 'is throttled', fault: { status: 429, retryAfterSeconds: 0.1 } },
  ];
  for (const method of ['PATCH', 'POST'] as const) {
    for (const { when, fault } of BAD) {
      it(`ends with one visible deal and one invitation where the ${method} ${when}`, async () => {
        await make('private');
        await stage.faults([{ method, ...fault }]);
        await stage.share({ dealId: deal.id, to: 'coSell' });
        await untilDone();
        assert.equal((await sisters()).length, 1);
        const now = await stage.services.referrals.get({ kind: 'person', person: BEN }, deal.id);
        assert.equal(now.consent.shareWithMicrosoftSellers, true);
        assert.deepEqual(await findOpenDecisions(store().db), []);
      });
    }
  }

  it('leaves a deal on which others decide while the invitation is still looked for', async () => {
    await make('partnerLed');
    await stage.faults([{ method: 'POST', status: 500 }]);
    const outcome = await stage.share({ dealId: deal.id, to: 'coSell' });
    assert.ok(outcome.kind === 'shared');
    assert.equal(outcome.invitation, 'pending');
    const second = await stage.share({ dealId: deal.id, to: 'coSell', decider: BEN });
    assert.deepEqual([second.kind, second.kind === 'blocked' && second.block], ['blocked', 'beingInvited']);
    await untilDone();
    assert.equal((await sisters()).length, 1);
  });

  it('gives an invitation up once the deal is closed', async () => {
    await make('partnerLed');
    await stage.faults([{ method: 'POST', status: 500 }]);
    await stage.share({ dealId: deal.id, to: 'coSell' });
    const fresh = await stage.services.referrals.get({ kind: 'person', person: BEN }, deal.id);
    await stage.services.referrals.update({ kind: 'person', person: BEN }, deal.id, fresh.eTag ?? '', [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Lost' },
      { op: 'replace', path: '/statusReason', value: 'others' },
    ]);
    await untilDone();
    assert.deepEqual([(await sisters()).length, await findOpenDecisions(store().db)], [0, []]);
  });
});
