import assert from 'node:assert/strict';
import { randomUUID, verify, X509Certificate } from 'node:crypto';
import { endAfterTest } from '../ends.ts';
import { waitFor } from '../wait.ts';
import { CloudService } from './cloud-service.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from './microsoft-cloud.ts';
import { EVENT_FORGERIES, type WireEvent } from './signed-event.ts';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';
const ID = '11111111-1111-4111-8111-111111111111';

interface Answer {
  status: number;
  body: {
    code?: number;
    description?: string;
    correlationId?: string;
    status?: string;
    [name: string]: unknown;
  };
}

async function callerOf(cloud: MicrosoftCloud, claims: object = {}) {
  const { aadObjectId: oid } = cloud.person({ name: 'Ann Lee' });
  const good = { aud: AUDIENCE, tid: cloud.bot.tenantId, oid, scp: 'user_impersonation' };
  const { token } = await cloud.tokens.issue({ ...good, ...claims });
  return async (method: string, path = '', body?: object): Promise<Answer> => {
    const response = await fetch(`${cloud.events.service.url}/webhooks/v1/registration${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
}

/** Something that listens where events are sent to. */
async function listener(status = 202): Promise<CloudService> {
  const service = await new CloudService({
    clock: () => new Date(),
    refusal: () => null,
    routes: [{ method: 'POST', path: /^\/events$/, run: () => ({ status }) }],
  }).start();
  endAfterTest(() => service.stop());
  return service;
}

describe('the webhook API of Partner Center', () => {
  it('knows one registration for all systems, made with POST and replaced with PUT (8.1)', async () => {
    const cloud = await startMicrosoftCloud();
    const call = await callerOf(cloud);
    const wanted = { WebhookUrl: 'https://bot.example/events', WebhookEvents: ['referral-created'] };
    assert.equal((await call('GET')).status, 404);
    assert.equal((await call('PUT', '', wanted)).status, 404);
    const made = await call('POST', '', wanted);
    assert.deepEqual(made.body['WebhookEvents'], ['referral-created']);
    assert.ok(made.body['SubscriberId']);
    assert.equal((await call('POST', '', wanted)).status, 409);
    const replaced = await call('PUT', '', { ...wanted, WebhookUrl: 'https://other.example/events' });
    assert.equal(replaced.body['SubscriberId'], made.body['SubscriberId']);
    assert.equal((await call('GET')).body['WebhookUrl'], 'https://other.example/events');
    for (const wrong of [
      { ...wanted, WebhookUrl: 'http://bot.example/events' },
      { ...wanted, WebhookEvents: ['deal-created'] },
      { ...wanted, WebhookEvents: [] },
      {},
    ])
      assert.equal((await call('PUT', '', wrong)).status, 400);
    assert.ok(Object.values((await call('GET', '/events')).body).includes('related-referral-updated'));
  });

  it('takes tokens for itself only, of apps and of admins of the partner, and refuses in its own words (7.1)', async () => {
    const cloud = await startMicrosoftCloud();
    const user = cloud.person({ name: 'Ray User', role: 'referralsUser' });
    const careful = cloud.person({ name: 'Careful One', mfaDemanded: true });
    const cases: [object, number, number | undefined][] = [
      [{ aud: 'https://api.partner.microsoft.com' }, 401, 900420],
      [{ exp: Math.floor(Date.now() / 1000) - 60 }, 401, 900401],
      [{ tid: cloud.otherTenantId }, 403, 900308],
      [{ oid: user.aadObjectId }, 403, 900308],
      [{ oid: careful.aadObjectId }, 403, 900308],
      [{ oid: careful.aadObjectId, amr: ['pwd', 'mfa'] }, 200, undefined],
      [{ scp: undefined, idtyp: 'app' }, 200, undefined],
    ];
    for (const [claims, status, code] of cases) {
      const { status: got, body } = await (await callerOf(cloud, claims))('GET', '/events');
      assert.deepEqual([got, body.code], [status, code], JSON.stringify(claims));
    }
  });

  it('sends test events, two a minute, and tells how they went', async () => {
    const cloud = await startMicrosoftCloud();
    const call = await callerOf(cloud);
    const bot = await listener();
    const registration = { WebhookUrl: `${bot.url}/events`, WebhookEvents: ['test-created'] };
    assert.equal((await call('POST', '/validationEvents')).status, 400);
    await call('POST', '', registration);
    const { correlationId = '' } = (await call('POST', '/validationEvents')).body;
    const ended = await waitFor(
      async () => {
        const { body } = await call('GET', `/validationEvents/${correlationId}`);
        return body.status === 'completed' && body;
      },
      { what: 'the test event' },
    );
    assert.equal((ended['results'] as { responseCode: string }[])[0]?.responseCode, 'Accepted');
    const received = bot.requests.map(({ body }) => (body as { EventName: string }).EventName);
    assert.deepEqual(received, ['test-created']);
    assert.equal((await call('POST', '/validationEvents')).status, 200);
    assert.equal((await call('POST', '/validationEvents')).status, 429);
    assert.equal((await call('GET', `/validationEvents/${randomUUID()}`)).status, 404);
  });
});

/** A whole check of an event (8.4), written anew here: why it is refused, or null. */
async function problemOf(cloud: MicrosoftCloud, { text, headers }: WireEvent): Promise<string | null> {
  const host = new URL(cloud.events.certificates.service.url).host;
  const root = new X509Certificate(cloud.events.certificates.rootPem);
  const { authorization, 'x-ms-certificate-url': address, 'x-ms-signature-algorithm': algorithm } = headers;
  if (!authorization || !address || !algorithm) return 'header';
  if (!authorization.startsWith('Signature ')) return 'scheme';
  if (algorithm !== 'rsa-sha256') return 'algorithm';
  if (text.length > 100_000) return 'size';
  const url = new URL(address);
  if (url.host !== host || url.username !== '' || url.protocol !== 'http:') return 'host';
  const download = async (from: string) => {
    const response = await fetch(from, { redirect: 'error' });
    const bytes = Buffer.from(await response.arrayBuffer());
    return response.ok && bytes.length < 100_000 ? new X509Certificate(bytes) : null;
  };
  const leaf = await download(address).catch(() => null);
  if (leaf === null) return 'download';
  if (leaf.ca || (leaf.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return 'key';
  if (!leaf.issuer.split('\n').includes('O=Microsoft Corporation')) return 'organization';
  if (leaf.validFromDate > new Date() || leaf.validToDate < new Date()) return 'dates';
  const issuerUrl = leaf.toLegacyObject().infoAccess?.['CA Issuers - URI']?.[0];
  const issuer = issuerUrl ? await download(issuerUrl) : null;
  if (!issuer || !leaf.verify(issuer.publicKey) || !issuer.verify(root.publicKey)) return 'chain';
  const signature = Buffer.from(authorization.slice('Signature '.length), 'base64');
  return verify('sha256', Buffer.from(text), leaf.publicKey, signature) ? null : 'signature';
}

describe('events of Partner Center', () => {
  it('are signed over the bytes that are sent, with a certificate that leads to the root', async () => {
    const cloud = await startMicrosoftCloud();
    const event = await cloud.events.event('referral-created', ID);
    assert.equal(await problemOf(cloud, event), null);
    const { ResourceUri, EventName } = JSON.parse(event.text) as Record<string, string>;
    assert.equal(ResourceUri, `https://api.partnercenter.microsoft.com/engagements/v1/referrals/${ID}`);
    assert.equal(EventName, 'referral-created');
    cloud.events.certificates.renew();
    assert.equal(await problemOf(cloud, event), 'signature');
    assert.equal(await problemOf(cloud, await cloud.events.event('referral-created', ID)), null);
  });

  it('are forged in every way that a whole check finds out', async () => {
    const cloud = await startMicrosoftCloud();
    const found: Record<string, string | null> = {};
    for (const forge of EVENT_FORGERIES)
      found[forge] = await problemOf(cloud, await cloud.events.event('referral-created', ID, { forge }));
    assert.deepEqual(found, {
      noSignature: 'header',
      noCertificateUrl: 'header',
      noAlgorithm: 'header',
      otherScheme: 'scheme',
      otherAlgorithm: 'algorithm',
      sha1: 'signature',
      badSignature: 'signature',
      changedBody: 'signature',
      otherWhitespace: 'signature',
      strangerKey: 'signature',
      strangerRoot: 'chain',
      selfSigned: 'key',
      otherOrganization: 'organization',
      expiredCertificate: 'dates',
      notYetValidCertificate: 'dates',
      shortKey: 'key',
      authorityAsSigner: 'key',
      otherHost: 'host',
      userInfoHost: 'host',
      fileAddress: 'host',
      noCertificate: 'download',
      movedCertificate: 'download',
      endlessCertificate: 'download',
      tooLong: 'size',
    });
  });

  it('go where they are registered for, in the header asked for, again and in any order', async () => {
    const cloud = await startMicrosoftCloud();
    const bot = await listener(401);
    await assert.rejects(cloud.events.send('referral-created', ID), /Nobody is registered/);
    cloud.events.registration = {
      SubscriberId: randomUUID(),
      WebhookUrl: `${bot.url}/events`,
      WebhookEvents: ['referral-created'],
      SignatureTokenToMsSignatureHeader: true,
    };
    const first = await cloud.events.event('referral-created', ID);
    const second = await cloud.events.event('referral-updated', ID);
    for (const event of [second, first, first]) assert.equal(await cloud.events.deliver(event), 401);
    assert.deepEqual(
      bot.requests.map(({ text }) => text),
      [second.text, first.text, first.text],
    );
    assert.match(String(bot.requests[0]?.headers['x-ms-signature']), /^Signature /);
    assert.equal(bot.requests[0]?.headers.authorization, undefined);
  });
});
