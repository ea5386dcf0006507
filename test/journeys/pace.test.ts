import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { openStage } from './stage.ts';

describe('somebody who asks without end', () => {
  it('is asked for a moment once, loses nothing, and may still accept', async () => {
    const stage = await openStage({ env: { MOST_ASKED_A_MINUTE: '10' } });
    const { teams, partnerCenter } = stage;
    const ann = await stage.join('Ann Keller');
    const ben = await stage.join('Ben Calm');
    const { id } = partnerCenter.put(inboundReferral({ name: 'Harbour lights' }));
    const card = await teams.waitForPost(ann.id, 'Harbour lights');
    const before = teams.posts(ann.id).length;
    for (let asked = 0; asked < 30; asked += 1) await ann.say('help');
    await teams.waitForPost(ann.id, 'A moment, please');
    await teams.quiet();
    assert.ok(teams.posts(ann.id).length - before <= 11, 'ten answers and the word at most');
    // What was clicked stays as it is: Teams shows words in place of an answer.
    const { httpStatus, body } = await ann.invoke(
      'adaptiveCard/action',
      { action: { verb: 'deal.show', data: { dealId: id, version: 1 } } },
      card.id,
    );
    assert.equal(httpStatus, 200);
    const { type, value } = body as { type: string; value: string };
    assert.equal(type, 'application/vnd.microsoft.activity.message');
    assert.match(value, /ask again in a minute/);

    await ben.say('help');
    await teams.waitForPost(ben.id, 'Here is what you can ask');
    const accepted = await ann.click(card, 'deal.accept');
    assert.equal(accepted.statusCode, 200);
    assert.equal(partnerCenter.referral(id).status, 'Active');
    await stage.stop();
  });
});
