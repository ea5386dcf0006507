import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot, type BotProcess } from '../../support/bot-process.ts';
import type { CloudPerson, CloudPersonOptions } from '../../support/microsoft-cloud/cloud-person.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { CONNECTIONS } from '../../support/microsoft-cloud/bot-registration.ts';
import { inboundReferral, type WireReferral } from '../../support/partner-center.ts';
import type { Chat, Message, Teams } from '../../support/teams.ts';
import type { ClickAnswer } from '../../support/teams-chat.ts';
import { isJson } from '../../support/teams-wire.ts';

const CONTENT = /secret|Hidden Customer|77,?777/i;
const GOOD_REASON = { reason: '3', note: 'Wrong market for us' };

/** How a click's answer asks for a sign-in: by exchanging Teams' own token, or by its button alone; null: it does not. */
function asked({ body, statusCode }: ClickAnswer): 'silent' | 'page' | null {
  const card = isJson(body) && isJson(body['value']) ? body['value'] : {};
  if (statusCode !== 401 || !Array.isArray(card['buttons'])) return null;
  return card['tokenExchangeResource'] ? 'silent' : 'page';
}

/** Is this a sign-in card? */
function isSignInCard({ activity }: Message): boolean {
  return activity.attachments?.some(({ contentType }) => contentType.endsWith('.card.oauth')) ?? false;
}

/** Whose token a call carries. */
function oidOf(authorization: string | null): unknown {
  const claims = Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString();
  return claims === '' ? null : (JSON.parse(claims) as { oid?: unknown }).oid;
}

