import assert from 'node:assert/strict';
import { decline } from '../../dialogs/decline.ts';
import type { ReasonRequest } from '../../dialogs/give-reason.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findLatestDecision } from '../../services/store/decisions.ts';
import { findOpenDrafts } from '../../services/store/drafts.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { buttonsOf, inputsOf, stageTurn } from './stage-turn.ts';

describe('the decline dialog', () => {
  const store = freshStore();
  let stage: Stage;
  const open = (changes: Partial<Deal> = {}) => {
    stage = setStage(store(), [inbound(changes)]);
  };
  beforeEach(() => open());
  const click = (changes: Partial<ReasonRequest> = {}) =>
    decline(stageTurn(stage), {
      dealId: DEAL_ID,
      version: null,
      inputs: { reason: null, note: null },
      isSubmitted: false,
      ...changes,
    });
  const drafts = () => findOpenDrafts(store().db, ANN, DEAL_ID);

  it('asks for a reason and a note first, because it is final (LIFE-06, LIFE-11)', async () => {
    const { card, draftId } = await click();
    assert.deepEqual(inputsOf(card), ['reason', 'note']);
    assert.deepEqual(
      (await drafts()).map(({ id, dialog }) => [id, dialog]),
      [[draftId, 'decline']],
    );
    assert.equal(stage.referrals.count('update'), 0);
    assert.equal(await findLatestDecision(store().db, ANN, DEAL_ID, 'deal.decline'), null);
  });

  it('offers the eight reasons (RSN-01)', async () => {
    const { card } = await click();
    const choices = JSON.stringify(card).match(/"value":"[1-8]"/g) ?? [];
    assert.equal(new Set(choices).size, 8);
  });

  it('keeps the note where the reason is missing, and asks again (RSN-01)', async () => {
    const { card, draftId } = await click({
      inputs: { reason: '', note: 'Too far' },
      isSubmitted: true,
    });
    assert.ok(draftId);
    assert.ok(JSON.stringify(card).includes('Too far'));
    assert.equal(stage.referrals.count('update'), 0);
  });

  it('declines with a reason, and closes the form (RSN-03)', async () => {
    await click();
    const { card, view } = await click({ inputs: { reason: '4', note: null }, isSubmitted: true });
    assert.deepEqual(view?.banner, { kind: 'declined' });
    assert.equal(stage.referrals.deal(DEAL_ID).statusReason, 'Customer requirement not met');
    assert.ok(!buttonsOf(card).includes('Decline'));
    assert.deepEqual(await drafts(), []);
  });

  it('asks for no reason where the deal is decided already, but says so (LIFE-11)', async () => {
    open({ status: 'Active', substatus: 'Accepted' });
    const { card, view } = await click();
    assert.equal(view?.banner?.kind, 'alreadyDecided');
    assert.deepEqual(inputsOf(card), []);
    assert.deepEqual(await drafts(), []);
  });

  it('says that it is not possible in a state that nobody knows (LIFE-03)', async () => {
    open({ substatus: 'Engaged' });
    assert.deepEqual((await click()).view?.banner, { kind: 'notPossible' });
  });

  it('says that Partner Center does not answer, and opens no form', async () => {
    stage.referrals.fail('get', new ReferralServiceError('unavailable'));
    assert.equal((await click()).view, null);
    assert.deepEqual(await drafts(), []);
  });

  it('tells nothing of the deal to who may not see it (PERM-02)', async () => {
    stage.referrals.fail('get', new ReferralServiceError('forbidden'));
    const { card, view } = await click();
    assert.equal(view, null);
    assert.ok(!JSON.stringify(card).includes('Datacenter'));
  });
});
