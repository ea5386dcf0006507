import assert from 'node:assert/strict';
import { endAfterTest } from '../ends.ts';
import { ADAPTIVE_CARD, type Json } from '../teams-wire.ts';
import { CloudService } from './cloud-service.ts';
import { CONNECTIONS } from './bot-registration.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from './microsoft-cloud.ts';

const CARD = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: 'Plant' }],
  actions: [{ type: 'Action.Execute', title: 'Accept', verb: 'deal.accept' }],
};
const DONE = { body: { statusCode: 200, type: ADAPTIVE_CARD, value: { ...CARD, actions: [] } } };
const REFUSED = { body: { statusCode: 412, type: 'application/vnd.microsoft.error.preconditionFailed' } };

/** A link to the sign-in page of this person, as the user token service gives it to the bot. */
async function linkFor(cloud: MicrosoftCloud, userId: string): Promise<string> {
  const { appId, tenantId } = cloud.bot;
  const conversation = { user: { id: userId }, channelId: 'msteams' };
  const state = JSON.stringify({ connectionName: CONNECTIONS.interactive, msAppId: appId, conversation });
  const aud = 'https://api.botframework.com';
  const { token } = await cloud.tokens.issue({ aud, tid: tenantId, appid: appId });
  const address = new URL('/api/botsignin/GetSignInResource', cloud.userTokens.service.url);
  address.searchParams.set('state', Buffer.from(state).toString('base64'));
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { signInLink: string }).signInLink;
}

/** A person's client, and a bot that gives the answers of `script` in order. */
async function stage() {
  const cloud = await startMicrosoftCloud();
  const chat = cloud.teams.personalChat(cloud.person({ name: 'Ann Lee' }), { installed: true });
  const script: { status?: number; body?: unknown }[] = [];
  const bot = await new CloudService({
    clock: () => new Date(),
    refusal: () => null,
    routes: [{ method: 'POST', path: /^\/api\/messages$/, run: () => ({ status: 200, ...script.shift() }) }],
  }).start();
  endAfterTest(() => bot.stop());
  cloud.teams.connect(`${bot.url}/api/messages`);
  const link = await linkFor(cloud, chat.person.id);
  const signInCard = (uri = `api://botid-${cloud.bot.appId}`) => ({
    text: 'Sign in',
    connectionName: CONNECTIONS.silent,
    tokenExchangeResource: { id: 'exchange-1', uri },
    buttons: [{ type: 'signin', title: 'Sign in', value: link }],
  });
  return {
    cloud,
    chat,
    client: cloud.client(chat),
    script,
    link,
    signInCard,
    loginRequest: (uri?: string) => ({
      body: {
        statusCode: 401,
        type: 'application/vnd.microsoft.activity.loginRequest',
        value: signInCard(uri),
      },
    }),
    /** Name and value of each invoke. */
    heard: () => bot.requests.map(({ body }) => body as { name: string; value: Json }),
  };
}

describe('a Teams client that signs in', () => {
  it('sends the same click again with its token, and with the code of the page where that is refused', async () => {
    const { chat, client, script, loginRequest, heard, cloud } = await stage();
    script.push(loginRequest(), REFUSED, DONE);
    const answer = await client.click(chat.postCard(CARD), 'deal.accept');
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(client.steps, ['silent', 'button', 'page']);
    const [first, second, third] = heard().map(({ value }) => value);
    assert.deepEqual([second?.['action'], third?.['action']], [first?.['action'], first?.['action']]);
    const { id, connectionName, token } = (second?.['authentication'] ?? {}) as Record<string, string>;
    assert.deepEqual([id, connectionName], ['exchange-1', CONNECTIONS.silent]);
    const verdict = await cloud.tokens.verify(token ?? '', `api://botid-${cloud.bot.appId}`);
    assert.equal(verdict.kind, 'valid');
    assert.match(String(third?.['state']), /^\d{6}$/);
  });

  it('leaves it at the button where the person does not press it', async () => {
    const { chat, client, script, loginRequest, heard } = await stage();
    script.push(loginRequest(), REFUSED);
    const answer = await client.click(chat.postCard(CARD), 'deal.accept', {}, { page: false });
    assert.equal(answer.statusCode, 412);
    assert.deepEqual([client.steps, heard().length], [['silent', 'button'], 2]);
  });

  it('gets no token for another resource than the one of the manifest, and tells the bot', async () => {
    const { chat, client, script, loginRequest, heard } = await stage();
    script.push(loginRequest('api://somebody-else'), {}, DONE);
    await client.click(chat.postCard(CARD), 'deal.accept');
    assert.deepEqual(client.steps, ['mismatch', 'button', 'page']);
    assert.deepEqual(
      heard().map(({ name }) => name),
      ['adaptiveCard/action', 'signin/failure', 'adaptiveCard/action'],
    );
  });

  it('asks a message extension again', async () => {
    const { client, script, link, heard } = await stage();
    const ask = (type: string) => ({
      body: { composeExtension: { type, suggestedActions: { actions: [{ type: 'openUrl', value: link }] } } },
    });
    script.push(ask('silentAuth'), { status: 412 }, { body: { composeExtension: { type: 'result' } } });
    const { body } = await client.query('composeExtension/query', { commandId: 'search' });
    assert.deepEqual(body, { composeExtension: { type: 'result' } });
    assert.deepEqual(client.steps, ['silent', 'button', 'page']);
    assert.ok(heard().every(({ value }) => value['commandId'] === 'search'));
  });

  it('meets an OAuth card in the chat: silently, else by its button', async () => {
    const { chat, client, script, signInCard, heard, cloud } = await stage();
    await post(cloud, chat.id, signInCard());
    script.push({ status: 200 });
    assert.equal((await client.meetCard()).httpStatus, 200);
    script.push({ status: 412 }, { status: 200 });
    assert.equal((await client.meetCard()).httpStatus, 200);
    assert.deepEqual(client.steps, ['silent', 'silent', 'button', 'page']);
    assert.deepEqual(
      heard().map(({ name }) => name),
      ['signin/tokenExchange', 'signin/tokenExchange', 'signin/verifyState'],
    );
  });
});

/** The bot posts an OAuth card. */
async function post(cloud: MicrosoftCloud, conversationId: string, content: object): Promise<void> {
  const { appId: appid, tenantId: tid } = cloud.bot;
  const { token } = await cloud.tokens.issue({
    aud: 'https://api.botframework.com',
    tid,
    appid,
    idtyp: 'app',
  });
  const activity = {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.oauth', content }],
  };
  const path = `v3/conversations/${encodeURIComponent(conversationId)}/activities`;
  const { status } = await fetch(cloud.teams.serviceUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
  assert.equal(status, 201);
}
