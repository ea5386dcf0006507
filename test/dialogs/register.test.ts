import assert from 'node:assert/strict';
import { openRegistration, stepRegistration } from '../../dialogs/register.ts';
import { win } from '../../dialogs/win.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { parseFreezes } from '../../services/deals/registration-deadline.ts';
import type { RegistrationInputs } from '../../services/deals/registration-form.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findOpenDrafts } from '../../services/store/drafts.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, freshStore, setStage, type Stage, START } from '../services/deals/stage.ts';
import { buttonsOf, inputsOf, stageTurn, wordsOf } from './stage-turn.ts';

const CONSENT = { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: true };
const ANSWERS: RegistrationInputs = {
  solutionId: 'SOL-100',
  marketplaceTransacted: 'No',
  deployedOnAzure: 'Yes',
  term: 'Perpetual',
  contractValue: '600000',
  contractCurrency: 'USD',
  solutionValue: '500000',
  solutionCurrency: 'USD',
  signedDate: '2026-11-13',
  startDate: '2026-11-13',
  endDate: null,
  tenant: 'Partner',
  pricingModel: 'Other',
};

describe('the registration dialog', () => {
  const store = freshStore();
  let stage: Stage;
  const open = (changes: Partial<Deal> = {}) => {
    const deal = inbound({
      status: 'Closed',
      substatus: 'Won',
      consent: CONSENT,
      createdAt: new Date('2026-11-01T08:00:00Z'),
      ...changes,
    });
    stage = setStage(store(), [deal]);
  };
  beforeEach(() => open());
  const here = { placeId: 'place-ann', activityId: 'a-1' };
  const form = async () => (await openRegistration(stageTurn(stage), DEAL_ID, here)).answer;
  const step = (name: string, inputs: RegistrationInputs = {}) =>
    stepRegistration(stageTurn(stage), { dealId: DEAL_ID, inputs, step: name });

  it('asks for everything that Microsoft asks for, prefilled from the deal (FORM-01 to FORM-11)', async () => {
    const { card, draftId } = await form();
    assert.equal(inputsOf(card).length, 14);
    assert.ok(draftId);
    assert.match(JSON.stringify(card), /"value":"SOL-100"/);
  });

  it('keeps a half-filled form, and goes on with it later', async () => {
    const { card } = await step('submit', { contractValue: '777', signedDate: '2026-11-12' });
    assert.match(wordsOf(card), /Please fill this in/);
    const [draft] = await findOpenDrafts(store().db, ANN, DEAL_ID);
    assert.equal(draft?.inputs['contractValue'], '777');
    assert.match(wordsOf((await form()).card), /777/);
  });

  it('does not open before Won (REG-01)', async () => {
    open({ status: 'Active', substatus: 'Accepted' });
    assert.deepEqual((await form()).view?.banner, { kind: 'notWonYet' });
  });

  it('does not open where a criterion closes the way, and says which (REG-03)', async () => {
    open({ consent: { ...CONSENT, shareWithMicrosoftSellers: false } });
    const { card } = await form();
    assert.deepEqual(inputsOf(card), []);
    assert.match(wordsOf(card), /private deals can never be registered/);
  });

  it('shows the state of a deal that is registered already (RST-02)', async () => {
    open({ registrationStatus: 'Approved' });
    const { card } = await form();
    assert.deepEqual(inputsOf(card), []);
    assert.match(wordsOf(card), /Registration: ✅ Approved/);
  });

  it('says before it is sent what not being on Azure means (FORM-03)', async () => {
    const { card } = await step('submit', { ...ANSWERS, deployedOnAzure: 'No' });
    assert.match(wordsOf(card), /closes the deal without a registration/);
    assert.ok(buttonsOf(card).includes('Send, without registration'));
    assert.equal(stage.referrals.count('update'), 0);
  });

  it('sends nothing while registrations are frozen, and keeps the answers (REG-15)', async () => {
    stage.registration = {
      eligibleSolutionIds: new Set(),
      freezes: parseFreezes('2026-11-01/2026-12-01') ?? [],
    };
    await step('submit', ANSWERS);
    const { card, draftId } = await step('send');
    assert.match(wordsOf(card), /takes no registrations until/);
    assert.ok(draftId);
    assert.equal(stage.referrals.count('update'), 0);
  });

  it('never says registered where the service took it but shows no registration (FORM-15)', async () => {
    await step('submit', ANSWERS);
    const { card, draftId } = await step('send');
    assert.equal(stage.referrals.count('update'), 1);
    assert.match(wordsOf(card), /shows no registration/);
    assert.match(wordsOf(card), /AzureIPCoSell/);
    assert.ok(draftId);
  });

  it('keeps the draft where Partner Center does not answer, or refuses (FORM-15)', async () => {
    await step('submit', ANSWERS);
    stage.referrals.fail(
      'update',
      new ReferralServiceError('rejected', { status: 400, code: 'notEligible' }),
    );
    assert.match(wordsOf((await step('send')).card), /refused the registration \(notEligible\)/);
    assert.equal((await findOpenDrafts(store().db, ANN, DEAL_ID)).length, 1);
  });
});

