import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('a channel in the Playground', () => {
  it('answers when mentioned, follows, gets each new deal as a redacted post and accepts there (LIFE-04, LIFE-05)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.openChannel('Co-sell');
    // The bot says what it is for before anybody asks.
    await page.lastCard().waitForText('follow');
    await page.say('help');
    await page.waitForText('Here is what you can ask');
    await page.say('follow');
    await page.waitForText('New co-sell deals and deadlines will be posted here');

    const id = await stage.arrive({ name: 'Quay monitoring', details: { dealValue: 61_234 } });
    const card = page.cardWith('Quay monitoring');
    await card.waitForText('New co-sell deal from Microsoft');
    await card.waitForText('left out in this shared place');
    // A post of its own, the newest, not an answer in the thread of `follow`.
    assert.equal(await page.lastCard().text(), await card.text());
    await card.click('Accept');
    await card.waitForText('Accepted by Nadia Perrin');
    const { status, substatus } = await stage.referral(id);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);
    assert.equal((await stage.patches()).length, 1);

    await card.click('Details');
    await card.waitForText('History');
    for (const hidden of ['61,234', 'Anja Beispiel', 'Wants to start with one plant'])
      assert.ok(!(await card.text()).includes(hidden), `${hidden} is for the personal chat`);

    await page.openPersonalChat();
    await page.say('deal quay');
    await page.waitForText('Accepted by Nadia Perrin');
    await page.lastCard().waitForText('61,234');
    await stage.bot.stop();
  });
});
