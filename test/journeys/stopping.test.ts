import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, openStage, slowWatcher, storedText } from './stage.ts';

describe('SIGTERM', () => {
  it('during a click, work behind an answer, and a post: all is done once, exit code 0', async () => {
    const { teams, partnerCenter, bot, join: joinChat } = await openStage();
    const ann = await joinChat('Ann Keller');
    const ben = await joinChat('Ben Ito');
    const deals = ['Slow last deal', 'Last minute deal'].map((name) =>
      partnerCenter.put(inboundReferral({ name })),
    );
    const slow = await teams.waitForPost(ann.id, 'Slow last deal');
    const quick = await teams.waitForPost(ann.id, 'Last minute deal');
    for (const { activity } of [slow, quick])
      await teams.waitForPost(ben.id, String(activity.summary).slice(0, 40));
    for (const [index, delayMs] of [4000, 800].entries())
      partnerCenter.fault({
        match: (one) => isPatch(one) && one.path.endsWith(deals[index]?.id ?? ''),
        delayMs,
      });
    assert.match((await ann.click(slow, 'deal.accept')).text, /on its way/);
    const post = teams.fault({ match: { conversationId: ben.id, operation: 'post' }, answerDelayMs: 900 });
    partnerCenter.put(inboundReferral({ name: 'Posted last deal' }));
    const clicked = ann.click(quick, 'deal.accept');
    await waitFor(() => post.struck === 1 && partnerCenter.requests.filter(isPatch).length === 2, {
      what: 'the post and the writes',
    });
    assert.equal(await bot.stop(), 0);
    assert.match((await clicked).text, /you accepted this deal/);
    for (const { id } of deals) assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
    await bot.restart();
    for (const card of [slow, quick]) await teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller');
    await teams.waitForPost(ann.id, 'Posted last deal');
    await teams.quiet(600);
    const copies = teams.posts(ben.id).filter((message) => storedText(message).includes('Posted last deal'));
    assert.equal(copies.length, 1);
    assert.equal(partnerCenter.requests.filter(isPatch).length, 2);
  });

  it('while the watcher waits for Partner Center: nobody waits for it', async () => {
    const { partnerCenter, bot, watched } = await openStage();
    await watched();
    const before = partnerCenter.requests.length;
    slowWatcher(partnerCenter, 60_000);
    await waitFor(() => partnerCenter.requests.slice(before).some(({ status }) => status === null), {
      what: 'a reading',
    });
    assert.equal(await bot.stop(), 0);
    assert.doesNotMatch(bot.output(), /pass failed/);
  });
});
