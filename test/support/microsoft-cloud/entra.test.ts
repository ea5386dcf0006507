import assert from 'node:assert/strict';
import {
  ConfidentialClientApplication,
  type INetworkModule,
  ManagedIdentityApplication,
} from '@azure/msal-node';
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { startMicrosoftCloud, type MicrosoftCloud } from './microsoft-cloud.ts';

const CONNECTOR = 'https://api.botframework.com/.default';

interface TokenAnswer {
  status: number;
  body: { error?: string; error_codes?: number[]; access_token: string };
}

async function askFor(
  cloud: MicrosoftCloud,
  fields: Record<string, string>,
  tenant = cloud.bot.tenantId,
): Promise<TokenAnswer> {
  const form = {
    grant_type: 'client_credentials',
    client_id: cloud.bot.appId,
    client_secret: cloud.bot.secret,
    scope: CONNECTOR,
    ...fields,
  };
  const response = await fetch(`${cloud.entra.service.url}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] };
}

/** MSAL as it is, but for http on loopback. */
function application(cloud: MicrosoftCloud, proof: object): ConfidentialClientApplication {
  const send = async (url: string, init: RequestInit) => {
    const response = await fetch(url.replace(/^https:\/\/127/, 'http://127'), init);
    return { status: response.status, headers: {}, body: await response.json() };
  };
  const networkClient = {
    sendGetRequestAsync: (url: string, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url: string, options) =>
      send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? null }),
  } as INetworkModule;
  const base = `${cloud.entra.service.url}/${cloud.bot.tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: cloud.bot.appId,
      authority: `https://login.microsoftonline.com/${cloud.bot.tenantId}`,
      authorityMetadata: JSON.stringify({
        issuer: `https://login.microsoftonline.com/${cloud.bot.tenantId}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      }),
      knownAuthorities: ['login.microsoftonline.com'],
      ...proof,
    },
    system: { networkClient },
  });
}

describe('Entra', () => {
  it('gives MSAL a token for the connector by secret and by certificate, SHA-1 and SHA-256', async () => {
    const cloud = await startMicrosoftCloud();
    const { privateKeyPem: privateKey, thumbprint, thumbprintSha256 } = cloud.bot.certificate;
    for (const proof of [
      { clientSecret: cloud.bot.secret },
      { clientCertificate: { thumbprint, privateKey } },
      { clientCertificate: { thumbprintSha256, privateKey } },
    ]) {
      const result = await application(cloud, proof).acquireTokenByClientCredential({ scopes: [CONNECTOR] });
      const claims = decodeJwt(result?.accessToken ?? '');
      assert.deepEqual(
        [claims.aud, claims['appid'], claims['tid'], claims['idtyp']],
        ['https://api.botframework.com', cloud.bot.appId, cloud.bot.tenantId, 'app'],
      );
    }
  });

  it('refuses a client assertion that is not wholly right', async () => {
    const cloud = await startMicrosoftCloud();
    const { appId, tenantId, certificate } = cloud.bot;
    const own = createPrivateKey(certificate.privateKeyPem);
    const { privateKey: stranger } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const now = Math.floor(Date.now() / 1000);
    const aud = `${cloud.entra.service.url}/${tenantId}/oauth2/v2.0/token`;
    const good = { iss: appId, sub: appId, aud, exp: now + 600, jti: randomUUID() };
    const x5t = Buffer.from(certificate.thumbprint, 'hex').toString('base64url');
    const code = async (claims: object, header: object = {}, key = own): Promise<number | undefined> => {
      const assertion = await new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: 'RS256', x5t, ...header })
        .sign(key);
      const form = {
        grant_type: 'client_credentials',
        client_id: appId,
        scope: CONNECTOR,
        client_assertion: assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      };
      const response = await fetch(aud, { method: 'POST', body: new URLSearchParams(form) });
      const body = (await response.json()) as TokenAnswer['body'];
      return response.status === 401 ? body.error_codes?.[0] : response.status;
    };
    assert.equal(await code({}), 200);
    assert.equal(await code({}, { x5t: 'of-somebody-else' }), 700027);
    assert.equal(await code({}, {}, stranger), 700027);
    assert.equal(await code({ exp: now - 600 }), 700024);
    assert.equal(await code({ aud: aud.replace(tenantId, cloud.otherTenantId) }), 700023);
    assert.equal(await code({ sub: 'another app' }), 700021);
  });

  it('puts consented application permissions into tokens for Graph', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: [] });
    const graph = 'https://graph.microsoft.com/.default';
    const before = await askFor(cloud, { scope: graph });
    assert.equal('roles' in decodeJwt(before.body.access_token), false);
    cloud.graphRoles.add('User.Read.All');
    const after = await askFor(cloud, { scope: graph });
    assert.deepEqual(decodeJwt(after.body.access_token)['roles'], ['User.Read.All']);
  });

  it('refuses with the codes of Entra', async () => {
    const cloud = await startMicrosoftCloud();
    const cases: [string, Promise<TokenAnswer>, number, string, number][] = [
      ['secret', askFor(cloud, { client_secret: 'wrong' }), 401, 'invalid_client', 7000215],
      ['tenant', askFor(cloud, {}, '00000000-0000-4000-8000-000000000000'), 400, 'invalid_request', 90002],
      ['app', askFor(cloud, { client_id: 'nobody' }), 400, 'unauthorized_client', 700016],
      ['scope', askFor(cloud, { scope: 'https://nowhere.example/.default' }), 400, 'invalid_scope', 70011],
      ['no default', askFor(cloud, { scope: 'User.Read' }), 400, 'invalid_scope', 1002012],
      ['grant', askFor(cloud, { grant_type: 'password' }), 400, 'unsupported_grant_type', 70003],
    ];
    for (const [what, answer, status, error, code] of cases) {
      const { status: got, body } = await answer;
      assert.deepEqual([got, body.error, body.error_codes], [status, error, [code]], what);
    }
  });

  it('publishes the documents that MSAL looks up', async () => {
    const cloud = await startMicrosoftCloud();
    const { url } = cloud.entra.service;
    const found = await fetch(`${url}/${cloud.bot.tenantId}/v2.0/.well-known/openid-configuration`);
    const { token_endpoint } = (await found.json()) as { token_endpoint: string };
    assert.equal(token_endpoint, `${url}/${cloud.bot.tenantId}/oauth2/v2.0/token`);
    const unknown = await fetch(`${url}/nowhere/v2.0/.well-known/openid-configuration`);
    assert.equal(unknown.status, 400);
  });

  it('lets MSAL find its way from the address of the tenant alone', async () => {
    const cloud = await startMicrosoftCloud();
    const host = new URL(cloud.entra.service.url).host;
    const alone = {
      authority: `https://${host}/${cloud.bot.tenantId}`,
      knownAuthorities: [host],
      authorityMetadata: '',
    };
    const msal = application(cloud, { clientSecret: cloud.bot.secret, ...alone });
    const result = await msal.acquireTokenByClientCredential({ scopes: [CONNECTOR] });
    assert.equal(decodeJwt(result?.accessToken ?? '')['appid'], cloud.bot.appId);
    const asked = cloud.entra.service.requests.map(({ path }) => path);
    assert.ok(asked.includes(`/${cloud.bot.tenantId}/v2.0/.well-known/openid-configuration`));
  });

  it('serves a managed identity to who knows the header of the machine', async () => {
    const cloud = await startMicrosoftCloud({ credential: 'managedIdentity' });
    const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = cloud.environment();
    const before = { ...process.env };
    Object.assign(process.env, { IDENTITY_ENDPOINT, IDENTITY_HEADER });
    try {
      const identity = new ManagedIdentityApplication({
        managedIdentityIdParams: { userAssignedClientId: cloud.bot.appId },
      });
      const { accessToken } = await identity.acquireToken({ resource: 'https://api.botframework.com' });
      assert.equal(decodeJwt(accessToken)['appid'], cloud.bot.appId);
    } finally {
      for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER'])
        if (before[name] === undefined) delete process.env[name];
    }
    const query = `?api-version=2019-08-01&resource=https://api.botframework.com&client_id=${cloud.bot.appId}`;
    assert.equal((await fetch(IDENTITY_ENDPOINT + query)).status, 401);
    const headers = { 'x-identity-header': IDENTITY_HEADER };
    const nobody = await fetch(IDENTITY_ENDPOINT + query.replace(/client_id=.*/, 'client_id=x'), { headers });
    assert.equal(nobody.status, 400);
  });
});
