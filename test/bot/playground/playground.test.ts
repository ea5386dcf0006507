import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fake } from 'sinon';
import { CURRENT_PERSON_ID, ROLELESS_PERSON_ID } from '../../../bot/playground/people.ts';
import { playgroundConfig } from '../../../bot/playground/playground-config.ts';
import { PlaygroundFailed } from '../../../bot/playground/playground-errors.ts';
import {
  startPlayground,
  type Playground,
  type PlaygroundOptions,
} from '../../../bot/playground/playground.ts';
import { endAfterTest } from '../../support/ends.ts';
import { freePort } from '../../support/free-port.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { waitFor } from '../../support/wait.ts';
import { startEchoBot } from './echo-bot.ts';

const OURS = join(import.meta.dirname, '../../../bot/playground/m365agentsplayground.yml');

describe('the local Agents Playground', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cosell-playground-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function start(options: Partial<PlaygroundOptions> & { botUrl: string }): Promise<Playground> {
    const log = { debug: fake(), info: fake(), warn: fake(), error: fake() };
    const playground = await startPlayground({ port: await freePort(), folder, log, ...options });
    endAfterTest(() => playground.stop());
    return playground;
  }

  it('shows a chat, a group chat and a channel in which cards are read, filled and answered', async () => {
    const bot = await startEchoBot();
    const [playground, browser] = await Promise.all([start({ botUrl: bot.url }), launchBrowser()]);
    const page = await openPlayground(browser, { url: playground.url });
    await waitFor(() => bot.heard.length === 2, { what: 'the installation' });
    assert.deepEqual(bot.heard.map(({ type }) => type).toSorted(), [
      'conversationUpdate',
      'installationUpdate',
    ]);
    assert.equal(bot.heard[0]?.from.aadObjectId, CURRENT_PERSON_ID);

    await page.say('hello');
    const card = page.lastCard();
    await card.waitForText('You said: hello');
    assert.deepEqual(await card.buttons(), ['Run']);
    await card.fillIn({
      Note: 'a "note"',
      Value: '12.5',
      'Close date': '2027-01-15',
      Reason: 'Other',
      Sure: true,
    });
    await card.fillIn({ Solutions: ['Too late', 'Other'] });
    await card.click('Run');
    await card.waitForText('Done');
    await card.waitForNoText('You said');
    assert.deepEqual(bot.heard.at(-1)?.value?.action.data, {
      dealId: 'd1',
      note: 'a "note"',
      value: '12.5',
      close: '2027-01-15',
      reason: '8',
      solutions: '1,8',
      sure: 'true',
    });

    await page.openGroupChat();
    await page.say('in the group');
    await page.cardWith('in the group').waitForText('You said: ');
    await page.openChannel('Co-sell');
    await page.say('a first post');
    await page.cardWith('a first post').waitForText('You said: ');
    await page.say('a second post');
    await page.cardWith('a second post').waitForText('You said: ');
    await page.reply('a reply to the first', 1);
    await page.cardWith('a reply to the first').click('Run');
    await page.cardWith('Done').waitForText('d1');
    assert.match(await page.lastCard().text(), /a second post/);
    assert.match(
      bot.heard.at(-1)?.conversation.id ?? '',
      /^19:playground-co-sell@thread\.tacv2;messageid=\d+$/,
    );

    await page.uninstall();
    await waitFor(() => bot.heard.at(-1)?.action === 'remove', { what: 'the end of the installation' });
  });

  it('lets another of the people take part, in conversations of their own', async () => {
    const bot = await startEchoBot();
    const config = playgroundConfig({ currentUser: 3, folder });
    const [playground, browser] = await Promise.all([start({ botUrl: bot.url, config }), launchBrowser()]);
    const page = await openPlayground(browser, { url: playground.url });
    await page.say('hello');
    await page.lastCard().waitForText('You said: hello');
    const { from, conversation } = bot.heard.at(-1) ?? assert.fail();
    assert.equal(from.aadObjectId, ROLELESS_PERSON_ID);
    assert.equal(conversation.id, 'a:1playground-3-personal-chat');
  });

  it('listens on loopback only, takes another port where its own is busy, and is gone after stop', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    endAfterTest(async () => {
      taken.close();
      await once(taken, 'close');
    });
    const { port } = taken.address() as { port: number };
    const playground = await start({ botUrl: 'http://127.0.0.1:9/api/messages', port });
    assert.notEqual(playground.port, port);
    assert.equal((await fetch(playground.url)).status, 200);
    await assert.rejects(fetch(`http://127.0.0.2:${playground.port}/`));
    await playground.stop();
    await assert.rejects(fetch(playground.url));
  });

  it('says why it did not come up', async () => {
    const config = join(folder, 'bad.yml');
    writeFileSync(config, readFileSync(OURS, 'utf8').replace(/^ {2}- id: 29:henrik(.*\n){7}/m, ''));
    await assert.rejects(start({ botUrl: 'http://127.0.0.1:9/api/messages', config }), (error) => {
      assert.ok(error instanceof PlaygroundFailed);
      assert.equal(error.kind, 'ended');
      assert.match(error.reason, /users/);
      return true;
    });
  });
});

describe('playgroundConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-playground-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The ids in their order: the current user first. */
  const people = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/aadObjectId: (\S+)/g)].map(([, id]) => id);

  it('keeps the same six people, with the wished one in front', () => {
    const ours = people(OURS);
    assert.equal(ours.length, 6);
    for (const currentUser of ours.keys()) {
      const theirs = people(playgroundConfig({ currentUser, folder }));
      assert.equal(theirs[0], ours[currentUser]);
      assert.deepEqual(new Set(theirs), new Set(ours));
      assert.equal(theirs.length, ours.length);
    }
  });

  it('knows the current person and the one without a Referrals role (PERM-06)', () => {
    assert.equal(people(OURS)[0], CURRENT_PERSON_ID);
    assert.match(
      readFileSync(OURS, 'utf8'),
      new RegExp(`NO Referrals role(.*\\n){4}.*${ROLELESS_PERSON_ID}`),
    );
  });

  it('refuses a person who is not there', () => {
    assert.throws(() => playgroundConfig({ currentUser: 6, folder }), RangeError);
  });
});
