import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { openRehearsal, type Rehearsal, RELATIVE_TIME } from './rehearsal-stage.ts';
import { nowIn, storedText } from './stage.ts';

/** 2027-03-01 is a Monday; Berlin is an hour ahead of UTC until the 28th. */
const BEGIN = '2027-03-01T09:00:00Z';
const CUSTOMER = 'Rehearsed Harbour AG';
const DEADLINE = '2027-03-12T15:00:00Z';

/** A second after each step, and a text that only its post has. */
const PLAY = [
  { now: '2027-03-05T08:00:01Z', says: 'Deadlines of' },
  { now: '2027-03-09T08:00:01Z', says: 'Deadlines of' },
  { now: '2027-03-11T15:00:01Z', says: 'Reminder: nobody has decided' },
  { now: '2027-03-12T11:00:01Z', says: 'Reminder: nobody has decided' },
] as const;

describe('a rehearsal of one deal from its arrival to its end (EXP-01, EXP-02, NOT-02)', () => {
  let play: Rehearsal;
  let ann: Chat;
  let channel: Chat;

  before(async function () {
    this.timeout(60_000);
    // As a newcomer has it: the demo, which goes on after a restart where it was.
    play = await openRehearsal(BEGIN, { SANDBOX_SEED: 'demo' });
    ann = await play.join({ name: 'Ann Keller' });
    // Teams tells where somebody lives with what they write.
    await ann.say('help');
    const cara = play.teams.person({ name: 'Cara Osei' });
    channel = play.teams.channel({ team: 'Sales', people: [cara], installed: true });
    await channel.say('follow');
    await play.teams.waitForPost(channel.id, 'Following');
  });
  after(() => play.stop());

  const chats = () => [ann, channel];
  const counts = () => chats().map((chat) => play.posts(chat, CUSTOMER).length);

  it('is one new card, two digests, two reminders and a digest that tells its end, over a restart', async function () {
    this.timeout(60_000);
    const { teams, clock, put, posts } = play;
    await put(
      inboundReferral(
        { name: 'Rehearsed cameras', customerProfile: { name: CUSTOMER }, expirationDateTime: DEADLINE },
        new Date(BEGIN),
      ),
    );
    for (const chat of chats()) await teams.waitForPost(chat.id, CUSTOMER);
    for (const [index, { now, says }] of PLAY.entries()) {
      await clock(now);
      for (const chat of chats()) {
        const count = index + 2;
        await teams.waitForPost(chat.id, () => posts(chat, CUSTOMER).length === count, 10_000);
        const post = posts(chat, CUSTOMER).at(-1);
        assert.ok(storedText(post).includes(says), `${now}: ${storedText(post)}`);
        assert.match(storedText(post), /To stop these posts, write “unfollow”/);
      }
      if (index !== 1) continue;
      await play.bot.restart();
      await teams.quiet(700);
      assert.deepEqual(counts(), [3, 3], 'a restart posts nothing twice');
    }

    await clock('2027-03-12T15:00:01Z');
    for (const chat of chats()) {
      const [card] = posts(chat, CUSTOMER);
      assert.ok(card);
      await teams.waitForEdit(chat.id, card.id, 'Expired co-sell deal');
    }
    await teams.quiet(700);
    assert.deepEqual(counts(), [5, 5], 'an end is not posted at once');
    await clock('2027-03-15T08:00:01Z');
    for (const chat of chats())
      await teams.waitForPost(chat.id, (post) => storedText(post).includes('have expired'), 10_000);
    await clock('2027-03-16T08:00:01Z');
    await teams.quiet(700);
    assert.deepEqual(counts(), [6, 6]);
  });

  it('leaves no card that still asks, or that says a time by how long it is to it', () => {
    for (const chat of chats()) {
      for (const post of play.posts(chat, CUSTOMER)) {
        const text = nowIn(play.teams, chat, post);
        assert.doesNotMatch(text, RELATIVE_TIME);
        assert.doesNotMatch(text, /Reminder: nobody|^Accept$/m);
      }
    }
  });

  it('says in the notification, which is read at once, how long there is', () => {
    const posted = play.teams.calls
      .filter(({ operation, conversationId }) => operation === 'post' && conversationId === ann.id)
      .map(({ body }) => String((body as { summary?: string }).summary));
    assert.ok(
      posted.some((summary) => /decide by .*\(in 3 hours\)/.test(summary)),
      posted.join('\n'),
    );
  });
});
