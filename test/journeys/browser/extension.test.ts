import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { extensionOnPage } from '../../support/playground-extension.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

const PAGE_OF = 'https://partner.microsoft.com/dashboard/referrals/v2/referrals/';

describe('the message extension in the Playground', () => {
  it('puts a live card into a chat by search, by link and by what a message names (NAV-03, LIFE-05)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    const extension = extensionOnPage(page.page);
    await page.waitForText('Right now no deal is waiting');
    const harbour = await stage.arrive({ name: 'Quay lights', customerProfile: { name: 'Øst & Sons' } });
    const rail = await stage.arrive({ name: 'Mountain rail', customerProfile: { name: 'Bergbahn AG' } });
    for (const name of ['Quay lights', 'Mountain rail'])
      await page.cardWith(name).waitForText('New co-sell deal');

    await page.openGroupChat();
    await page.waitForText('Mention me and write “follow”');
    const found = await extension.insert('ost & sons', 'Øst & Sons');
    assert.match(found, /Øst & Sons[^]*New · Quay lights/);
    await extension.send();
    const card = page.cardWith('Quay lights');
    await card.waitForText('left out in this shared place');
    assert.doesNotMatch(await card.text(), /60,000|unfollow/);
    await card.click('Accept');
    await card.waitForText('Accepted by Nadia Perrin');
    const { status, substatus } = await stage.referral(harbour);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);

    await page.sayToPeople('Any news of Bergbahn AG?');
    const named = await extension.ofLastMessage();
    await named.waitForText('Tap a deal to put its card');
    assert.doesNotMatch(await named.text(), /Quay lights/);
    await named.element.getByText('Bergbahn AG').click();
    await page.page.getByRole('dialog').waitFor({ state: 'detached' });
    await extension.send();
    await page.cardWith('Mountain rail').waitForText('New co-sell deal');

    const linked = await extension.sendLink(`${PAGE_OF}${rail}`);
    await linked.waitForText('Mountain rail');
    await linked.click('Details');
    await linked.waitForText('History');
    assert.equal((await stage.patches()).length, 1);

    // In the own chat a card alone is no question.
    await page.openPersonalChat();
    await extension.insert('bergbahn', 'Bergbahn AG');
    await extension.send();
    await page.say('status');
    await page.waitForText('Messages waiting');
    assert.equal(await page.page.getByText('Here is what you can ask').count(), 0);
    await stage.bot.stop();
  });
});
