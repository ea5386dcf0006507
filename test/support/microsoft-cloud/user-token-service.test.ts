import assert from 'node:assert/strict';
import { ConfigurationBotFrameworkAuthentication, type Activity } from 'botbuilder';
import { ClaimsIdentity, type ServiceClientCredentials, type UserTokenClient } from 'botframework-connector';
import { decodeJwt } from 'jose';
import type { CloudPerson } from './cloud-person.ts';
import { CONNECTIONS } from './bot-registration.ts';
import { startMicrosoftCloud, type MicrosoftCloud } from './microsoft-cloud.ts';

/** botframework-connector's own client, with a token of the bot. */
async function clientOf(cloud: MicrosoftCloud, bearer?: string): Promise<UserTokenClient> {
  const { appId, tenantId } = cloud.bot;
  const { token } = await cloud.tokens.issue({
    aud: 'https://api.botframework.com',
    tid: tenantId,
    appid: appId,
  });
  const credentials: ServiceClientCredentials = {
    signRequest: async (request) => {
      request.headers.set('authorization', `Bearer ${bearer ?? token}`);
      return request;
    },
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      ToChannelFromBotLoginUrl: cloud.entra.service.url,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      OAuthUrl: cloud.userTokens.service.url,
      ToBotFromChannelOpenIdMetadataUrl: cloud.login.metadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.login.metadataUrl,
      CallerId: '',
    },
    {
      isValidAppId: async (id) => id === appId,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => credentials,
    },
  );
  return authentication.createUserTokenClient(new ClaimsIdentity([{ type: 'aud', value: appId }]));
}

function activityOf(person: CloudPerson, cloud: MicrosoftCloud): Activity {
  return {
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl: cloud.teams.serviceUrl,
    from: { id: person.id, name: person.name },
    recipient: { id: `28:${cloud.bot.appId}`, name: 'Bot' },
    conversation: { id: 'a:1', isGroup: false, conversationType: 'personal', name: '' },
  } as unknown as Activity;
}

const statusOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error: { statusCode: number }) => error.statusCode,
  );

