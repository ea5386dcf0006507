import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { openRehearsal, type Rehearsal, RELATIVE_TIME } from './rehearsal-stage.ts';
import { nowIn, openStage, storedText } from './stage.ts';

/** 2027-03-01 is a Monday; Berlin is an hour ahead of UTC. */
const BEGIN = '2027-03-01T09:00:00Z';
const DEADLINE = '2027-03-05T15:00:00Z';
const NAMES = ['Accepted', 'Declined', 'Moved', 'Untouched'] as const;
type Name = (typeof NAMES)[number];

describe('reminders of several deals with one deadline', () => {
  let play: Rehearsal;
  let ann: Chat;
  let zoe: Chat;
  const deals = new Map<Name, WireReferral>();
  const reminders = new Map<Name, Message>();

  before(async function () {
    this.timeout(40_000);
    play = await openRehearsal(BEGIN);
    ann = await play.join({ name: 'Ann Keller' });
    zoe = await play.join({ name: 'Zoé Martin', locale: 'fr-FR' });
    for (const chat of [ann, zoe]) await chat.say('help');
    for (const name of NAMES) {
      const facts = { name: `${name} deal`, customerProfile: { name: `${name} AG` } };
      const deal = inboundReferral({ ...facts, expirationDateTime: DEADLINE }, new Date(BEGIN));
      deals.set(name, deal);
      await play.put(deal);
      for (const chat of [ann, zoe]) await play.teams.waitForPost(chat.id, `${name} deal`);
    }
  });
  after(() => play.stop());

  const count = (chat: Chat, name: Name) => play.posts(chat, `${name} AG`).length;
  const counts = (chat: Chat) => NAMES.map((name) => count(chat, name));
  const deal = (name: Name) => deals.get(name) ?? assert.fail(name);
  const reminder = (name: Name) => reminders.get(name) ?? assert.fail(name);

  it('name all of one day in one digest, not in a message each (NOT-06)', async () => {
    await play.clock('2027-03-02T08:00:01Z');
    const digest = await play.teams.waitForPost(ann.id, 'Deadlines of 4 co-sell deals');
    await play.teams.waitForPost(zoe.id, isDigest);
    await play.teams.quiet();
    for (const name of NAMES) assert.match(storedText(digest), new RegExp(`${name} AG`));
    assert.deepEqual(counts(ann), [2, 2, 2, 2]);
    assert.deepEqual(counts(zoe), [2, 2, 2, 2]);
  });

  it('come one by one a day before, in the language of the reader, and say how to stop them (NOT-02)', async () => {
    await play.clock('2027-03-04T15:00:01Z');
    for (const name of NAMES) {
      await play.teams.waitForPost(ann.id, () => count(ann, name) === 3);
      await play.teams.waitForPost(zoe.id, () => count(zoe, name) === 3);
      const [post] = play.posts(ann, `${name} AG`).slice(-1);
      assert.ok(post);
      reminders.set(name, post);
      assert.match(storedText(post), /Reminder: nobody has decided.*[^]*write “unfollow”/);
      const [french] = play.posts(zoe, `${name} AG`).slice(-1);
      assert.match(storedText(french), /Rappel[^]*ne plus suivre/);
      for (const one of [post, french]) assert.doesNotMatch(storedText(one), RELATIVE_TIME);
    }
  });

  it('that is accepted on the reminder itself changes all its cards to the outcome (LIFE-05)', async () => {
    const answer = await ann.click(reminder('Accepted'), 'deal.accept');
    assert.match(answer.text, /you accepted this deal/);
    for (const [chat, who] of [
      [ann, 'Accepted by Ann Keller'],
      [zoe, 'Acceptée par Ann Keller'],
    ] as const) {
      for (const post of play.posts(chat, 'Accepted AG').filter((one) => !isDigest(one))) {
        const edited = await play.teams.waitForEdit(chat.id, post.id, who);
        assert.doesNotMatch(storedText(edited), /Reminder|Rappel/);
      }
    }
  });

  it('that is declined in Partner Center changes all its cards to the outcome (LIFE-06)', async () => {
    const closed = { status: 'Closed', substatus: 'Declined', closedDateTime: '2027-03-04T15:10:00Z' };
    await play.put({ ...deal('Declined'), ...closed });
    for (const post of play.posts(ann, 'Declined AG').filter((one) => !isDigest(one)))
      await play.teams.waitForEdit(ann.id, post.id, 'Declined in Partner Center');
  });

  it('whose deadline moves away reminds no more of the old one (EXP-02)', async () => {
    await play.put({ ...deal('Moved'), expirationDateTime: '2027-03-12T15:00:00Z' });
    const edited = await play.teams.waitForEdit(ann.id, reminder('Moved'), 'March 12');
    assert.doesNotMatch(storedText(edited), /Reminder/);
  });

  it('come once more in the last hours for what nobody decided, and for nothing else', async () => {
    const before = counts(ann);
    await play.clock('2027-03-05T11:00:01Z');
    await play.teams.waitForPost(ann.id, () => count(ann, 'Untouched') === 4);
    // The week before the new deadline begins on this day, too: its digest comes.
    await play.teams.waitForPost(ann.id, () => count(ann, 'Moved') === 4);
    await play.teams.quiet(700);
    assert.deepEqual(counts(ann), [before[0], before[1], 4, 4]);
    assert.ok(isDigest(play.posts(ann, 'Moved AG').at(-1)));
    assert.match(storedText(play.posts(ann, 'Untouched AG').at(-1)), /Reminder/);
  });

  it('begin anew for the new deadline', async () => {
    await play.clock('2027-03-11T15:00:01Z');
    await play.teams.waitForPost(ann.id, () => {
      const last = play.posts(ann, 'Moved AG').at(-1);
      return storedText(last).includes('Reminder') && last?.id !== reminder('Moved').id;
    });
    for (const post of play.teams.posts(ann.id))
      assert.doesNotMatch(nowIn(play.teams, ann, post), RELATIVE_TIME);
  });
});

