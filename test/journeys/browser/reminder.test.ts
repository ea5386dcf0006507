import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

const HOUR = 60 * 60 * 1000;

describe('the rehearsal of a deadline in the Playground', () => {
  it('shows the reminder and the expiry while one watches, as the sandbox’s clock is moved (EXP-01, EXP-02)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');

    // Noon, so that no quiet hours move the reminder, on a day of the week.
    const deadline = new Date('2031-03-13T12:00:00Z');
    const before = (hours: number) => new Date(deadline.getTime() - hours * HOUR);
    await stage.setClock(before(30));
    await stage.arrive({ name: 'Quay monitoring', expirationDateTime: deadline.toISOString() });
    const card = page.cardWith('Quay monitoring');
    await card.waitForText('Urgent: decide by Thursday, March 13, 2031');

    await stage.setClock(before(23));
    const reminder = page.cardWith('Reminder: nobody has decided this deal yet');
    await reminder.waitForText('Last day: decide by Thursday, March 13, 2031');
    assert.deepEqual(await reminder.buttons(), ['Accept', 'Decline', 'Details']);

    await stage.setClock(before(-1));
    for (const copy of [page.card(1), page.card(2)]) {
      await copy.waitForText('Expired co-sell deal');
      assert.deepEqual(await copy.buttons(), ['Details']);
    }
    await stage.bot.stop();
  });
});