describe('the user token service', () => {
  it('exchanges an SSO token silently, without a second factor, and keeps the sign-in', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const client = await clientOf(cloud);
    const none = await client.getUserToken(ann.id, CONNECTIONS.silent, 'msteams', '');
    assert.equal(none?.token, undefined);
    const exchanged = await client.exchangeToken(ann.id, CONNECTIONS.silent, 'msteams', {
      token: await ann.ssoToken(),
    });
    const claims = decodeJwt(exchanged.token);
    assert.deepEqual(
      [claims.aud, claims['oid'], claims['tid'], claims['amr']],
      ['https://api.partner.microsoft.com', ann.aadObjectId, cloud.bot.tenantId, ['pwd']],
    );
    const kept = await client.getUserToken(ann.id, CONNECTIONS.silent, 'msteams', '');
    assert.equal(kept.token, exchanged.token);
    assert.ok(Date.parse(kept.expiration) > Date.now());
    const status = await client.getTokenStatus(ann.id, 'msteams', '');
    assert.deepEqual(
      status.map(({ connectionName, hasToken }) => [connectionName, hasToken]),
      [
        [CONNECTIONS.silent, true],
        [CONNECTIONS.interactive, false],
        [CONNECTIONS.events, false],
      ],
    );
    const graph = 'https://graph.microsoft.com';
    const aad = await client.getAadTokens(
      ann.id,
      CONNECTIONS.silent,
      [graph, 'https://nowhere.example'],
      'msteams',
    );
    assert.deepEqual(Object.keys(aad), [graph]);
    assert.equal(decodeJwt(aad[graph]?.token ?? '').aud, graph);
    await client.signOutUser(ann.id, CONNECTIONS.silent, 'msteams');
    assert.equal((await client.getUserToken(ann.id, CONNECTIONS.silent, 'msteams', ''))?.token, undefined);
  });

  it('refuses an exchange without consent, of another audience, or where the connection knows none', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee', consent: 'open' });
    const client = await clientOf(cloud);
    const exchange = async (token: string, connection: string = CONNECTIONS.silent) => {
      const answer = await client.exchangeToken(ann.id, connection, 'msteams', { token });
      // The client hands the body of a 400 on as if it were a token.
      return (answer as unknown as { error: { message: string } }).error.message;
    };
    assert.equal(await exchange(await ann.ssoToken()), 'Consent Required');
    ann.consents();
    const forBot = await cloud.teamsToken({ serviceUrl: 'x' });
    assert.match(await exchange(forBot), /not valid: signature/);
    const { token } = await cloud.tokens.issue({
      aud: 'api://somebody',
      tid: ann.tenantId,
      oid: ann.aadObjectId,
    });
    assert.match(await exchange(token), /not valid: audience/);
    assert.match(await exchange(await ann.ssoToken(), CONNECTIONS.interactive), /no token exchange/);
  });

  it('signs in by a link: the code counts once, only for whom the link was made, with a second factor', async () => {
    const cloud = await startMicrosoftCloud();
    const [ann, bob] = [
      cloud.person({ name: 'Ann Lee', consent: 'open' }),
      cloud.person({ name: 'Bob Ray' }),
    ];
    const client = await clientOf(cloud);
    const { signInLink = '', tokenExchangeResource } = await client.getSignInResource(
      CONNECTIONS.interactive,
      activityOf(ann, cloud),
      '',
    );
    assert.equal(tokenExchangeResource, undefined);
    const code = await ann.completeSignIn(signInLink);
    assert.match(code, /^\d{6}$/);
    const tokenOf = async (person: CloudPerson, given: string) =>
      (await client.getUserToken(person.id, CONNECTIONS.interactive, 'msteams', given))?.token;
    assert.equal(await tokenOf(ann, ''), undefined);
    assert.equal(await tokenOf(bob, code), undefined);
    const wrong = code === '000000' ? '000001' : '000000';
    assert.equal(await tokenOf(ann, wrong), undefined);
    const token = (await tokenOf(ann, code)) ?? '';
    assert.deepEqual(decodeJwt(token)['amr'], ['pwd', 'mfa']);
    await client.signOutUser(ann.id, CONNECTIONS.interactive, 'msteams');
    assert.equal(await tokenOf(ann, code), undefined);
    await assert.rejects(ann.completeSignIn(signInLink), /no longer, valid/);
  });

  it('tells Teams how to exchange silently where the connection knows it', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const client = await clientOf(cloud);
    const resource = await client.getSignInResource(CONNECTIONS.silent, activityOf(ann, cloud), '');
    assert.equal(resource.tokenExchangeResource?.uri, `api://botid-${cloud.bot.appId}`);
    ann.refusesConsent();
    await assert.rejects(ann.completeSignIn(resource.signInLink ?? ''), /declined to consent/);
  });

  it('gives a new token when the old one ends, and none when all sign-ins are revoked', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const client = await clientOf(cloud);
    const ask = async () => (await client.getUserToken(ann.id, CONNECTIONS.silent, 'msteams', ''))?.token;
    const sso = await ann.ssoToken();
    await client.exchangeToken(ann.id, CONNECTIONS.silent, 'msteams', { token: sso });
    const first = await ask();
    ann.tokenExpires();
    const second = await ask();
    assert.ok(second !== undefined && second !== first);
    ann.signedOutEverywhere();
    assert.equal(await ask(), undefined);
    const again = await client.exchangeToken(ann.id, CONNECTIONS.silent, 'msteams', { token: sso });
    assert.equal(again.token, undefined);
  });

  it('answers only the bot: 401 to other tokens', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const { appId, tenantId } = cloud.bot;
    const audience = 'https://api.botframework.com';
    for (const claims of [
      { aud: 'https://graph.microsoft.com', tid: tenantId, appid: appId },
      { aud: audience, tid: tenantId, appid: 'another app' },
      { aud: audience, tid: cloud.otherTenantId, appid: appId },
    ]) {
      const client = await clientOf(cloud, (await cloud.tokens.issue(claims)).token);
      assert.equal(await statusOf(client.getUserToken(ann.id, CONNECTIONS.silent, 'msteams', '')), 401);
      assert.equal(
        await statusOf(client.getSignInResource(CONNECTIONS.silent, activityOf(ann, cloud), '')),
        401,
      );
    }
  });
});
