import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('the first day with npm start, in the Playground', () => {
  it('welcomes whoever looks, shows urgent deals by itself, and accepts with one click (LIFE-04, LIFE-05)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([
      openPlaygroundStage('demo', { npm: true }),
      launchBrowser(),
    ]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });

    await page.waitForText('Co-sell deals, right here');
    await page.waitForText('9 co-sell deals are waiting for an answer');
    // A digest of all, and a card for each deal in its last 24 hours; nothing more is posted by itself.
    const waiting = page.cardWith('co-sell deals are waiting for an answer');
    await waiting.waitForText('Datacentre exit');
    const card = page.cardWith('Lumière & Fils Distribution');
    await card.waitForText('Last day: decide by');
    assert.deepEqual(await card.buttons(), ['Accept', 'Decline', 'Details', 'Open in Partner Center']);
    await page.cardWith('Bergtal Maschinenbau GmbH').waitForText('Last day: decide by');
    assert.equal(await page.countCards(), 4);
    await page.screenshot('/tmp/shots/first-1.png');

    await page.say('inbound');
    const list = page.cardWith('Inbound deals');
    await list.waitForText('Lumière & Fils Distribution');
    await page.screenshot('/tmp/shots/first-2.png');

    const id = /Deal ID ([0-9a-f-]{36})/.exec(await card.text())?.[1] ?? assert.fail('the card has no id');
    await card.click('Accept');
    await card.waitForText('Done: you accepted this deal');
    await card.waitForText('Accepted by Nadia Perrin');
    await page.screenshot('/tmp/shots/first-3.png');
    assert.deepEqual(await card.buttons(), ['Details', 'Open in Partner Center']);
    const { status, substatus } = await stage.referral(id);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);
    assert.equal((await stage.patches()).length, 1);

    // The stored message follows: whoever opens the chat later reads it, without what only the click was told.
    await card.waitForNoText('you accepted');
    await card.waitForText('Accepted by Nadia Perrin');
    await page.screenshot('/tmp/shots/first-4.png');
    await stage.bot.stop();
  });
});
