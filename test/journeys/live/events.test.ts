import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { type BotProcess, startBot } from '../../support/bot-process.ts';
import { heldLoad } from '../../support/held-load.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { inboundReferral } from '../../support/partner-center.ts';
import {
  EVENT_FORGERIES,
  type EventForgery,
  statusOfForged,
} from '../../support/microsoft-cloud/signed-event.ts';
import { buttonTitles, readableText } from '../../support/teams-card.ts';
import type { Card, Chat, Teams } from '../../support/teams.ts';
import { waitFor } from '../../support/wait.ts';

const ID = '0f7f4a52-3c1d-4a6b-9a58-1d2f6f0b7e11';
/** A connector that was there first; its address is as secret as a password. */
const CONNECTOR = {
  SubscriberId: 's-1',
  WebhookUrl: 'https://crm.lamna.example/hook?sig=secret',
  WebhookEvents: ['referral-created', 'referral-updated'],
  SignatureTokenToMsSignatureHeader: false,
};

describe('live mode: events from Partner Center', () => {
  const held = heldLoad();
  let cloud: MicrosoftCloud;
  let bot: BotProcess;
  let teams: Teams;

  before(async () => {
    cloud = await startMicrosoftCloud({ events: true });
    bot = await startBot({ ...cloud.environment(), POLL_INTERVAL_SECONDS: '3600', ...held.env });
    teams = cloud.teams.connect(bot.messagesUrl);
  });

  const door = () => `${bot.url}/api/partner-center/events`;
  /** Each from a source of its own: who is refused too often is not listened to. */
  const send = async (forge: EventForgery) => {
    const event = await cloud.events.event('referral-created', ID, { forge });
    const source = `192.0.2.${EVENT_FORGERIES.indexOf(forge) + 1}`;
    return cloud.events.deliver(
      { ...event, headers: { ...event.headers, 'x-forwarded-for': source } },
      door(),
    );
  };
  const join = async (name: string, options: { locale?: string; role?: null } = {}) => {
    const chat = teams.personalChat(cloud.person({ name, ...options }));
    await chat.install();
    return { chat, client: cloud.client(chat) };
  };
  const titles = (card: Card | null) => (card ? buttonTitles(card) : []);

  it('takes what Partner Center signs with either header, and repeats of it', async () => {
    assert.equal(await cloud.events.send('referral-created', ID, { to: door() }), 202);
    const event = await cloud.events.event('referral-updated', ID);
    const { authorization = '', ...headers } = event.headers;
    const inMsHeader = { ...event, headers: { ...headers, 'x-ms-signature': authorization } };
    assert.equal(await cloud.events.deliver(inMsHeader, door()), 202);
    assert.equal(await cloud.events.deliver(event, door()), 202, 'a repeat');
  });

  it('answers those that come while a bot that is ready still loads', async () => {
    await bot.stop();
    held.hold();
    await bot.restart();
    const signed = cloud.events.send('referral-created', ID, { to: door() });
    const forged = send('badSignature');
    const first = Promise.race([signed, forged]).then(() => 'answered');
    assert.equal(await Promise.race([first, setTimeout(300, 'waits')]), 'waits');
    held.letGo();
    assert.equal(await signed, 202);
    assert.equal(await forged, 401);
  });

  for (const forgery of EVENT_FORGERIES)
    it(`refuses an event that is forged: ${forgery} (API-07)`, async () => {
      assert.equal(await send(forgery), statusOfForged(forgery));
    });

  describe('while the next look at Partner Center is an hour away', () => {
    let olga: Chat;
    before(async () => {
      const joined = await join('Olga Watch');
      olga = joined.chat;
      await olga.say('sign in');
      await joined.client.meetCard();
      await teams.waitForPost(olga.id, 'You are signed in');
      await olga.say('watch with my account');
      await teams.waitForPost(olga.id, 'Watching with your account');
      await waitFor(() => lists().length > 0, { what: 'the first reading' });
      await teams.quiet();
    });
    /** Looks for all changes. */
    const lists = () =>
      cloud.partnerCenter.requests.filter(({ query }) => query.get('$orderby') === 'updatedDateTime desc');
    const readings = (id: string) =>
      cloud.partnerCenter.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/${id}`));

    it('makes a card appear for a new deal, and changes it, by events alone', async () => {
      const { id } = cloud.partnerCenter.put(inboundReferral({ name: 'Plant in Lyon' }));
      await teams.quiet();
      assert.equal(readings(id).length, 0);
      const looks = lists().length;
      assert.equal(await cloud.events.send('referral-created', id, { to: door() }), 202);
      const post = await teams.waitForPost(olga.id, 'Plant in Lyon');
      cloud.partnerCenter.change(id, { name: 'Plant in Nice' });
      assert.equal(await cloud.events.send('referral-updated', id, { to: door() }), 202);
      await teams.waitForEdit(olga.id, post, 'Plant in Nice');
      assert.equal(lists().length, looks, 'nobody has looked at all changes');
    });

    it('reads a deal once for all events of one change, and for each of them again (API-10)', async () => {
      const { id } = cloud.partnerCenter.put(inboundReferral({ name: 'Harbour' }));
      const created = await cloud.events.event('referral-created', id);
      const updated = await cloud.events.event('referral-updated', id);
      for (const event of [created, updated, created, updated])
        assert.equal(await cloud.events.deliver(event, door()), 202);
      await teams.waitForPost(olga.id, 'Harbour');
      await teams.quiet();
      assert.equal(readings(id).length, 1);
    });

    it('leaves a deal alone that nobody may see (NOT-12)', async () => {
      const { id } = cloud.partnerCenter.put(inboundReferral({ name: 'Hidden' }));
      cloud.partnerCenter.hide(olga.person.aadObjectId, id);
      assert.equal(await cloud.events.send('referral-created', id, { to: door() }), 202);
      await waitFor(() => readings(id).length > 0, { what: 'a reading' });
      await teams.quiet();
      assert.equal(readings(id).length, 1);
      assert.deepEqual((await bot.readyz()).body, { status: 'ready', degraded: [] });
    });
  });

  it('shows who gets events, takes them over after a second yes, tests that, and gives them back (API-05)', async () => {
    cloud.events.registration = { ...CONNECTOR };
    const { chat, client } = await join('Ann Lee');
    await chat.say('events');
    const post = await teams.waitForPost(chat.id, 'wants a sign-in of its own');
    const seen = await client.click(post, 'events.signIn');
    assert.deepEqual(client.steps, ['button', 'page']);
    assert.match(seen.text, /⚠️ crm\.lamna\.example/);

    const asked = await client.click(post, 'events.register');
    assert.match(asked.text, /crm\.lamna\.example gets these events now: a CRM connector/);
    assert.equal(cloud.events.registration.WebhookUrl, CONNECTOR.WebhookUrl);

    const taken = await client.click(post, 'events.register');
    assert.match(taken.text, /✅ Done: Partner Center sends its events to this bot/);
    assert.equal(cloud.events.registration.WebhookUrl, door());
    assert.equal(cloud.events.registration.SignatureTokenToMsSignatureHeader, true);

    const tested = await client.click(post, 'events.test');
    assert.match(tested.text, /on its way/);
    const arrival = async () => {
      const { text } = await client.click(post, 'events.show');
      return text.includes('The test event has arrived') && text;
    };
    const arrived = await waitFor(arrival, { what: 'the test event' });
    assert.doesNotMatch(arrived, /Last test\s+never/);

    const given = await client.click(post, 'events.giveBack');
    assert.match(given.text, /crm\.lamna\.example gets the events again/);
    const { SubscriberId: _id, ...before } = CONNECTOR;
    const { SubscriberId: _other, ...after } = cloud.events.registration;
    assert.deepEqual(after, before);
    assert.doesNotMatch(JSON.stringify([seen, asked, taken, tested, given]) + bot.output(), /sig=secret/);
  });

  it('asks again where somebody else was registered while one thought about it', async () => {
    cloud.events.registration = { ...CONNECTOR };
    const { chat, client } = await join('Eva Moss');
    await chat.say('events');
    const post = await teams.waitForPost(chat.id, 'wants a sign-in of its own');
    await client.click(post, 'events.signIn');
    await client.click(post, 'events.register');
    cloud.events.registration = { ...CONNECTOR, WebhookUrl: 'https://other.lamna.example/' };
    const again = await client.click(post, 'events.register');
    assert.match(again.text, /other\.lamna\.example gets these events now/);
    const left = await client.click(post, 'events.show');
    assert.doesNotMatch(left.text, /gets these events now/);
    assert.equal(cloud.events.registration.WebhookUrl, 'https://other.lamna.example/');
  });

  it('says in French who may not, and what a broken or busy Partner Center means', async () => {
    cloud.events.registration = { ...CONNECTOR, WebhookUrl: door(), WebhookEvents: ['test-created'] };
    const { chat, client } = await join('Léa Roy', { locale: 'fr-FR', role: null });
    await chat.say('événements');
    const post = await teams.waitForPost(chat.id, 'demande une connexion à part');
    const refused = await client.click(post, 'events.signIn');
    assert.match(refused.text, /ne vous laisse ni voir ni changer cela/);
    assert.deepEqual(titles(refused.card), ['Regarder à nouveau']);
    Object.assign(chat.person, { role: 'referralsAdmin' });
    assert.match((await client.click(post, 'events.show')).text, /Envoyés à\s+✅ Ce bot/);

    const isRegistration = ({ path }: { path: string }) => path.endsWith('/registration');
    cloud.events.service.fault({ match: isRegistration, status: 503 });
    assert.match((await client.click(post, 'events.show')).text, /n’a pas répondu. Rien n’a été changé/);
    const look = async () => client.click(post, 'events.show');
    assert.ok(titles((await look()).card).includes('Envoyer un événement de test'));
    cloud.events.service.fault({ match: ({ path }) => path.endsWith('/validationEvents'), status: 429 });
    assert.match((await client.click(post, 'events.test')).text, /deux événements de test par minute/);
  });

  it('belongs into one’s own chat', async () => {
    const room = teams.groupChat([cloud.person({ name: 'Ben Roy' }), cloud.person({ name: 'Zoe Kim' })]);
    await room.install();
    await room.say('events');
    await teams.waitForPost(room.id, 'Ask me in our own chat');
  });

  it('tells in status when the last event came', async () => {
    const { chat } = await join('Uma Stern');
    await chat.say('status');
    const post = await teams.waitForPost(chat.id, 'Status');
    const [card] = post.activity.attachments ?? [];
    assert.match(readableText(card?.content as Card), /Last event\s+\w+day/);
  });
});