describe('live mode: signing in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-sign-in-'));
  let cloud: MicrosoftCloud;
  let bot: BotProcess;
  let teams: Teams;
  /** Somebody who has signed in. */
  let olga: Chat;

  before(async () => {
    cloud = await startMicrosoftCloud();
    bot = await startBot({
      ...cloud.environment(),
      POLL_INTERVAL_SECONDS: '1',
      DATABASE_URL: `sqlite:${join(folder, 'cosell.db')}`,
    });
    teams = cloud.teams.connect(bot.messagesUrl);
    olga = await joined('Olga Signed');
    await olga.say('sign in');
    await cloud.client(olga).meetCard();
    await teams.waitForPost(olga.id, 'You are signed in');
  });
  after(async () => {
    await bot.stop();
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function joined(options: string | CloudPersonOptions): Promise<Chat> {
    const person = cloud.person(typeof options === 'string' ? { name: options } : options);
    const chat = teams.personalChat(person);
    await chat.install();
    await teams.waitForPost(chat.id);
    return chat;
  }

  const personOf = (chat: Chat) => chat.person as CloudPerson;
  const deal = (name: string): WireReferral =>
    cloud.partnerCenter.put(
      inboundReferral({
        name: `Secret ${name}`,
        customerProfile: { name: 'Hidden Customer AG' },
        details: { dealValue: 77777 },
      }),
    );

  /** Olga shows a deal to a group; everybody in it may press its buttons. */
  async function shown(referral: WireReferral, person: CloudPerson): Promise<{ group: Chat; card: Message }> {
    const group = teams.groupChat([personOf(olga), person], { installed: true });
    await group.say(`deal ${referral.id}`);
    return { group: group.as(person), card: await teams.waitForPost(group.id, String(referral['name'])) };
  }
  const writersOf = ({ id }: WireReferral) =>
    cloud.partnerCenter
      .writes()
      .filter(({ path }) => path.endsWith(id))
      .map(({ who }) => who);
  /** Everything that this person's client got in this chat. */
  const allSeen = (chat: Chat) => JSON.stringify(chat.seenBy().filter(({ author }) => author === 'bot'));

  it('goes on by itself with the click that needed it, silently, under the clicker’s own rights', async () => {
    const referral = deal('silent click');
    const ann = cloud.person({ name: 'Ann Silent' });
    const { group, card } = await shown(referral, ann);
    const first = await group.click(card, 'deal.accept');
    assert.equal(first.httpStatus, 200);
    assert.equal(asked(first), 'silent');
    assert.doesNotMatch(JSON.stringify(first.body), CONTENT);
    assert.deepEqual(writersOf(referral), []);

    const client = cloud.client(group);
    const answer = await client.click(card, 'deal.accept');
    assert.deepEqual(client.steps, ['silent']);
    assert.match(answer.text, /you accepted/i);
    assert.deepEqual(writersOf(referral), [ann.aadObjectId]);
  });

  it('asks in one card for all that was written meanwhile, and goes on once, however many clients answer', async () => {
    const referral = deal('written command');
    const bea = await joined('Bea Writing');
    assert.match(allSeen(bea), /Sign in once/);
    await bea.say('inbound');
    await teams.waitForPost(bea.id, isSignInCard);
    await bea.say(`deal ${referral.id}`);
    await teams.waitForPost(bea.id, 'Kept until you are signed in');
    assert.doesNotMatch(allSeen(bea), CONTENT);

    const devices = [cloud.client(bea), cloud.client(bea), cloud.client(bea)];
    const answers = await Promise.all(devices.map((device) => device.meetCard()));
    assert.deepEqual(
      answers.map(({ httpStatus }) => httpStatus),
      [200, 200, 200],
    );
    await teams.waitForPost(bea.id, 'Inbound deals');
    await teams.waitForPost(bea.id, 'New co-sell deal from Microsoft');
    await teams.quiet();
    assert.equal(teams.posts(bea.id).filter(isSignInCard).length, 0, 'the sign-in card is taken away');
    const lists = teams
      .posts(bea.id)
      .filter(({ activity }) => /Inbound deals/.test(JSON.stringify(activity)));
    assert.equal(lists.length, 1);
  });

  it('asks on the page where the silent way is refused, and says when a code is wrong', async () => {
    deal('consent');
    const cleo = await joined({ name: 'Cleo Consent', consent: 'open', locale: 'fr-FR' });
    await cleo.say('reçues');
    const client = cloud.client(cleo);
    const exchanged = await client.meetCard({ page: false });
    assert.equal(exchanged.httpStatus, 412);
    assert.ok(isJson(exchanged.body) && exchanged.body['id']);

    const wrong = await cleo.invoke('signin/verifyState', { state: '000000x' });
    assert.equal(wrong.httpStatus, 404);
    await teams.waitForPost(cleo.id, 'La connexion n’a pas abouti');
    assert.equal((await cleo.invoke('signin/verifyState', { state: 'CancelledByUser' })).httpStatus, 200);
    assert.equal((await client.meetCard({ silent: false })).httpStatus, 200);
    await teams.waitForPost(cleo.id, 'Secret consent');
  });

  it('takes the code of the page as text too', async () => {
    const tom = await joined({ name: 'Tom Typing', consent: 'open' });
    await tom.say('sign in');
    const { activity } = await teams.waitForPost(tom.id, isSignInCard);
    const link = /"value":"([^"]+)"/.exec(JSON.stringify(activity.attachments))?.[1] ?? '';
    await tom.say(await personOf(tom).completeSignIn(link));
    await teams.waitForPost(tom.id, 'You are signed in');
  });

  it('says on a click that a token or a code is no good', async () => {
    const referral = deal('wrong code');
    const person = cloud.person({ name: 'Wanda Wrong', consent: 'open' });
    const { group, card } = await shown(referral, person);
    const authentication = { id: 'x', connectionName: CONNECTIONS.silent, token: await person.ssoToken() };
    const exchanged = await group.click(card, 'deal.favorite', {}, { value: { authentication } });
    assert.deepEqual(
      [exchanged.httpStatus, exchanged.statusCode, (exchanged.body as { type: string }).type],
      [200, 412, 'application/vnd.microsoft.error.preconditionFailed'],
    );
    const coded = await group.click(card, 'deal.favorite', {}, { value: { state: '999999x' } });
    assert.deepEqual(
      [coded.httpStatus, coded.statusCode, (coded.body as { type: string }).type],
      [200, 401, 'application/vnd.microsoft.error.incorrectAuthCode'],
    );
    const client = cloud.client(group);
    const answer = await client.click(card, 'deal.favorite');
    assert.deepEqual(client.steps, ['silent', 'button', 'page']);
    assert.match(answer.text, /Secret wrong code/);
  });

  it('asks for the second factor where Partner Center wants one, and remembers that', async () => {
    const referral = deal('second factor');
    const mia = cloud.person({ name: 'Mia Factor', mfaDemanded: true });
    const { group, card } = await shown(referral, mia);
    const client = cloud.client(group);
    const answer = await client.click(card, 'deal.accept');
    assert.deepEqual(client.steps, ['silent', 'button', 'page']);
    assert.match(answer.text, /you accepted/i);
    assert.deepEqual(writersOf(referral), [mia.aadObjectId]);
    mia.signedOutEverywhere();
    const later = cloud.client(group);
    await later.click(card, 'deal.show');
    assert.deepEqual(later.steps, ['button', 'page'], 'the silent way is not tried again');
  });

  it('says so in words where the strongest sign-in is refused, and does not turn in circles', async () => {
    const referral = deal('in vain');
    const ida = cloud.person({ name: 'Ida Vain' });
    const { group, card } = await shown(referral, ida);
    cloud.partnerCenter.fault({
      match: ({ authorization }) => oidOf(authorization) === ida.aadObjectId,
      status: 401,
      times: 20,
    });
    const client = cloud.client(group);
    const answer = await client.click(card, 'deal.accept');
    assert.deepEqual(client.steps, ['silent', 'button', 'page']);
    assert.equal(answer.statusCode, 200);
    assert.match(answer.text, /does not take your sign-in/);
    assert.doesNotMatch(answer.text, CONTENT);
  });

  it('shows whom to ask where the role is missing (SEED-24, PERM-04), and believes a new one', async () => {
    const referral = deal('no role');
    const rita = await joined({ name: 'Rita Roleless', role: null });
    await rita.say('sign in');
    await cloud.client(rita).meetCard();
    const notice = await teams.waitForPost(rita.id, 'No Referrals role');
    assert.match(JSON.stringify(notice.activity), /account admin/);
    await rita.say(`deal ${referral.id}`);
    await rita.say('deal no such deal');
    await teams.quiet();
    assert.doesNotMatch(allSeen(rita), CONTENT);
    personOf(rita).role = 'referralsAdmin';
    const { text } = await rita.click(notice, 'deals.page');
    assert.match(text, /Secret no role/);
  });

  it('keeps what was typed where a sign-in ends in the middle of a form', async () => {
    const referral = deal('broken off');
    const gil = cloud.person({ name: 'Gil Broken' });
    const { group, card } = await shown(referral, gil);
    const posted = group.cardSeen(card);
    const client = cloud.client(group);
    const form = await client.click(card, 'deal.decline');
    assert.match(form.text, /reason/i);
    gil.signedOutEverywhere();
    assert.equal(asked(await group.click(card, 'deal.decline', GOOD_REASON)), 'silent');
    assert.equal(cloud.partnerCenter.referral(referral.id).status, 'New');

    // On another device, where the deal's own card still stands.
    const opened = await client.click(card, 'deal.decline', {}, { on: posted });
    assert.match(JSON.stringify(opened.card), new RegExp(GOOD_REASON.note));

    gil.signedOutEverywhere();
    const sent = await client.click(card, 'deal.decline', GOOD_REASON);
    assert.deepEqual(client.steps, ['silent', 'silent', 'silent']);
    assert.match(sent.text, /you declined/i);
    assert.deepEqual(writersOf(referral), [gil.aadObjectId]);
  });

  it('takes a new token from the service by itself where only the token ends', async () => {
    const referral = deal('new token');
    const nia = cloud.person({ name: 'Nia Renewed' });
    const { group, card } = await shown(referral, nia);
    const client = cloud.client(group);
    await client.click(card, 'deal.favorite');
    nia.tokenExpires();
    const answer = await client.click(card, 'deal.accept');
    assert.deepEqual(client.steps, ['silent'], 'once');
    assert.match(answer.text, /you accepted/i);
  });

  it('reveals nothing after a sign-out, whatever is replayed, until its person signs in on the page', async () => {
    const referral = deal('signed out');
    const sam = await joined('Sam Leaving');
    await sam.say(`deal ${referral.id}`);
    await cloud.client(sam).meetCard();
    const card = await teams.waitForPost(sam.id, 'Secret signed out');
    await sam.say('sign out');
    await teams.waitForPost(sam.id, 'You are signed out');
    for (const connection of Object.values(CONNECTIONS))
      assert.equal(cloud.userTokens.isSignedIn(personOf(sam), connection), false, connection);

    const old = sam.cardSeen(card);
    for (const verb of ['deal.accept', 'deal.decline']) {
      const answer = await sam.click(card, verb, {}, { on: old });
      assert.equal(asked(answer), 'page', 'a silent exchange would undo the sign-out');
      assert.doesNotMatch(JSON.stringify(answer.body), CONTENT);
    }
    const authentication = {
      id: 'replayed',
      connectionName: CONNECTIONS.silent,
      token: await personOf(sam).ssoToken(),
    };
    const replayed = await sam.click(card, 'deal.decline', {}, { on: old, value: { authentication } });
    assert.equal(replayed.statusCode, 412);
    const before = teams.posts(sam.id).length;
    for (const said of ['closed', 'search secret', `deal ${referral.id}`, 'help']) await sam.say(said);
    await teams.quiet();
    const later = teams.posts(sam.id).slice(before);
    assert.doesNotMatch(JSON.stringify(later.map(({ activity }) => activity)), CONTENT);

    const client = cloud.client(sam);
    const answer = await client.click(card, 'deal.decline');
    assert.deepEqual(client.steps, ['button', 'page']);
    assert.match(answer.text, /Secret signed out/);
  });

  it('is asked for in the own chat where a shared place needs it, and goes on in that place', async () => {
    deal('shared command');
    const jon = await joined('Jon Shared');
    const group = teams.groupChat([personOf(jon), personOf(olga)], { installed: true });
    await group.say('inbound');
    const line = await teams.waitForPost(group.id, 'written to you in our own chat');
    assert.doesNotMatch(JSON.stringify(line.activity), CONTENT);
    await cloud.client(jon).meetCard();
    await teams.waitForPost(group.id, 'Secret shared command');
  });

  it('says where to begin where there is no chat of one’s own', async () => {
    const kai = cloud.person({ name: 'Kai Chatless' });
    const group = teams.groupChat([kai], { installed: true });
    await group.say('inbound');
    await teams.waitForPost(group.id, 'needs a chat of our own');
  });

  it('goes on with a search from the compose box', async () => {
    deal('from the compose box');
    const ivy = teams.personalChat(cloud.person({ name: 'Ivy Composing' }), { installed: true });
    const query = {
      commandId: 'searchDeals',
      parameters: [{ name: 'q', value: 'compose box' }],
      queryOptions: { skip: 0, count: 25 },
    };
    const hers = cloud.client(ivy);
    const found = await hers.query('composeExtension/query', query);
    assert.deepEqual(hers.steps, ['silent']);
    assert.match(JSON.stringify(found.body), /Secret from the compose box/);

    const person = cloud.person({ name: 'Uma Page', consent: 'open', mfaDemanded: true });
    const theirs = cloud.client(teams.personalChat(person, { installed: true }));
    const later = await theirs.query('composeExtension/query', query);
    assert.deepEqual(theirs.steps, ['silent', 'button', 'page']);
    assert.match(JSON.stringify(later.body), /Secret from the compose box/);
  });

  it('asks nothing of an outsider in a shared channel, and shows nothing but what stands there', async () => {
    const referral = deal('shared channel');
    const eve = cloud.person({ name: 'Eve Elsewhere', tenantId: cloud.otherTenantId });
    const channel = teams.channel({ team: 'Alliances', people: [personOf(olga), eve], installed: true });
    await channel.say(`deal ${referral.id}`);
    const card = await teams.waitForPost(channel.id, 'Secret shared channel');
    assert.doesNotMatch(JSON.stringify(card.activity), /77,?777/, 'a shared place is redacted');
    const before = cloud.userTokens.service.requests.length;
    for (const verb of ['deal.accept', 'deal.decline', 'deal.favorite']) {
      const authentication = { id: 'x', connectionName: CONNECTIONS.silent, token: await eve.ssoToken() };
      for (const value of [{}, { authentication }, { state: '123456' }]) {
        const answer = await channel.as(eve).click(card, verb, {}, { on: channel.cardSeen(card), value });
        assert.match(answer.text, /For people of this partner only/);
        assert.doesNotMatch(JSON.stringify(answer.body), CONTENT);
      }
    }
    for (const said of ['inbound', 'follow', 'sign in', `accept ${referral.id}`])
      await channel.as(eve).say(said, { thread: card });
    const searched = await channel.as(eve).invoke('composeExtension/query', {
      parameters: [{ name: 'q', value: 'secret' }],
    });
    assert.match(JSON.stringify(searched.body), /only by people of the company/);
    await teams.quiet();
    const notices = teams
      .posts(channel.id)
      .filter((post) => JSON.stringify(post.activity).includes('of this partner only'));
    assert.equal(notices.length, 4);
    assert.equal(cloud.userTokens.service.requests.length, before, 'nobody asks for a token in their name');
    assert.equal(cloud.partnerCenter.referral(referral.id).status, 'New');
  });

  it('changes the welcome of somebody who signs in while it is still being posted', async () => {
    teams.fault({ match: { operation: 'post' }, answerDelayMs: 1500 });
    const zoe = await joined('Zoe Quick');
    const [welcome] = teams.posts(zoe.id);
    assert.ok(welcome);
    await cloud.client(zoe).click(welcome, 'person.signIn');
    const edited = await teams.waitForEdit(
      zoe.id,
      welcome,
      (post) => !JSON.stringify(post).includes('Sign in once'),
    );
    assert.match(JSON.stringify(edited.activity), /Co-sell deals, right here/);
    assert.equal(teams.posts(zoe.id).filter(({ id }) => id === welcome.id).length, 1);
  });

  it('says that the sign-in service does not answer, and loses nothing', async () => {
    const referral = deal('silent service');
    const pia = cloud.person({ name: 'Pia Patient' });
    const { group, card } = await shown(referral, pia);
    cloud.userTokens.service.fault({ status: 503, times: 40 });
    const posted = group.cardSeen(card);
    const { text } = await group.click(card, 'deal.favorite');
    assert.match(text, /does not answer/);
    cloud.userTokens.service.clearFaults();
    const answer = await cloud.client(group).click(card, 'deal.accept', {}, { on: posted });
    assert.match(answer.text, /you accepted/i);
  });

  it('comes before the first deal, and is asked for once where it has ended, however many deals there are', async () => {
    await olga.say('watch with my account');
    deal('before the sign-in');
    const lea = await joined('Lea Greeted');
    const client = cloud.client(lea);
    const welcome = await teams.waitForPost(lea.id, 'Sign in once');
    await teams.waitForPost(olga.id, 'Secret before the sign-in');
    await teams.quiet();
    assert.equal(teams.posts(lea.id).length, 1);
    assert.doesNotMatch(allSeen(lea), CONTENT);
    const answer = await client.click(welcome, 'person.signIn');
    assert.match(answer.text, /You are signed in/);
    await teams.waitForPost(lea.id, 'Secret');
    await teams.waitForEdit(lea.id, welcome, 'waiting for an answer');

    personOf(lea).signedOutEverywhere();
    deal('one after it');
    deal('another after it');
    const again = await teams.waitForPost(lea.id, 'Please sign in again');
    await teams.waitForPost(olga.id, 'Secret another after it');
    await teams.quiet();
    const requests = teams
      .posts(lea.id)
      .filter((post) => /sign in again/.test(JSON.stringify(post.activity)));
    assert.equal(requests.length, 1);
    assert.doesNotMatch(allSeen(lea), /after it/);
    await client.click(again, 'person.signIn');
    await teams.waitForPost(lea.id, 'Secret one after it');
    await teams.waitForPost(lea.id, 'Secret another after it');
    await teams.waitForEdit(lea.id, again, 'You are signed in');
  });

  it('has put no token into the log or the store', async () => {
    await bot.stop();
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    assert.ok(files.join('').includes('SQLite'));
    for (const text of [bot.output(), ...files]) assert.doesNotMatch(text, /eyJ[A-Za-z0-9_-]{20}/);
  });
});
