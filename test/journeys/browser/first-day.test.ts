import assert from 'node:assert/strict';
import { CURRENT_PERSON_ID } from '../../../bot/playground/people.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('the first day with npm start, in the Playground', () => {
  it('welcomes whoever looks, shows urgent deals by itself, and accepts with one click (LIFE-04, LIFE-05)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('demo', { npm: true }), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });

    await page.waitForText('Co-sell deals, right here');
    await page.waitForText('7 co-sell deals are waiting for an answer');
    // A card for each deal in its last 24 hours, and a digest of all others; nothing more is posted by itself.
    const waiting = page.cardWith('co-sell deals are waiting for an answer');
    await waiting.waitForText('Datacentre exit');
    const card = page.cardWith('Retail data platform · France');
    await card.waitForText('Last day: decide by');
    assert.deepEqual(await card.buttons(), ['Accept', 'Decline', 'Details']);
    await page.cardWith('three sites · Germany').waitForText('Last day: decide by');
    assert.equal(await page.countCards(), 4);
    assert.equal(
      await page.page.getByText('not supported').count(),
      0,
      'the Playground complains of nothing',
    );

    await page.say('inbound');
    const list = page.cardWith('Inbound deals');
    await list.waitForText('Lumière & Fils Distribution');
    // A row shows the whole deal in the list's place, and the way back.
    const place = page.lastCard();
    await place.element.getByText('Datacentre exit').click();
    await place.waitForText('No deadline given');
    await place.click('Show inbound deals');
    await place.waitForText('Inbound deals');

    const id = /Deal ID ([0-9a-f-]{36})/.exec(await card.text())?.[1] ?? assert.fail('the card has no id');
    await card.click('Accept');
    await card.waitForText('Accepted co-sell deal');
    await card.waitForText('Accepted by Nadia Perrin');
    assert.deepEqual(await card.buttons(), ['Mark as won', 'Mark as lost', 'Details']);
    const { status, substatus } = await stage.referral(id);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);
    const writes = await stage.patches();
    assert.deepEqual(
      writes.map(({ path, caller }) => [path, caller]),
      [[`/v1.0/engagements/referrals/${id}`, `local.${CURRENT_PERSON_ID}`]],
    );

    await stage.bot.stop();
  });
});
