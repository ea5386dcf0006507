import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { FORGERIES } from './bot-login.ts';
import { startMicrosoftCloud } from './microsoft-cloud.ts';
import type { PublishedKey } from './signing-key.ts';

const ACTIVITY = { serviceUrl: 'http://127.0.0.1:1/teams/' };

interface Published {
  issuer: string;
  jwks_uri: string;
  id_token_signing_alg_values_supported: string[];
  keys: PublishedKey[];
}

async function read(url: string): Promise<Published> {
  return (await (await fetch(url)).json()) as Published;
}

describe('the login of the Bot Framework', () => {
  it('publishes its keys, and signs what Teams sends with an endorsed one', async () => {
    const cloud = await startMicrosoftCloud();
    const metadata = await read(cloud.login.metadataUrl);
    assert.equal(metadata.issuer, 'https://api.botframework.com');
    assert.deepEqual(metadata.id_token_signing_alg_values_supported, ['RS256']);
    const token = await cloud.teamsToken(ACTIVITY);
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createRemoteJWKSet(new URL(metadata.jwks_uri)),
      {
        issuer: 'https://api.botframework.com',
        audience: cloud.bot.appId,
      },
    );
    assert.equal(payload['serviceurl'], ACTIVITY.serviceUrl);
    const { keys } = await read(metadata.jwks_uri);
    const key = keys.find((one) => one.kid === protectedHeader.kid);
    assert.deepEqual(key?.endorsements, ['msteams']);
    assert.equal(key?.x5t, key?.kid);
  });

  it('forges tokens that a whole check refuses, each for its own reason', async () => {
    const cloud = await startMicrosoftCloud();
    const { jwks_uri } = await read(cloud.login.metadataUrl);
    const keys = createRemoteJWKSet(new URL(jwks_uri));
    const check = async (token: string) => {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: 'https://api.botframework.com',
        audience: cloud.bot.appId,
      });
      const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
      assert.ok((key as { endorsements?: string[] }).endorsements?.includes('msteams'), 'endorsement');
      assert.ok(payload['serviceurl'] === ACTIVITY.serviceUrl, 'serviceurl');
    };
    await check(await cloud.teamsToken(ACTIVITY));
    const reasons: Record<string, string> = {};
    for (const forgery of FORGERIES) {
      const token = await cloud.forgedToken(forgery, ACTIVITY);
      reasons[forgery] = await check(token).then(
        () => 'passed',
        (error: { code: string; claim?: string; message: string }) =>
          error.claim ?? (error.code === 'ERR_ASSERTION' ? error.message : error.code),
      );
    }
    assert.deepEqual(reasons, {
      badSignature: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      algNone: 'ERR_JOSE_ALG_NOT_ALLOWED',
      hs256WithPublicKey: 'ERR_JOSE_ALG_NOT_ALLOWED',
      wrongAudience: 'aud',
      wrongIssuer: 'iss',
      wrongServiceUrl: 'serviceurl',
      noServiceUrl: 'serviceurl',
      notEndorsed: 'endorsement',
      expired: 'exp',
      notYetValid: 'nbf',
      unknownKey: 'ERR_JWKS_NO_MATCHING_KEY',
      noKeyId: 'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
      entraToken: 'ERR_JWKS_NO_MATCHING_KEY',
      garbage: 'ERR_JWS_INVALID',
      empty: 'ERR_JWS_INVALID',
    });
  });

  it('signs what overrides say', async () => {
    const cloud = await startMicrosoftCloud();
    const token = await cloud.teamsToken(ACTIVITY, { aud: 'somebody else', serviceurl: undefined });
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(payload.aud, 'somebody else');
    assert.equal('serviceurl' in payload, false);
    assert.equal(decodeProtectedHeader(token).alg, 'RS256');
  });
});
