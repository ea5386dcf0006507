import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { openStage, type Stage, storedText } from './stage.ts';

describe('a change in Partner Center', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  /** Puts a deal, changes it when its card stands, and gives back the card after that. */
  async function changed(name: string, changes: Record<string, unknown>): Promise<string> {
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name }));
    const card: Message = await teams.waitForPost(ann.id, name);
    const posts = teams.posts(ann.id).length;
    partnerCenter.change(id, changes);
    const edited = await teams.waitForEdit(ann.id, card);
    await teams.quiet(500);
    assert.equal(teams.posts(ann.id).length, posts, 'nothing is posted');
    assert.equal(teams.posts(ann.id).find((one) => one.id === card.id)?.edits, 1, 'one edit');
    return storedText(edited);
  }

  it('of the value edits the card in place', async () => {
    assert.match(await changed('Value deal', { details: { dealValue: 81250.5 } }), /81,250\.50/);
  });

  it('of the customer and the deadline edits the card in place, with what customers write escaped', async () => {
    const text = await changed('Customer deal', {
      customerProfile: { name: '**Bold** [click](https://bad.example)' },
      expirationDateTime: null,
    });
    assert.match(text, /\\\*\\\*Bold\\\*\\\* \\\[click\\\]/);
    assert.match(text, /No deadline given/);
  });

  it('to Expired edits the card in place and takes its buttons away (EXP-01, LIFE-11)', async () => {
    const text = await changed('Expiring deal', { status: 'Closed', substatus: 'Expired' });
    assert.match(text, /Expired co-sell deal/);
    assert.doesNotMatch(text, /^Accept$/m);
  });

  it('by a colleague who accepts there is told as done in Partner Center', async () => {
    const text = await changed('Colleague deal', {
      status: 'Active',
      substatus: 'Accepted',
      acceptedDateTime: new Date().toISOString(),
    });
    assert.match(text, /Accepted in Partner Center/);
    assert.doesNotMatch(text, /^Accept$/m);
  });

  it('to a state that nobody knows is shown as it is, without buttons (LIFE-03)', async () => {
    const text = await changed('Odd deal', { status: 'Closed', substatus: 'Error' });
    assert.match(text, /Closed.*Error/);
    assert.doesNotMatch(text, /^Accept$/m);
  });

  it('that no card shows edits nothing', async () => {
    const { teams, partnerCenter, watched } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Quiet deal' }));
    await teams.waitForPost(ann.id, 'Quiet deal');
    await teams.quiet();
    const calls = teams.calls.length;
    partnerCenter.change(id, {});
    await watched();
    await teams.quiet();
    assert.equal(teams.calls.length, calls);
  });
});
