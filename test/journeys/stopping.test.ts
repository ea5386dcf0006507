import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { waitFor } from '../support/wait.ts';
import type { Chat } from '../support/teams.ts';
import { isPatch, isWatching, openStage, type Stage, slowWatcher, storedText } from './stage.ts';

describe('SIGTERM', () => {
  it('during a click, work behind an answer, and a post: all is done once, exit code 0', async () => {
    const { teams, partnerCenter, bot, join: joinChat } = await openStage({ ownProcess: true });
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
    const { partnerCenter, bot, watched } = await openStage({ ownProcess: true });
    await watched();
    const before = partnerCenter.requests.length;
    slowWatcher(partnerCenter, 60_000);
    await waitFor(() => partnerCenter.requests.slice(before).some(({ status }) => status === null), {
      what: 'a reading',
    });
    assert.equal(await bot.stop(), 0);
    assert.doesNotMatch(bot.output(), /pass failed/);
  });

  it('in the middle of a list, with deals to record and cards to post: each deal has one card a place', async function () {
    this.timeout(60_000);
    const stage = await openStage({ ownProcess: true, pageSize: 4 });
    const { teams, partnerCenter, bot, join, watched } = stage;
    const chats = await Promise.all(['Ann Keller', 'Ben Ito', 'Cara Osei'].map((name) => join(name)));
    await watched();
    await teams.quiet();
    const before = partnerCenter.requests.length;
    const isPage = (skip: string) => (one: Parameters<typeof isWatching>[0]) =>
      isWatching(one) && one.query.get('$skiptoken') === skip;
    // Read and not yet recorded when the signal comes: a list that breaks off gives what came before.
    const held = { match: isPage('8'), delayMs: 60_000 };
    const post = teams.fault({ match: { operation: 'post' }, answerDelayMs: 700, times: 4 });
    const first = partnerCenter.put(inboundReferral({ name: `${IN_THE_LIST} 00` }));
    await waitFor(() => post.struck > 0, { what: 'the first post' });
    partnerCenter.fault(held);
    const names = Array.from(
      { length: 18 },
      (_, index) => `${IN_THE_LIST} ${String(index + 1).padStart(2, '0')}`,
    );
    for (const name of names) partnerCenter.put(inboundReferral({ name }));
    await waitFor(() => partnerCenter.requests.slice(before).some(({ fault }) => fault === held), {
      what: 'the third page',
    });
    assert.equal(await bot.stop(), 0);
    assert.doesNotMatch(bot.output(), /pass failed|background work failed/);
    partnerCenter.clearFaults();
    await bot.restart();
    await eachOnce(stage, chats, [String(first['name']), ...names], isFirstCard);
  });

  it('while reminders are due, some of them on their way: each comes once (EXP-01)', async function () {
    this.timeout(60_000);
    const stage = await openStage({ ownProcess: true, env: { QUIET_HOURS: 'none' } });
    const { teams, partnerCenter, bot, join } = stage;
    const chats = await Promise.all(['Ann Keller', 'Ben Ito'].map((name) => join(name)));
    const soon = new Date(Date.now() + 4 * 60 * 60 * 1000 + 6000).toISOString();
    const names = ['one', 'two', 'three', 'four', 'five'].map((word) => `Deal in a hurry, ${word}`);
    for (const name of names) partnerCenter.put(inboundReferral({ name, expirationDateTime: soon }));
    for (const { id } of chats) for (const name of names) await teams.waitForPost(id, name);
    await teams.quiet();
    const held = teams.fault({ match: { operation: 'post' }, answerDelayMs: 1500, times: 2 });
    await waitFor(() => held.struck === 2, { seconds: 15, what: 'the first reminder of each' });
    assert.equal(await bot.stop(), 0);
    const begun = chats.flatMap(({ id }) => teams.posts(id).filter(isReminder));
    assert.ok(begun.length < chats.length * names.length, 'some had not begun');
    await bot.restart();
    await eachOnce(stage, chats, names, isReminder);
    assert.doesNotMatch(bot.output(), /posted once more/);
  });

  it('while many cards are on their way, and one that Teams does not take just now: each stands once', async function () {
    this.timeout(60_000);
    const stage = await openStage({ ownProcess: true });
    const { teams, partnerCenter, bot, join } = stage;
    const people = Array.from({ length: 6 }, (_, index) => `Person ${index}`);
    const chats = await Promise.all(people.map((name) => join(name)));
    await teams.quiet();
    const [last] = chats;
    assert.ok(last);
    teams.fault({
      match: { operation: 'post', conversationId: last.id },
      delayMs: 500,
      status: 429,
      retryAfterSeconds: 1,
    });
    const held = teams.fault({ match: { operation: 'post' }, answerDelayMs: 900, times: 3 });
    const names = ['One of many', 'Two of many', 'Three of many'];
    for (const name of names) partnerCenter.put(inboundReferral({ name }));
    await waitFor(() => held.struck === 3, { what: 'three posts under way' });
    assert.equal(await bot.stop(), 0);
    await bot.restart();
    await eachOnce(stage, chats, names, isFirstCard);
    assert.doesNotMatch(bot.output(), /posted once more/);
  });
});

const IN_THE_LIST = 'Deal in the list';

type Post = Parameters<typeof storedText>[0];

function isReminder(post: Post): boolean {
  return storedText(post).includes('Reminder: nobody');
}

function isFirstCard(post: Post): boolean {
  return !isReminder(post);
}

/** In each chat one message of this kind names each deal, and none names it twice. */
async function eachOnce(
  { teams }: Stage,
  chats: readonly Chat[],
  names: readonly string[],
  isMeant: (post: Post) => boolean,
): Promise<void> {
  for (const { id } of chats)
    for (const name of names)
      await teams.waitForPost(id, (post) => isMeant(post) && storedText(post).includes(name), 20_000);
  await teams.quiet(700);
  for (const { id, person } of chats) {
    const texts = teams.posts(id).filter(isMeant).map(storedText);
    const counts = names.map((name) => [name, texts.filter((text) => text.includes(name)).length]);
    assert.deepEqual(
      counts,
      names.map((name) => [name, 1]),
      `in the chat of ${person.name}`,
    );
  }
}
