import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spy } from 'sinon';
import { eventRequest } from '../../../bot/events/event-request.ts';
import { createEventDoor, type EventDoor, receiveEvent } from '../../../bot/events/receive-event.ts';
import type { Services } from '../../../services/services.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { StoreUnavailable } from '../../../services/store/store-unavailable.ts';
import { lastEvents } from '../../../services/store/events.ts';
import { readNamedDeals } from '../../../services/watch/read-named-deals.ts';
import { DEAL_ID, inbound } from '../../services/deals/inbound.ts';
import { freshStore, setStage, type Stage } from '../../services/deals/stage.ts';
import {
  type Authorities,
  authorities,
  type CertificateStore,
  certificateStore,
} from '../../services/referrals/events/event-stage.ts';

const EVENT = {
  EventName: 'referral-created',
  ResourceUri: `https://api.partnercenter.microsoft.com/engagements/v1/referrals/${DEAL_ID}`,
  ResourceName: 'referral',
  AuditUri: null,
  ResourceChangeUtcDate: new Date().toISOString().replace('Z', '0276+00:00'),
};

/** Over bare HTTP: restify, once it is loaded, changes Node's responses for all tests of the process. The journeys have it. */
describe('the door for events', () => {
  const store = freshStore();
  let ca: Authorities;
  let certificates: CertificateStore;
  let certificateUrl: string;
  let services: Services;
  let door: EventDoor;
  let url: string;
  let stage: Stage;
  let server: Server;
  const log = spy();

  before(async () => {
    ca = await authorities();
  });
  beforeEach(async () => {
    certificates = await certificateStore();
    certificateUrl = certificates.put('/signer.cer', ca.signer.pem + ca.microsoft.pem);
    stage = setStage(store(), [inbound()]);
    // Certificates are of today, and the stage's clock is not.
    const clock = { ...stage.clock, now: () => new Date() };
    services = { ...stage, clock, log: { ...stage.log, info: log } };
    const sources = { hosts: new Set([new URL(certificates.url).host]), allowLoopback: true };
    door = createEventDoor(sources, certificates.keys([ca.root]));
    server = createServer((request, response) => {
      void receiveEvent(services, door, eventRequest(request)).then(({ status, body }) => {
        response.writeHead(status, status === 413 ? { connection: 'close' } : {});
        response.end(body === undefined ? '' : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await certificates.stop();
    log.resetHistory();
  });

  const headersFor = (body: string | Buffer, signer = ca.signer): Record<string, string> => ({
    'content-type': 'application/json',
    authorization: `Signature ${signer.sign(body)}`,
    'x-ms-certificate-url': certificateUrl,
    'x-ms-signature-algorithm': 'rsa-sha256',
  });
  const post = async (
    body: string | Buffer,
    headers: Record<string, string | undefined> = {},
  ): Promise<{ status: number; text: string }> => {
    const all = { connection: 'close', ...headersFor(body), ...headers };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(url, {
      method: 'POST',
      headers: given,
      body: new Uint8Array(Buffer.from(body)),
    });
    return { status: response.status, text: await response.text() };
  };
  const json = (changes: Record<string, unknown> = {}) => JSON.stringify({ ...EVENT, ...changes });
  const statusOf = async (...given: Parameters<typeof post>) => (await post(...given)).status;
  const named = async () => (await store().db.selectFrom('named_deals').selectAll().execute()).length;

  it('takes what Partner Center signed with 202, before the deal is read', async () => {
    assert.deepEqual(await post(json()), { status: 202, text: '' });
    assert.equal(stage.referrals.calls.length, 0);
    assert.equal(await named(), 1);
  });

  it('leads to a reading under our own rights of the API’s own address, never of the one in the event', async () => {
    await post(json({ ResourceUri: `http://127.0.0.1:9/steal/${DEAL_ID}` }));
    await readNamedDeals({ ...services, clock: in2Seconds }, 'bot', new AbortController().signal);
    assert.deepEqual(
      stage.referrals.calls.map(({ method, id }) => ({ method, id })),
      [{ method: 'get', id: DEAL_ID }],
    );
    assert.ok(await findDeal(store().db, DEAL_ID));
  });
  const in2Seconds = { now: () => new Date(Date.now() + 2000) };

  it('takes the signature beside a bearer token too (SignatureTokenToMsSignatureHeader)', async () => {
    const body = json();
    const signature = `Signature ${ca.signer.sign(body)}`;
    assert.equal(await statusOf(body, { authorization: 'Bearer x', 'x-ms-signature': signature }), 202);
  });

  for (const type of [
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
    'nonsense',
  ])
    it(`takes it as ${type}`, async () =>
      assert.equal(await statusOf(json(), { 'content-type': type }), 202));

  it('is about bytes, not about JSON: blanks, escapes and letters beyond ASCII count as they came', async () => {
    const body = `{ "EventName" : "referral-updated",\r\n "ResourceUri":"\\u002f${DEAL_ID}", "Note":"Müller ✅" }`;
    assert.equal(await statusOf(body), 202);
    const signed = headersFor(body);
    assert.equal(await statusOf(JSON.stringify(JSON.parse(body)), signed), 401);
  });

  it('takes an event again and reads nothing twice (API-10)', async () => {
    for (const status of [202, 202, 202]) assert.equal(await statusOf(json()), status);
    assert.equal(await named(), 1);
  });

  it('answers 503 while the store is away, so that Partner Center tries again, and takes it then (8.5)', async () => {
    const good = services.store;
    const away = good.db.withPlugin({
      transformQuery: () => {
        throw new StoreUnavailable('away', null);
      },
      transformResult: async ({ result }) => result,
    });
    services = { ...services, store: { ...good, db: away } };
    assert.equal(await statusOf(json()), 503);
    services = { ...services, store: good };
    assert.equal(await statusOf(json()), 202);
    assert.equal(await named(), 1);
  });

  const ignored: Record<string, string> = {
    'an event of another kind': json({ EventName: 'subscription-updated' }),
    'an event that names nothing': json({ ResourceUri: 'https://a.example/x' }),
    'something that is no event': '[1, 2]',
    'something that is no JSON': 'hello',
    nothing: '',
  };
  for (const [what, body] of Object.entries(ignored))
    it(`answers ${what}, if it is signed, with 202 and leaves it`, async () => {
      assert.equal(await statusOf(body), 202);
      assert.equal(await named(), 0);
    });

  it('remembers a test event', async () => {
    assert.equal(await statusOf(json({ EventName: 'test-created', ResourceName: 'test' })), 202);
    assert.ok((await lastEvents(store().db, 'test-created')).named);
    assert.equal(await named(), 0);
  });

  for (const missing of ['authorization', 'x-ms-certificate-url', 'x-ms-signature-algorithm'])
    it(`answers 400 without ${missing}`, async () => {
      assert.equal(await statusOf(json(), { [missing]: undefined }), 400);
    });

  const forged: Record<string, () => Record<string, string>> = {
    'the signature of something else': () => headersFor(json({ EventName: 'referral-updated' })),
    'no signature but a token': () => ({ authorization: 'Bearer abc' }),
    'a signature that is none': () => ({ authorization: 'Signature !!!' }),
    'another algorithm': () => ({ 'x-ms-signature-algorithm': 'rsa-sha1' }),
    'a certificate from elsewhere': () => ({ 'x-ms-certificate-url': 'https://evil.example/a.cer' }),
    'a certificate that is not there': () => ({ 'x-ms-certificate-url': `${certificates.url}/none.cer` }),
    'a certificate of another issuer': () => ({
      'x-ms-certificate-url': certificates.put('/x.cer', ca.root.pem),
    }),
  };
  for (const [what, headers] of Object.entries(forged))
    it(`answers 401 to ${what}, without a word of why`, async () => {
      const { status, text } = await post(json(), headers());
      assert.equal(status, 401);
      assert.deepEqual(JSON.parse(text), { error: { code: 'NotAuthenticated' } });
      assert.equal(await named(), 0);
      assert.deepEqual(await lastEvents(store().db, 'test-created'), { any: null, named: null });
    });

  it('answers 413 to a long body, said to be long or not, and reads no more of it', async () => {
    const long = ' '.repeat(17 * 1024);
    assert.equal(await statusOf(long), 413);
    assert.equal(await unannounced(long), 413);
  });
  /** In pieces, without its length. */
  const unannounced = (body: string) =>
    new Promise<number>((resolve, reject) => {
      const request = httpRequest(url, {
        method: 'POST',
        headers: headersFor(body),
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.write(body.slice(0, 8 * 1024));
      request.end(body.slice(8 * 1024));
    });

  it('does not listen any more to a source that is refused too often; others go on', async () => {
    const from = (source: string) => ({ 'x-forwarded-for': `10.0.0.1, ${source}` });
    for (let n = 0; n < 20; n += 1)
      assert.equal(await statusOf(json(), { ...from('192.0.2.1'), authorization: 'Signature !' }), 401);
    const asked = certificates.asked.length;
    assert.equal(await statusOf(json(), from('192.0.2.1')), 429);
    assert.equal(certificates.asked.length, asked);
    assert.equal(await statusOf(json(), from('192.0.2.2')), 202);
  });

  it('leaves no body and no signature in the log', async () => {
    await post(json({ Note: 'secret' }));
    await post(json(), { authorization: `Signature ${'A'.repeat(344)}` });
    const logged = JSON.stringify(log.args);
    assert.match(logged, /event received/);
    assert.match(logged, /event refused/);
    assert.doesNotMatch(logged, /secret|AAAA|Signature |127\.0\.0\.1/);
  });
});
