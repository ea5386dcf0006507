import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CURRENT_PERSON_ID } from '../../../bot/playground/people.ts';
import { playgroundConfig } from '../../../bot/playground/playground-config.ts';
import { startPlayground } from '../../../bot/playground/playground.ts';
import { endAfterTest } from '../../support/ends.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

/** The second of the Playground's people, as its configuration names them. */
const TOMASZ = 1;

describe('two people, each in a Playground of their own', () => {
  it('who accept the same deal at once make one write, and both read who did it (LIFE-05)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const [nadia, tomasz] = await Promise.all(
      [stage.playgroundUrl, await anotherPlayground(stage.bot.messagesUrl, TOMASZ)].map((url) =>
        openPlayground(browser, { url, seconds: 30 }),
      ),
    );
    assert.ok(nadia && tomasz);
    const id = await stage.arrive({ name: 'Quay monitoring' });
    const cards = [nadia, tomasz].map((page) => page.cardWith('Quay monitoring'));
    for (const card of cards) await card.waitForText('New co-sell deal from Microsoft');

    // So long that the second click surely comes while the first is on its way.
    await stage.fault({ method: 'PATCH', delayMs: 1500 });
    await Promise.all(cards.map((card) => card.click('Accept')));
    for (const card of cards) await card.waitForText('Accepted by');
    const [write, ...others] = await stage.patches();
    assert.deepEqual(others, []);
    const who = write?.caller === `local.${CURRENT_PERSON_ID}` ? 'Nadia Perrin' : 'Tomasz Lind';
    for (const card of cards) await card.waitForText(`Accepted by ${who}`);
    const { status, substatus } = await stage.referral(id);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);
    await stage.bot.stop();
  });
});

async function anotherPlayground(botUrl: string, currentUser: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-playground-test-'));
  endAfterTest(async () => rmSync(folder, { recursive: true, force: true }));
  const nothing = () => {};
  const playground = await startPlayground({
    port: 0,
    botUrl,
    config: playgroundConfig({ currentUser, folder }),
    folder,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  endAfterTest(() => playground.stop());
  return playground.url;
}