describe('the Won dialog', () => {
  const store = freshStore();
  let stage: Stage;
  const open = (changes: Partial<Deal> = {}) => {
    const accepted = { status: 'Active', substatus: 'Accepted', consent: CONSENT };
    stage = setStage(store(), [
      inbound({ ...accepted, createdAt: new Date('2026-11-01T08:00:00Z'), ...changes }),
    ]);
  };
  beforeEach(() => open());
  const click = (confirm: string | null, step: string | null, solutionId: string | null = null) =>
    win(stageTurn(stage), { dealId: DEAL_ID, version: null, inputs: { confirm, solutionId }, step });

  it('writes nothing before a yes (SEED-08)', async () => {
    for (const [confirm, step] of [
      [null, null],
      ['true', null],
      ['false', 'submit'],
      [null, 'submit'],
    ] as const)
      assert.ok(inputsOf((await click(confirm, step)).card).includes('confirm'));
    assert.equal(stage.referrals.count('update'), 0);
  });

  it('goes on with the registration where the criteria hold (SEED-10)', async () => {
    await click(null, null);
    assert.ok((await click('true', 'submit')).registers);
    // Else an edit of the message, which waits for forms in it, would come before the next form stands there.
    const [open] = await findOpenDrafts(store().db, ANN, DEAL_ID);
    assert.equal(open?.dialog, 'won');
  });

  it('ends its form where nothing follows', async () => {
    open({ consent: { ...CONSENT, shareWithMicrosoftSellers: false } });
    await click(null, null);
    assert.equal((await click('true', 'submit')).registers, undefined);
    assert.deepEqual(await findOpenDrafts(store().db, ANN, DEAL_ID), []);
  });

  it('asks which solution is eligible where nobody tells, and goes by the answer (REG-02)', async () => {
    assert.ok(inputsOf((await click(null, null)).card).includes('solutionId'));
    const done = await click('true', 'submit', 'none');
    assert.equal(done.registers, undefined);
    assert.match(wordsOf(done.card), /none of the solutions is, as you said/);
  });

  it('asks twice within 72 hours of the deal’s creation, whatever a button says first (WON-02)', async () => {
    open({ createdAt: new Date(START.getTime() - 60 * 60 * 1000) });
    const { card } = await click('true', 'submit');
    assert.match(wordsOf(card), /Less than 72 hours/);
    assert.equal(stage.referrals.count('update'), 0);
    await click('true', 'again');
    assert.equal(stage.referrals.deal(DEAL_ID).substatus, 'Won');
  });

  it('is left to Partner Center on a solution assessment (LIFE-09)', async () => {
    open({ type: 'SolutionAssessment' });
    assert.deepEqual((await click(null, null)).view?.banner, { kind: 'assessment' });
  });
});
