import assert from 'node:assert/strict';
import { type BotProcess, startBot } from '../../support/bot-process.ts';
import type { CloudPerson, CloudPersonOptions } from '../../support/microsoft-cloud/cloud-person.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { inboundReferral, type WireReferral } from '../../support/partner-center.ts';
import type { Chat, Teams } from '../../support/teams.ts';
import { waitFor } from '../../support/wait.ts';
import { storedText } from '../stage.ts';

/** One story, told in order: each part goes on where the last one ended. */
describe('live mode: stewards', () => {
  let cloud: MicrosoftCloud;
  let bot: BotProcess;
  let teams: Teams;
  let ann: Chat;
  let ben: Chat;
  let cleo: Chat;
  let group: Chat;

  before(async () => {
    cloud = await startMicrosoftCloud();
    bot = await startBot({ ...cloud.environment(), POLL_INTERVAL_SECONDS: '0.3', REMINDERS: 'none' });
    teams = cloud.teams.connect(bot.messagesUrl);
  });
  after(async () => {
    await bot.stop();
    await cloud.stop();
  });

  const personOf = (chat: Chat) => chat.person as CloudPerson;
  const arrive = (name: string, mpnId: string): WireReferral =>
    cloud.partnerCenter.put(inboundReferral({ name, mpnId }));
  const degraded = async () => ((await bot.readyz()).body as { degraded: string[] }).degraded;
  const isWatched = (wanted: boolean) =>
    waitFor(async () => (await degraded()).includes('watching') !== wanted, {
      what: wanted ? 'somebody who watches' : 'nobody who watches',
    });
  const textsIn = (chat: Chat) => teams.posts(chat.id).map(storedText);
  const count = (chat: Chat, words: string) => textsIn(chat).filter((text) => text.includes(words)).length;

  /** Somebody opens a chat with the bot and signs in. */
  async function arrives(options: CloudPersonOptions): Promise<Chat> {
    const chat = teams.personalChat(cloud.person(options));
    await chat.install();
    await teams.waitForPost(chat.id, 'Sign in');
    await chat.say('sign in');
    await cloud.client(chat).meetCard();
    await teams.waitForPost(chat.id, options.role === null ? 'No Referrals role' : 'You are signed in');
    return chat;
  }

  it('asks the first Referrals admin who signs in, and knows nothing until somebody watches (PERM-06)', async () => {
    arrive('Waiting in Berlin', 'berlin');
    const roleless = await arrives({ name: 'Rita Roleless', role: null });
    ann = await arrives({ name: 'Ann Berlin', locations: ['berlin'] });
    const question = await teams.waitForPost(ann.id, 'Nobody watches Partner Center yet');
    assert.deepEqual([await degraded(), count(ann, 'Waiting in Berlin')], [['watching'], 0]);

    await roleless.say('watch with my account');
    await waitFor(() => count(roleless, 'No Referrals role') === 2, { what: 'a refusal' });
    assert.equal(count(roleless, 'Nobody watches'), 0);

    const answer = await ann.click(question, 'person.watch');
    assert.match(answer.text, /also when you are not clicking. I never write with it/);
    await teams.waitForPost(ann.id, 'Waiting in Berlin');
    await teams.waitForEdit(ann.id, question, 'Partner Center is watched');
    await isWatched(true);
    arrive('New in Berlin', 'berlin');
    await teams.waitForPost(ann.id, 'New in Berlin');
  });

  it('watches with another one too who sees another part; a shared place is told of both (PERM-02, PERM-03)', async () => {
    ben = await arrives({ name: 'Ben Paris', locations: ['paris'] });
    assert.equal(count(ben, 'Nobody watches'), 0);
    group = teams.groupChat([personOf(ann), personOf(ben)], { installed: true });
    await group.say('follow');
    await teams.waitForPost(group.id, 'Waiting in Berlin');
    await group.say('watch with my account');
    await teams.waitForPost(group.id, 'Only in your own chat');

    arrive('Backlog of Paris', 'paris');
    await ben.say('inbound');
    await teams.waitForPost(ben.id, 'Backlog of Paris');
    await teams.quiet();
    assert.equal(count(group, 'Backlog of Paris'), 0, 'what Ben looks at is his');
    await ben.say('watch with my account');
    await teams.waitForPost(ben.id, 'Watching with your account');
    await teams.waitForPost(group.id, 'Backlog of Paris');
    arrive('New in Paris', 'paris');
    await teams.waitForPost(group.id, 'New in Paris');
    assert.equal(count(ann, 'Paris'), 0, 'Ann may not see them');
    assert.equal(cloud.partnerCenter.writes().length, 0);
  });

  it('goes on with the others when a sign-in ends, and tells that one in their own chat once', async () => {
    personOf(ben).signedOutEverywhere();
    const card = await teams.waitForPost(ben.id, 'Please sign in again');
    assert.match(storedText(card), /Others go on watching/);
    arrive('Later in Berlin', 'berlin');
    await teams.waitForPost(group.id, 'Later in Berlin');
    assert.deepEqual(await degraded(), []);
  });

  it('tells everybody who could help when nobody is left, still serves clicks, and says so on status', async () => {
    cleo = await arrives({ name: 'Cleo Everywhere', locale: 'en-GB' });
    await cleo.say('inbound');
    const list = await teams.waitForPost(cleo.id, 'Inbound deals');
    personOf(ann).role = null;
    await teams.waitForPost(ann.id, 'No longer watching with your account');
    await teams.waitForPost(cleo.id, 'Nobody watches Partner Center any more');
    await isWatched(false);
    const missed = arrive('While nobody watched', 'paris');
    assert.doesNotMatch(storedText(list), /While nobody/);

    await cleo.say(`accept ${missed.id}`);
    await teams.waitForPost(cleo.id, 'you accepted');
    assert.equal(cloud.partnerCenter.referral(missed.id).status, 'Active');
    await cleo.say('status');
    const status = await teams.waitForPost(cleo.id, 'Nobody: I do not find new deals');
    assert.match(JSON.stringify(status.activity), /person\.watch/);
    assert.deepEqual([await degraded(), (await bot.readyz()).status], [['watching'], 200]);
    assert.equal(count(ben, 'Nobody watches Partner Center any more'), 0, 'he was told that it is for him');
  });

  it('is watched again by one click that signs in, and nothing is told twice', async () => {
    arrive('For when he is back', 'paris');
    const card = await teams.waitForPost(ben.id, 'Please sign in again');
    const client = cloud.client(ben);
    const answer = await client.click(card, 'person.watch');
    assert.deepEqual(client.steps, ['silent']);
    assert.match(answer.text, /atching with your account/);
    await teams.waitForPost(group.id, 'For when he is back');
    await isWatched(true);
    await waitFor(() => count(cleo, 'Partner Center is watched') === 1, { what: 'the question taken back' });
    await teams.quiet(1000);
    assert.deepEqual([count(group, 'For when he is back'), count(ben, 'For when he is back')], [1, 0]);
    for (const words of ['Waiting in Berlin', 'Backlog of Paris', 'New in Paris', 'Later in Berlin'])
      assert.equal(count(group, words), 1, words);

    await ben.say('stop watching');
    await teams.waitForPost(ben.id, 'No longer watching with your account');
    await isWatched(false);
    await waitFor(() => count(cleo, 'any more') === 1, { what: 'the same message, edited' });
    await teams.quiet();
    assert.equal(count(cleo, 'any more'), 1, 'once a day at most');
  });
});