function isDigest(post: Message | undefined): boolean {
  return /Deadlines of|Échéances/.test(storedText(post));
}

describe('a Referrals user, who sees only the deals of their team', () => {
  it('gets the card and the reminder that Partner Center mails to admins only, and nothing of other deals (NOT-01, NOT-10, NOT-12, PERM-02)', async () => {
    const stage = await openStage({ env: { QUIET_HOURS: 'none' } });
    const { teams, partnerCenter } = stage;
    const lou = await stage.join('Lou Teammate');
    const soon = new Date(Date.now() + 4 * 60 * 60 * 1000 + 2500).toISOString();
    const [others, ours] = ['Deal of others', 'Deal of our team'].map((name) =>
      inboundReferral({ name, expirationDateTime: soon }),
    );
    assert.ok(others && ours);
    partnerCenter.hide(lou.person.aadObjectId, others.id);
    partnerCenter.put(others);
    partnerCenter.put(ours);
    const card = await teams.waitForPost(lou.id, 'Deal of our team');
    const reminder = await teams.waitForPost(lou.id, 'Reminder: nobody has decided', 8000);
    assert.notEqual(reminder.id, card.id);
    await teams.quiet(500);
    assert.equal(teams.posts(lou.id).filter((post) => storedText(post).includes('of others')).length, 0);
    assert.equal(teams.posts(lou.id).length, 3, 'a welcome, a card, a reminder');
  });
});

describe('a changed REMINDERS setting', () => {
  it('reaches deals that are open already when the program starts with it', async () => {
    const stage = await openStage({ env: { QUIET_HOURS: 'none', REMINDERS: 'none' } });
    const { teams, partnerCenter, bot } = stage;
    const ann = await stage.join('Ann Keller');
    const deal = partnerCenter.put(inboundReferral({ name: 'Open already' }));
    const card = await teams.waitForPost(ann.id, 'Open already');
    const soon = new Date(Date.now() + 24 * 60 * 60 * 1000 + 1000).toISOString();
    partnerCenter.change(deal.id, { expirationDateTime: soon });
    await teams.waitForEdit(ann.id, card);
    await bot.restart({ REMINDERS: '24h' });
    const reminder = await teams.waitForPost(ann.id, 'Reminder: nobody has decided', 8000);
    assert.match(storedText(reminder), /Open already/);
  });
});
