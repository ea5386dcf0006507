import assert from 'node:assert/strict';
import { Client, type Context, HTTPMessageHandler, type Middleware } from '@microsoft/microsoft-graph-client';
import { endAfterTest } from '../ends.ts';
import { waitFor } from '../wait.ts';
import { CloudService } from './cloud-service.ts';
import { GRAPH_ROLES } from './bot-registration.ts';
import { startMicrosoftCloud, type MicrosoftCloud } from './microsoft-cloud.ts';

/** A token of the app, as Entra gives it now. */
async function tokenFor(cloud: MicrosoftCloud): Promise<string> {
  const { appId, tenantId, secret } = cloud.bot;
  const response = await fetch(`${cloud.entra.service.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Microsoft's own client. Its authentication sends no token over http, so the token is put in by hand. */
async function clientOf(cloud: MicrosoftCloud, token?: string): Promise<Client> {
  const bearer = token ?? (await tokenFor(cloud));
  const last = new HTTPMessageHandler();
  const authorize: Middleware = {
    execute: (context: Context) => {
      const headers = new Headers(context.options?.headers);
      headers.set('authorization', `Bearer ${bearer}`);
      context.options = { ...context.options, headers };
      return last.execute(context);
    },
  };
  return Client.initWithMiddleware({ middleware: authorize, baseUrl: `${cloud.graph.service.url}/` });
}

/** The client knows whole addresses only with https. */
const pathOf = (link: string): string => link.slice(link.indexOf('/users'));

const refusal = (call: Promise<unknown>): Promise<[number, string | null]> =>
  call.then(
    () => [200, null],
    (error: { statusCode: number; code: string | null }) => [error.statusCode, error.code],
  );

describe('Graph, the directory', () => {
  it('gives people, their managers, and the properties asked for', async () => {
    const cloud = await startMicrosoftCloud();
    const boss = cloud.person({ name: 'Eva Boss' });
    const ann = cloud.person({ name: 'Ann Lee', jobTitle: 'Seller', manager: boss });
    const graph = await clientOf(cloud);
    const found = await graph
      .api(`/users/${ann.aadObjectId}`)
      .select(['id', 'displayName', 'mail', 'jobTitle'])
      .get();
    delete found['@odata.context'];
    assert.deepEqual(found, {
      id: ann.aadObjectId,
      displayName: 'Ann Lee',
      mail: 'ann.lee@partner.example',
      jobTitle: 'Seller',
    });
    assert.equal((await graph.api(`/users/${ann.email}/manager`).get()).id, boss.aadObjectId);
    assert.deepEqual(await refusal(graph.api(`/users/${boss.aadObjectId}/manager`).get()), [
      404,
      'Request_ResourceNotFound',
    ]);
    assert.deepEqual(await refusal(graph.api('/users/nobody').get()), [404, 'Request_ResourceNotFound']);
    assert.deepEqual(await refusal(graph.api(`/users/${ann.email}`).select('shoeSize').get()), [
      400,
      'BadRequest',
    ]);
  });

  it('finds people by the beginning of a name, and searches only with ConsistencyLevel: eventual', async () => {
    const cloud = await startMicrosoftCloud();
    for (const name of ['Ann Lee', 'Anna Berg', 'Bob Annan', "Pat O'Hara"]) cloud.person({ name });
    cloud.person({ name: 'Ann Outside', tenantId: cloud.otherTenantId });
    const graph = await clientOf(cloud);
    const names = (answer: { value: { displayName: string }[] }) =>
      answer.value.map((one) => one.displayName);
    const users = () => graph.api('/users').select(['displayName', 'mail']);
    assert.deepEqual(names(await users().filter("startswith(displayName,'an')").get()), [
      'Ann Lee',
      'Anna Berg',
    ]);
    assert.deepEqual(
      names(
        await users().filter("startswith(displayName,'pat') or mail eq 'bob.annan@partner.example'").get(),
      ),
      ['Bob Annan', "Pat O'Hara"],
    );
    assert.deepEqual(names(await users().filter("displayName eq 'Pat O''Hara'").get()), ["Pat O'Hara"]);
    const search = () => users().search('"displayName:ann" OR "mail:pat"');
    assert.deepEqual(await refusal(search().get()), [400, 'Request_UnsupportedQuery']);
    assert.deepEqual(names(await search().header('ConsistencyLevel', 'eventual').get()), [
      'Ann Lee',
      'Anna Berg',
      'Bob Annan',
      "Pat O'Hara",
    ]);
    const page = await users().top(3).get();
    assert.equal(page.value.length, 3);
    assert.deepEqual(names(await graph.api(pathOf(page['@odata.nextLink'])).get()), ["Pat O'Hara"]);
  });

  it('says who is there and who is away', async () => {
    const cloud = await startMicrosoftCloud();
    const [ann, bob] = [cloud.person({ name: 'Ann Lee' }), cloud.person({ name: 'Bob Ray' })];
    bob.presence = { availability: 'Away', activity: 'Away' };
    bob.automaticReplies = { message: 'On leave', until: new Date('2026-12-01T08:00:00Z') };
    const graph = await clientOf(cloud);
    const ids = [ann.aadObjectId, bob.aadObjectId, 'nobody'];
    const { value } = await graph.api('/communications/getPresencesByUserId').post({ ids });
    assert.deepEqual(
      value.map((one: { availability: string; outOfOfficeSettings?: { isOutOfOffice: boolean } }) => [
        one.availability,
        one.outOfOfficeSettings?.isOutOfOffice,
      ]),
      [
        ['Available', false],
        ['Away', true],
        ['PresenceUnknown', undefined],
      ],
    );
    assert.equal((await graph.api(`/users/${ann.aadObjectId}/presence`).get()).availability, 'Available');
    const settings = await graph.api(`/users/${bob.aadObjectId}/mailboxSettings`).get();
    assert.equal(settings.automaticRepliesSetting.status, 'scheduled');
    assert.deepEqual(settings.automaticRepliesSetting.scheduledEndDateTime, {
      dateTime: '2026-12-01T08:00:00.0000000',
      timeZone: 'UTC',
    });
    ann.hasMailbox = false;
    const none = graph.api(`/users/${ann.aadObjectId}/mailboxSettings`).get();
    assert.deepEqual(await refusal(none), [404, 'MailboxNotEnabledForRESTAPI']);
  });
});

describe('Graph, apps of people', () => {
  it('installs the app once, and Teams tells the bot', async () => {
    const cloud = await startMicrosoftCloud();
    const bot = await new CloudService({
      clock: () => new Date(),
      refusal: () => null,
      routes: [{ method: 'POST', path: /^\/api\/messages$/, run: () => ({ status: 200 }) }],
    }).start();
    endAfterTest(() => bot.stop());
    cloud.teams.connect(`${bot.url}/api/messages`);
    const ann = cloud.person({ name: 'Ann Lee' });
    const graph = await clientOf(cloud);
    const { value: catalog } = await graph
      .api('/appCatalogs/teamsApps')
      .filter(`externalId eq '${cloud.bot.teamsAppId}'`)
      .get();
    assert.equal(catalog.length, 1);
    const installedApps = `/users/${ann.aadObjectId}/teamwork/installedApps`;
    const app = (id: string) => ({
      'teamsApp@odata.bind': `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${id}`,
    });
    await graph.api(installedApps).post(app(catalog[0].id));
    assert.equal(cloud.graph.service.requests.at(-1)?.status, 201);
    assert.deepEqual(await refusal(graph.api(installedApps).post(app(catalog[0].id))), [409, 'Conflict']);
    assert.deepEqual(await refusal(graph.api(installedApps).post(app('x'))), [404, 'NotFound']);
    const another = cloud.graph.teamwork.apps[1]?.id ?? '';
    assert.deepEqual(await refusal(graph.api(installedApps).post(app(another))), [403, 'Forbidden']);
    const { value } = await graph
      .api(installedApps)
      .expand('teamsApp')
      .filter(`teamsApp/externalId eq '${cloud.bot.teamsAppId}'`)
      .get();
    assert.equal(value[0].teamsApp.displayName, 'Co-sell Deals');
    const chat = await graph.api(`${installedApps}/${value[0].id}/chat`).get();
    assert.match(chat.id, /^19:.*@unq\.gbl\.spaces$/);
    assert.deepEqual(cloud.teams.posts(chat.id), []);
    const told = () => bot.requests.map(({ body }) => (body as { type: string }).type);
    await waitFor(() => told().length === 2, { what: 'the bot to be told' });
    assert.deepEqual(told(), ['installationUpdate', 'conversationUpdate']);
  });

  it('puts notifications into the feed of people who have the app', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: [] });
    const ann = cloud.person({ name: 'Ann Lee' });
    const graph = await clientOf(cloud);
    const notification = {
      topic: { source: 'text', value: 'Plant', webUrl: 'https://teams.microsoft.com/l/chat/0/0' },
      activityType: 'newDeal',
      previewText: { content: 'New deal' },
      templateParameters: [{ name: 'deal', value: 'Plant' }],
    };
    const send = (changes: object = {}) =>
      refusal(
        graph
          .api(`/users/${ann.aadObjectId}/teamwork/sendActivityNotification`)
          .post({ ...notification, ...changes }),
      );
    assert.deepEqual(await send(), [403, 'Forbidden']);
    cloud.teams.personalChat(ann, { installed: true });
    assert.deepEqual(await send({ activityType: 'undeclared' }), [400, 'BadRequest']);
    assert.deepEqual(await send({ topic: { source: 'text', value: 'x', webUrl: 'https://example.com' } }), [
      400,
      'BadRequest',
    ]);
    assert.deepEqual(await send(), [200, null]);
    assert.deepEqual(
      cloud.graph.teamwork.notifications.map(({ person, parameters }) => [person.name, parameters]),
      [['Ann Lee', { deal: 'Plant' }]],
    );
    cloud.graph.teamwork.manifest.resourceSpecific.clear();
    assert.deepEqual(await send(), [403, 'Forbidden']);
  });
});

describe('Graph', () => {
  it('wants a token for itself, with a permission for each route', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: [] });
    const ann = cloud.person({ name: 'Ann Lee' });
    const user = `/users/${ann.aadObjectId}`;
    const { token } = await cloud.tokens.issue({
      aud: 'https://api.botframework.com',
      tid: cloud.bot.tenantId,
    });
    for (const wrong of ['x', token, await cloud.teamsToken({})]) {
      const call = (await clientOf(cloud, wrong)).api(user).get();
      assert.deepEqual(await refusal(call), [401, 'InvalidAuthenticationToken']);
    }
    const reads: [string, string][] = [
      ['User.Read.All', user],
      ['User.Read.All', '/users'],
      ['Presence.Read.All', `${user}/presence`],
      ['MailboxSettings.Read', `${user}/mailboxSettings`],
      ['AppCatalog.Read.All', '/appCatalogs/teamsApps'],
      ['TeamsAppInstallation.ReadWriteSelfForUser.All', `${user}/teamwork/installedApps`],
    ];
    for (const [role, path] of reads) {
      cloud.graphRoles.clear();
      for (const other of GRAPH_ROLES) if (other !== role) cloud.graphRoles.add(other);
      const without = (await clientOf(cloud)).api(path).get();
      assert.deepEqual(await refusal(without), [403, 'Authorization_RequestDenied'], path);
      cloud.graphRoles.clear();
      cloud.graphRoles.add(role);
      const read = (await clientOf(cloud)).api(path).get();
      assert.deepEqual(await refusal(read), [200, null], path);
    }
  });

  it('answers batches of up to 20, each part on its own; throttles and fails on request', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const graph = await clientOf(cloud);
    const part = (id: string, url: string) => ({ id, method: 'GET', url });
    cloud.graph.service.fault({
      match: ({ path }) => path.endsWith('/manager'),
      status: 429,
      retryAfterSeconds: 7,
    });
    const { responses } = await graph.api('/$batch').post({
      requests: [
        part('1', `/users/${ann.aadObjectId}?$select=displayName`),
        part('2', '/users/nobody'),
        part('3', `/users/${ann.aadObjectId}/manager`),
      ],
    });
    assert.deepEqual(
      responses.map(
        (one: { status: number; headers: Record<string, string>; body: { displayName?: string } }) => [
          one.status,
          one.headers['Retry-After'],
          one.body.displayName,
        ],
      ),
      [
        [200, undefined, 'Ann Lee'],
        [404, undefined, undefined],
        [429, '7', undefined],
      ],
    );
    const many = { requests: Array.from({ length: 21 }, (_, at) => part(String(at), '/users')) };
    assert.deepEqual(await refusal(graph.api('/$batch').post(many)), [400, 'BadRequest']);
    cloud.graph.service.fault({ status: 503, retryAfterSeconds: 1 });
    assert.deepEqual(await refusal(graph.api('/users').get()), [503, 'ServiceUnavailable']);
    cloud.graph.service.fault({ loseAnswer: true });
    assert.equal((await refusal(graph.api('/users').get()))[0], -1);
    cloud.graph.service.fault({ delayMs: 5000 });
    const slow = fetch(`${cloud.graph.service.url}/v1.0/users`, { signal: AbortSignal.timeout(50) });
    await assert.rejects(slow, { name: 'TimeoutError' });
    await waitFor(() => cloud.graph.service.requests.length >= 7, { what: 'the slow call in the log' });
  });
});
