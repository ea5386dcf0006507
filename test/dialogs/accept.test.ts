import assert from 'node:assert/strict';
import { accept } from '../../dialogs/accept.ts';
import { cancel } from '../../dialogs/cancel.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import type { AcceptInputs } from '../../services/deals/accept-inputs.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findDraft, findOpenDrafts } from '../../services/store/drafts.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, BEN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { buttonsOf, inputsOf, stageTurn, wordsOf } from './stage-turn.ts';

describe('the accept dialog', () => {
  const store = freshStore();
  let stage: Stage;
  const open = (changes: Partial<Deal> = {}) => {
    stage = setStage(store(), [inbound(changes)]);
  };
  const click = (inputs: AcceptInputs = {}, turn = stageTurn(stage)): Promise<DialogAnswer> =>
    accept(turn, { dealId: DEAL_ID, version: null, inputs });
  const drafts = () => findOpenDrafts(store().db, ANN, DEAL_ID);

  it('is one click where nothing is missing (FLD-17)', async () => {
    open();
    const { card, view, draftId } = await click();
    assert.deepEqual([view?.banner, draftId], [{ kind: 'accepted' }, undefined]);
    assert.ok(!buttonsOf(card).includes('Accept'));
    assert.deepEqual(await drafts(), []);
  });

  it('asks for the gaps and nothing else, in the clicked message (FLD-05, FLD-06, FLD-17)', async () => {
    open({ value: null, closesAt: null });
    const { card, draftId } = await click();
    assert.deepEqual(inputsOf(card), ['dealValue', 'closingDate']);
    const draft = await findDraft(store().db, draftId ?? '');
    assert.deepEqual([draft?.dialog, draft?.placeId, draft?.activityId], ['accept', 'place-ann', 'a-1']);
    assert.equal(stage.referrals.count('update'), 0);
  });

  it('keeps what was typed where some of it does not do, and says what (FLD-05)', async () => {
    open({ value: null, closesAt: null });
    await click();
    const { card, draftId } = await click({ dealValue: 'much', closingDate: '2027-03-01' });
    const text = JSON.stringify(card);
    assert.ok(text.includes('"much"') && text.includes('"2027-03-01"'));
    const [draft] = await drafts();
    assert.deepEqual([draft?.id, draft?.inputs], [draftId, { dealValue: 'much', closingDate: '2027-03-01' }]);
  });

  it('accepts with the gaps filled, and closes the form', async () => {
    open({ value: null });
    await click();
    const { view } = await click({ dealValue: '1,000' });
    assert.deepEqual(view?.banner, { kind: 'accepted' });
    assert.equal(stage.referrals.deal(DEAL_ID).value, '1000');
    assert.deepEqual(await drafts(), []);
  });

  it('sends to Partner Center for what no form can fill (FLD-01, FLD-15)', async () => {
    open({ customer: { ...inbound().customer, name: null } });
    const { card } = await click();
    assert.deepEqual(inputsOf(card), []);
    assert.ok(buttonsOf(card).includes('Open in Partner Center'));
  });

  it('opens the whole form with what is known, where Partner Center refuses', async () => {
    open();
    stage.referrals.fail('update', new ReferralServiceError('rejected', { status: 400, code: 'BadDate' }));
    const { card, view } = await click();
    assert.deepEqual(inputsOf(card), ['name', 'dealValue', 'currency', 'closingDate', 'solutions']);
    assert.deepEqual(view?.banner, { kind: 'rejected', args: { code: 'BadDate' } });
    for (const known of ['Datacenter move', '60,000.50', '2027-01-31', 'SOL-100'])
      assert.ok(JSON.stringify(card).includes(known), known);
  });

  for (const [status, substatus, banner] of [
    ['Active', 'Accepted', 'alreadyDecided'],
    ['Closed', 'Declined', 'alreadyDecided'],
    ['Closed', 'Expired', 'tooLate'],
  ] as const) {
    it(`shows the deal, not a form, once it is ${substatus} (LIFE-02, LIFE-11)`, async () => {
      open({ status, substatus, value: null });
      const { card, view, draftId } = await click();
      assert.deepEqual([view?.banner?.kind, draftId], [banner, undefined]);
      assert.ok(!buttonsOf(card).includes('Accept'));
    });
  }

  for (const kind of ['forbidden', 'notFound', 'unauthorized'] as const) {
    it(`tells nothing of the deal to who may not see it: ${kind} (PERM-02)`, async () => {
      open();
      stage.referrals.fail('get', new ReferralServiceError(kind));
      const { card, view } = await click();
      assert.equal(view, null);
      for (const secret of ['Datacenter', 'Société', DEAL_ID])
        assert.ok(!JSON.stringify(card).includes(secret), secret);
    });
  }

  it('is left with Cancel: the deal as it is, and no form (LIFE-04)', async () => {
    open({ value: null });
    await click();
    const { card, view } = await cancel(stageTurn(stage), DEAL_ID);
    assert.deepEqual(view?.banner, { kind: 'cancelled' });
    assert.ok(buttonsOf(card).includes('Accept'));
    assert.deepEqual(await drafts(), []);
  });

  it('leaves the form of another person open', async () => {
    open({ value: null });
    await click({}, stageTurn(stage, { decider: BEN, placeId: 'place-ben', activityId: 'b-1' }));
    await click();
    await cancel(stageTurn(stage), DEAL_ID);
    assert.equal((await findOpenDrafts(store().db, BEN, DEAL_ID)).length, 1);
  });

  it('speaks the language of the reader', async () => {
    open({ value: null });
    const reader = { locale: 'fr', timeZone: 'Europe/Paris', redaction: 'full' } as const;
    const { card } = await click({}, stageTurn(stage, { reader }));
    assert.equal(card.lang, 'fr');
    assert.ok(/valeur/i.test(wordsOf(card)), wordsOf(card));
  });
});
