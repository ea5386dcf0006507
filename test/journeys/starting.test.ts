import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { heldLoad, type HeldLoad } from '../support/held-load.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, openStage, type Stage } from './stage.ts';

/** A click's answer cannot wait longer for Partner Center than this (`bot/in-time.ts`), from when it came to the bot. */
const ANSWER_WITHIN_MS = 2500;
/** What the accepting click is answered; on a slow machine what came early has no time left. */
const ACCEPTED = /you accepted this deal|on its way|Working on it/;

describe('a bot that is ready, and loads what answers behind its door', () => {
  let held: HeldLoad;

  beforeEach(() => {
    held = heldLoad();
  });

  /** A chat with a deal's card, before a start that stays in between. */
  async function openHeld(name: string) {
    const stage = await openStage({ env: held.env });
    const chat = await stage.join('Ann Keller');
    const deal = stage.partnerCenter.put(inboundReferral({ name }));
    const card = await stage.teams.waitForPost(chat.id, name);
    await stage.teams.quiet();
    await stage.bot.stop();
    held.hold();
    await stage.bot.restart();
    return { ...stage, chat, deal, card };
  }

  const isAlive = ({ bot }: Pick<Stage, 'bot'>): Promise<boolean> =>
    fetch(new URL('/healthz', bot.url), { headers: { connection: 'close' } }).then(
      ({ status }) => status === 200,
      () => false,
    );
  /** Has it come, or does it still wait? */
  const within = async (milliseconds: number, work: Promise<unknown>) =>
    Promise.race([work.then(() => 'answered'), setTimeout(milliseconds, 'waits')]);

  it('answers what came too early when all is there: clicks, messages, newcomers, and whether it works', async () => {
    const stage = await openHeld('Early deal');
    const { teams, bot, chat, card, deal } = stage;
    const newcomer = teams.personalChat(teams.person({ name: 'Ben Ito' }));
    const ready = bot.readyz();
    const clicked = chat.click(card, 'deal.accept');
    const said = chat.say('help');
    const installed = newcomer.install();
    assert.equal(await isAlive(stage), true);
    assert.equal(await within(300, Promise.race([ready, clicked, said, installed])), 'waits');
    held.letGo();
    assert.deepEqual(await ready, { status: 200, body: { status: 'ready', degraded: [] } });
    assert.match((await clicked).text, ACCEPTED);
    assert.equal((await said).httpStatus, 200);
    assert.deepEqual(await installed, [200, 200]);
    await teams.waitForPost(chat.id, 'Here is what you can ask');
    await teams.waitForPost(newcomer.id);
    await teams.waitForEdit(chat.id, card, 'Accepted by Ann Keller');
    assert.equal(stage.partnerCenter.referral(deal.id).substatus, 'Accepted');
  });

  it('counts what a click has waited for it: Partner Center gets only what is left of the three seconds', async () => {
    const { teams, partnerCenter, chat, card } = await openHeld('Deal in a hurry');
    partnerCenter.fault({ match: isPatch, delayMs: ANSWER_WITHIN_MS - 700 });
    const clicked = chat.click(card, 'deal.accept');
    await setTimeout(ANSWER_WITHIN_MS);
    held.letGo();
    assert.match((await clicked).text, /on its way/);
    await teams.waitForEdit(chat.id, card, 'Accepted by Ann Keller');
    assert.equal(partnerCenter.requests.filter(isPatch).length, 1);
  });

  it('told to end, answers who waits, keeps what came, and ends with exit code 0', async () => {
    const stage = await openHeld('Last deal');
    const { teams, partnerCenter, bot, chat, card } = stage;
    const newcomer = teams.personalChat(teams.person({ name: 'Ben Ito' }));
    const clicked = chat.click(card, 'deal.accept');
    // Its second activity finds nobody there any more.
    const installed = newcomer.install().catch((error: unknown) => error);
    assert.equal(await within(300, clicked), 'waits');
    const stopped = bot.stop();
    await waitFor(async () => !(await isAlive(stage)), { what: 'a closed door' });
    held.letGo();
    assert.match((await clicked).text, ACCEPTED);
    assert.equal(await stopped, 0);
    await installed;
    assert.equal(partnerCenter.requests.filter(isPatch).length, 1);
    await bot.restart();
    await teams.waitForEdit(chat.id, card, 'Accepted by Ann Keller');
    await teams.waitForPost(newcomer.id);
    const isCard = ({ summary }: Message['activity']) => String(summary).includes('Last deal');
    assert.equal(teams.posts(chat.id).filter(({ activity }) => isCard(activity)).length, 1);
  });

  it('told to end while nobody waits, ends with exit code 0 as well', async () => {
    const stage = await openHeld('Quiet deal');
    const stopped = stage.bot.stop();
    await waitFor(async () => !(await isAlive(stage)), { what: 'a closed door' });
    held.letGo();
    assert.equal(await stopped, 0);
    assert.doesNotMatch(stage.bot.output(), /"level":[56]0/);
  });

  it('never says that it works where loading fails: it says why and ends with exit code 1', async () => {
    const { teams, bot, chat, card } = await openHeld('Deal behind a broken door');
    const ready = bot.readyz().then(
      ({ status }) => status,
      () => 'no answer',
    );
    const clicked = chat.click(card, 'deal.accept').then(
      ({ text }) => text,
      () => 'no answer',
    );
    assert.equal(await within(300, Promise.race([ready, clicked])), 'waits');
    held.fail('half of the program is missing');
    assert.notEqual(await ready, 200);
    assert.doesNotMatch(await clicked, ACCEPTED);
    await waitFor(() => bot.output().includes('half of the program is missing'), { what: 'why' });
    assert.equal(await bot.stop(), 1);
    held.letGo();
    await bot.restart();
    assert.match((await chat.click(card, 'deal.accept')).text, ACCEPTED);
    await teams.waitForEdit(chat.id, card, 'Accepted by Ann Keller');
  });
});
