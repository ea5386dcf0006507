import assert from 'node:assert/strict';
import { type BotProcess, startBot } from '../../support/bot-process.ts';
import { GRAPH_ROLES } from '../../support/microsoft-cloud/bot-registration.ts';
import type { CloudPerson, CloudPersonOptions } from '../../support/microsoft-cloud/cloud-person.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { inboundReferral, type WireReferral } from '../../support/partner-center.ts';
import type { Chat, Teams } from '../../support/teams.ts';
import { waitFor } from '../../support/wait.ts';
import { storedText } from '../stage.ts';

const HOUR = 60 * 60 * 1000;

/** One story, told in order; the admin consented to all but the mailbox settings. */
describe('live mode: what Microsoft Graph knows of people', () => {
  let cloud: MicrosoftCloud;
  let bot: BotProcess;
  let teams: Teams;
  let ben: CloudPerson;
  let cara: CloudPerson;
  let ann: Chat;
  let dora: Chat;
  let channel: Chat;

  before(async () => {
    const graphRoles = GRAPH_ROLES.filter((role) => role !== 'MailboxSettings.Read');
    cloud = await startMicrosoftCloud({ graphRoles });
    const settings = { POLL_INTERVAL_SECONDS: '0.3', REMINDERS: '4h,4h:manager', QUIET_HOURS: 'none' };
    bot = await startBot({ ...cloud.environment(), ...settings });
    teams = cloud.teams.connect(bot.messagesUrl);
  });
  after(async () => {
    await bot.stop();
    await cloud.stop();
  });

  const textsIn = (chat: Chat) => teams.posts(chat.id).map(storedText);
  const contact = ({ name, email }: CloudPerson) => {
    const [firstName, ...rest] = name.split(' ');
    return { firstName, lastName: rest.join(' '), email };
  };
  const arrive = (name: string, team: CloudPerson[], inHours = 200): WireReferral =>
    cloud.partnerCenter.put(
      inboundReferral({
        name,
        team: team.map(contact),
        expirationDateTime: new Date(Date.now() + inHours * HOUR + 3000).toISOString(),
      }),
    );
  const patchOf = (id: string) =>
    cloud.partnerCenter.writes().findLast(({ path }) => path.endsWith(id))?.body as
      | { path: string; value: unknown }[]
      | undefined;

  async function arrives(options: CloudPersonOptions): Promise<Chat> {
    const chat = teams.personalChat(cloud.person(options));
    await chat.install();
    await teams.waitForPost(chat.id, 'Sign in');
    await chat.say('sign in');
    await cloud.client(chat).meetCard();
    await teams.waitForPost(chat.id, 'You are signed in');
    return chat;
  }

  it('calls whoever is there in the place of who is out of office, and says so', async () => {
    ann = await arrives({ name: 'Ann Lee' });
    await ann.click(await teams.waitForPost(ann.id, 'Nobody watches Partner Center yet'), 'person.watch');
    ben = cloud.person({ name: 'Ben Roy' });
    cara = cloud.person({ name: 'Cara Osei' });
    ben.presence = { availability: 'Away', activity: 'OutOfOffice' };
    channel = teams
      .channel({ team: 'Alliances', name: 'Deals', people: [ann.person, ben, cara], installed: true })
      .as(ann.person);
    await channel.say('follow', { mention: true });
    await teams.waitForPost(channel.id, 'posted here');
    arrive('Harbour crane', [ben]);
    const card = await teams.waitForPost(channel.id, 'Harbour crane');
    assert.match(storedText(card), /For <at>Ann Lee<\/at> · Ben Roy is out of office/);
  });

  it('puts whoever accepts onto the deal team with the mail address that Graph knows (FLD-08)', async () => {
    dora = await arrives({ name: 'Dora Vale' });
    const { id } = arrive('Solar roof', []);
    const card = await teams.waitForPost(dora.id, 'Solar roof');
    await dora.click(card, 'deal.accept');
    await waitFor(() => patchOf(id), { what: 'the write' });
    assert.deepEqual(patchOf(id)?.[0], {
      op: 'add',
      path: '/team/-',
      value: { firstName: 'Dora', lastName: 'Vale', email: 'dora.vale@partner.example' },
    });
  });

  it('finds a colleague while the name is typed into the edit form, who then joins the team (FLD-08)', async () => {
    await dora.say('edit Solar roof');
    const form = await teams.waitForPost(dora.id, 'Add colleagues');
    const search = async (chat: Chat, queryText: string) => {
      const value = { queryText, queryOptions: { skip: 0, top: 15 }, dataset: 'colleagues' };
      const { httpStatus, body } = await chat.invoke('application/search', value);
      assert.equal(httpStatus, 200);
      return (body as { value: { results: { title: string; value: string }[] } }).value.results;
    };
    assert.deepEqual(await search(dora, 'cara'), [
      { title: 'Cara Osei · cara.osei@partner.example', value: cara.aadObjectId },
    ]);
    assert.deepEqual(await search(dora, ''), []);
    const roleless = teams.personalChat(cloud.person({ name: 'Rita Roleless', role: null }));
    await roleless.install();
    assert.deepEqual(await search(roleless, 'cara'), [], 'without the role nobody is found');

    const saved = await dora.click(form, 'Save', { colleagues: cara.aadObjectId });
    assert.match(saved.text, /Saved: your changes are in Partner Center/);
    const write = cloud.partnerCenter.writes().at(-1)?.body as { value: unknown }[];
    assert.deepEqual(
      write.map(({ value }) => value),
      [{ firstName: 'Cara', lastName: 'Osei', email: 'cara.osei@partner.example' }],
    );
  });

  it('adds the app for whoever is on a deal team, where the place says so, and tells them why', async () => {
    await channel.say('settings', { mention: true });
    const form = await teams.waitForPost(channel.id, 'Settings of this conversation');
    await channel.click(form, 'Save', { installForTeam: 'on' });
    const chat = teams.personalChat(cara);
    await teams.waitForPost(chat.id, 'You are on the team of a co-sell deal');
  });

  it('tells the last step in the activity feed of who set so, and the manager of who was asked', async () => {
    const eva = teams.personalChat(cloud.person({ name: 'Eva Boss', role: null }));
    ben.manager = eva.person as CloudPerson;
    await eva.install();
    await dora.say('settings');
    const form = await teams.waitForPost(dora.id, 'Your settings');
    await dora.click(form, 'Save', { activityFeed: 'on' });

    arrive('Cold store', [ben], 4);
    await teams.waitForPost(dora.id, (message) =>
      /Reminder[^]*Cold store|Cold store[^]*Reminder/.test(storedText(message)),
    );
    const feed = () => cloud.graph.teamwork.notifications;
    await waitFor(() => feed().length > 0, { what: 'a notification' });
    const [told] = feed();
    assert.deepEqual(
      [told?.person.name, told?.activityType, told?.parameters['deal']],
      ['Dora Vale', 'dealExpiring', 'Cold store'],
    );

    const card = await teams.waitForPost(eva.id, 'A co-sell deal of your team is about to expire');
    assert.match(storedText(card), /Ben Roy was asked, and nobody has answered yet/);
    assert.ok(!textsIn(eva).some((text) => text.includes('Cold store')), 'nothing of the deal');
    await teams.quiet();
    assert.equal(feed().length, 1, 'one notification a step');
  });

  it('says quietly what it may not do, and goes on', async () => {
    const { status, body } = await bot.readyz();
    assert.deepEqual([status, (body as { degraded: string[] }).degraded], [200, ['graph.outOfOffice']]);
    await ann.say('status');
    const card = await teams.waitForPost(ann.id, 'Microsoft Graph');
    assert.match(storedText(card), /out of office: no permission \(MailboxSettings\.Read\)/);
  });

  it('goes on without it where Graph does not answer at all', async () => {
    cloud.graph.service.fault({ status: 503, times: 1000 });
    arrive('Night shift', [ben]);
    await teams.waitForPost(channel.id, 'Night shift');
    const fred = await arrives({ name: 'Fred Moss' });
    // Greeted with what was there, so that the next deal has a card of its own.
    await teams.waitForPost(fred.id, 'Night shift');
    const { id } = arrive('Wind farm', []);
    await fred.click(await teams.waitForPost(fred.id, 'Wind farm'), 'deal.accept');
    await waitFor(() => patchOf(id), { what: 'the write' });
    // The roster of his own chat told his address.
    assert.deepEqual(patchOf(id)?.[0]?.value, {
      firstName: 'Fred',
      lastName: 'Moss',
      email: 'fred.moss@partner.example',
    });
    assert.equal((await bot.readyz()).status, 200);
  });
});
