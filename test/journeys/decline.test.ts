import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { isPatch, nowIn, openStage, type Stage } from './stage.ts';
import { declinedForAReason } from './stories.ts';

describe('Decline', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  async function arrived(name: string): Promise<[WireReferral, Message]> {
    const referral = stage.partnerCenter.put(inboundReferral({ name }));
    return [referral, await stage.teams.waitForPost(ann.id, name)];
  }

  function patchesOf(id: string): unknown[] {
    const patches = stage.partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
    return patches.map(({ body }) => body);
  }

  it('asks for a reason first, then is final and sends reason and note (LIFE-06, LIFE-11, RSN-01, RSN-03)', async () => {
    await declinedForAReason(stage, ann);
  });

  it('needs no note', async () => {
    const [{ id }, card] = await arrived('Unwanted deal without a note');
    await ann.click(card, 'deal.decline');
    await ann.click(card, 'deal.decline', { reason: '8' });
    assert.equal(stage.partnerCenter.referral(id)['statusReason'], 'Others');
  });

  it('without a reason, as a client could send it that checks nothing, asks beside the field', async () => {
    const [{ id }, card] = await arrived('Reasonless deal');
    for (const reason of [undefined, '', '9', 'x', '1; 2']) {
      const value = {
        action: {
          type: 'Action.Execute',
          verb: 'deal.decline',
          data: { dealId: id, reason, step: 'submit' },
        },
      };
      const { body } = await ann.invoke('adaptiveCard/action', value, card.id);
      assert.match(JSON.stringify(body), /"statusCode":200.*Please fill this in/);
    }
    assert.deepEqual(patchesOf(id), []);
  });

  it('can be cancelled: the card is as before', async () => {
    const [{ id }, card] = await arrived('Kept deal');
    await ann.click(card, 'deal.decline');
    const back = await ann.click(card, 'dialog.cancel');
    assert.match(back.text, /Cancelled. Nothing was changed/);
    assert.match(back.text, /^Accept$/m);
    assert.deepEqual(patchesOf(id), []);
    assert.equal(stage.partnerCenter.referral(id).status, 'New');
  });

  it('keeps the form while the deal changes, says what changed at the next click, and edits the card after it', async () => {
    const { teams, partnerCenter, watched } = stage;
    const [{ id }, card] = await arrived('Moving deal');
    await ann.click(card, 'deal.decline');
    partnerCenter.change(id, { details: { dealValue: 99000 } });
    await watched();
    await teams.quiet();
    assert.doesNotMatch(nowIn(teams, ann, card), /99,000/, 'an edit would wipe what is being typed');
    const answer = await ann.click(card, 'deal.decline', { reason: '1' });
    assert.match(answer.text, /has changed since that card: value. Nothing was decided/);
    assert.match(answer.text, /99,000/);
    assert.deepEqual(patchesOf(id), []);
    await teams.waitForEdit(ann.id, card, '99,000');
  });

  it('keeps nobody else from the news: other places are edited at once', async () => {
    const { teams, partnerCenter, join } = stage;
    const ben = await join('Ben Ito');
    const [{ id }, card] = await arrived('Shared moving deal');
    const bensCard = await teams.waitForPost(ben.id, 'Shared moving deal');
    await ann.click(card, 'deal.decline');
    partnerCenter.change(id, { status: 'Active', substatus: 'Accepted' });
    await teams.waitForEdit(ben.id, bensCard, 'Accepted in Partner Center');
    const answer = await ann.click(card, 'deal.decline', { reason: '1' });
    assert.match(answer.text, /Already accepted in Partner Center/);
    assert.deepEqual(patchesOf(id), []);
  });
});
