import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { createAuthenticate, KeysUnavailable, NotAuthenticated } from '../../bot/authenticate.ts';

const APP = '11111111-1111-4111-8111-111111111111';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const TEAMS = { channelId: 'msteams', serviceUrl: SERVICE_URL };

type Changes = {
  iss?: string;
  aud?: string;
  serviceurl?: string | undefined;
  nbf?: number;
  exp?: number | null;
};

describe('authentication of activities', () => {
  let origin: string;
  let server: ReturnType<typeof createServer>;
  let ours: CryptoKey;
  let publicJwk: Awaited<ReturnType<typeof exportJWK>>;
  let unendorsed: CryptoKey;
  let asked: string[] = [];
  let status = 200;

  before(async () => {
    const [first, second] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    ours = first.privateKey;
    unendorsed = second.privateKey;
    publicJwk = await exportJWK(first.publicKey);
    const keys = [
      { ...publicJwk, kid: 'endorsed', use: 'sig', endorsements: ['msteams', 'skype'] },
      { ...(await exportJWK(second.publicKey)), kid: 'unendorsed', use: 'sig', endorsements: ['webchat'] },
    ];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const body = request.url === '/keys' ? { keys } : { jwks_uri: `${origin}/keys` };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    status = 200;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const authenticate = () => createAuthenticate({ appId: APP, openIdMetadataUrl: `${origin}/openid` });

  async function signed(
    changes: Changes = {},
    header: Partial<JWTHeaderParameters> = {},
    key: CryptoKey | Uint8Array = ours,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { exp = now + 3600, nbf = now - 10, ...claims } = changes;
    const payload = {
      iss: 'https://api.botframework.com',
      aud: APP,
      serviceurl: SERVICE_URL,
      nbf,
      ...claims,
    };
    const token = new SignJWT(exp === null ? payload : { ...payload, exp });
    return token.setProtectedHeader({ alg: 'RS256', kid: 'endorsed', ...header }).sign(key);
  }

  it('takes what Teams signs, and asks for the keys once', async () => {
    const check = authenticate();
    const authorization = `Bearer ${await signed()}`;
    await Promise.all([check(authorization, TEAMS), check(authorization, TEAMS)]);
    await check(authorization, TEAMS);
    assert.deepEqual(asked, ['/openid', '/keys']);
  });

  it('allows clocks to be five minutes apart', async () => {
    const now = Math.floor(Date.now() / 1000);
    await authenticate()(`Bearer ${await signed({ exp: now - 240, nbf: now - 4000 })}`, TEAMS);
    await authenticate()(`Bearer ${await signed({ nbf: now + 240 })}`, TEAMS);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const FORGERIES: [why: string, reason: string, token: () => Promise<string>][] = [
    ['without a header', 'header', async () => ''],
    ['with another scheme', 'header', async () => `Basic ${await signed()}`],
    ['with something that is no token', 'header', async () => 'Bearer abc'],
    ['with two tokens', 'header', async () => `Bearer ${await signed()} ${await signed()}`],
    ['with a broken signature', 'signature', async () => `Bearer ${(await signed()).slice(0, -8)}AAAAAAAA`],
    ['signed by somebody else', 'signature', async () => `Bearer ${await signed({}, {}, unendorsed)}`],
    [
      'with alg none',
      'token',
      async () => {
        const [, payload] = (await signed()).split('.');
        const header = Buffer.from(JSON.stringify({ alg: 'none', kid: 'endorsed' })).toString('base64url');
        return `Bearer ${header}.${payload}.AA`;
      },
    ],
    [
      'with the public key as an HMAC secret',
      'token',
      async () => `Bearer ${await signed({}, { alg: 'HS256' }, Buffer.from(JSON.stringify(publicJwk)))}`,
    ],
    ['for another bot', 'aud', async () => `Bearer ${await signed({ aud: 'another' })}`],
    ['of another issuer', 'iss', async () => `Bearer ${await signed({ iss: 'https://sts.windows.net/x/' })}`],
    [
      'for another serviceUrl',
      'serviceurl',
      async () => `Bearer ${await signed({ serviceurl: 'https://a.example/' })}`,
    ],
    ['without a serviceurl', 'serviceurl', async () => `Bearer ${await signed({ serviceurl: undefined })}`],
    [
      'by a key not endorsed for Teams',
      'endorsement',
      async () => `Bearer ${await signed({}, { kid: 'unendorsed' }, unendorsed)}`,
    ],
    ['by a key that nobody knows', 'key', async () => `Bearer ${await signed({}, { kid: 'unknown' })}`],
    ['that has expired', 'expired', async () => `Bearer ${await signed({ exp: seconds() - 400 })}`],
    ['that is not valid yet', 'nbf', async () => `Bearer ${await signed({ nbf: seconds() + 400 })}`],
    ['that never expires', 'exp', async () => `Bearer ${await signed({ exp: null })}`],
  ];
  for (const [why, reason, token] of FORGERIES) {
    it(`refuses a token ${why}`, async () => {
      await assert.rejects(authenticate()(await token(), TEAMS), (error) => {
        assert.ok(error instanceof NotAuthenticated);
        assert.equal(error.reason, reason);
        return true;
      });
    });
  }

  it('refuses other channels than Teams, and an activity without a serviceUrl, whatever the token says', async () => {
    const authorization = `Bearer ${await signed()}`;
    for (const claimed of [
      { ...TEAMS, channelId: 'emulator' },
      { ...TEAMS, channelId: 'AseChannel' },
      { ...TEAMS, channelId: null },
      { ...TEAMS, serviceUrl: null },
    ])
      await assert.rejects(authenticate()(authorization, claimed), NotAuthenticated);
  });

  it('remembers a token that it took, and compares each activity with it all the same', async () => {
    const check = authenticate();
    const authorization = `Bearer ${await signed()}`;
    await check(authorization, TEAMS);
    await check(authorization, TEAMS);
    const elsewhere = { ...TEAMS, serviceUrl: 'https://smba.trafficmanager.net/elsewhere/' };
    await assert.rejects(check(authorization, elsewhere), { reason: 'serviceurl' });
    await assert.rejects(check(authorization, { ...TEAMS, channelId: 'emulator' }), { reason: 'channel' });
    const [header = '', payload = ''] = authorization.split('.');
    const [, , otherSignature = ''] = (await signed({ nbf: seconds() - 20 })).split('.');
    await assert.rejects(check(`${header}.${payload}.${otherSignature}`, TEAMS), { reason: 'signature' });
  });

  it('does not let unknown keys make it ask again and again', async () => {
    const check = authenticate();
    for (let times = 0; times < 5; times++)
      await assert.rejects(
        check(`Bearer ${await signed({}, { kid: `k${times}` })}`, TEAMS),
        NotAuthenticated,
      );
    assert.deepEqual(asked, ['/openid', '/keys']);
  });

  it('says that nobody can tell while the keys cannot be had, and goes on when they can', async () => {
    const check = authenticate();
    const authorization = `Bearer ${await signed()}`;
    status = 503;
    await assert.rejects(check(authorization, TEAMS), KeysUnavailable);
    status = 200;
    await check(authorization, TEAMS);
  });
});
