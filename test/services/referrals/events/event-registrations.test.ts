import assert from 'node:assert/strict';
import type { AccessTokens } from '../../../../services/auth/access-tokens.ts';
import type { ReferralErrorKind, ReferralServiceError } from '../../../../services/referrals/errors.ts';
import { eventHolder, wantedEvents } from '../../../../services/referrals/events/event-holder.ts';
import { createEventRegistrations } from '../../../../services/referrals/events/event-registrations.ts';
import { json, never, reset, type RudeAnswer, type RudeServer, startRudeServer } from '../rude-server.ts';

const ANN = { tenantId: 't', personId: 'ann' };
const TEST_ID = '04af2aea-d413-42db-824e-f328001484d1';
const OURS = 'https://bot.example/api/partner-center/events';
const WIRE = { WebhookUrl: OURS, WebhookEvents: ['referral-created'] };
const REGISTRATION = { webhookUrl: OURS, events: ['referral-created'], inMsHeader: null };
const noContent: RudeAnswer = (response) => {
  response.writeHead(204);
  response.end();
};

describe('the registration for events', () => {
  let server: RudeServer;
  afterEach(() => server.stop());

  const to = async (...answers: RudeAnswer[]) => {
    server = await startRudeServer(...answers);
    const accessTokens: AccessTokens = async (caller, { fresh }) =>
      caller.kind === 'person' ? `${caller.person.personId}${fresh ? '-fresh' : ''}` : '';
    return createEventRegistrations({ baseUrl: `${server.url}/`, accessTokens, fetch });
  };
  const asked = () =>
    server.requests.map(({ method, url, body, headers }) => [
      method,
      url.replace('/webhooks/v1/registration', ''),
      body === '' ? '' : JSON.parse(body),
      headers.authorization,
    ]);

  it('is read under the rights of the person who asks', async () => {
    const registrations = await to(json(WIRE));
    assert.deepEqual(await registrations.find(ANN), REGISTRATION);
    assert.deepEqual(asked(), [['GET', '', '', 'Bearer ann']]);
  });

  const nothing: Record<string, RudeAnswer> = {
    '404': json({ code: 404, description: 'not found', data: [], source: 'x' }, 404),
    'no content': noContent,
    null: json('null'),
    'an empty object': json({}),
    'an empty address': json({ WebhookUrl: '', WebhookEvents: [] }),
  };
  for (const [what, answer] of Object.entries(nothing))
    it(`is none with ${what}`, async () => assert.equal(await (await to(answer)).find(ANN), null));

  it('is made with POST where there is none, and changed with PUT (API-05)', async () => {
    const registrations = await to(json(WIRE));
    await registrations.save(ANN, { ...REGISTRATION, inMsHeader: true }, true);
    await registrations.save(ANN, REGISTRATION, false);
    assert.deepEqual(asked(), [
      ['POST', '', { ...WIRE, SignatureTokenToMsSignatureHeader: true }, 'Bearer ann'],
      ['PUT', '', WIRE, 'Bearer ann'],
    ]);
  });

  it('is what was asked for where the answer tells nothing', async () => {
    assert.deepEqual(await (await to(noContent)).save(ANN, REGISTRATION, false), REGISTRATION);
  });

  it('knows which events there are', async () => {
    const registrations = await to(json(['referral-created', 'subscription-updated']));
    assert.deepEqual(await registrations.eventNames(ANN), ['referral-created', 'subscription-updated']);
    assert.deepEqual(asked()[0]?.slice(0, 2), ['GET', '/events']);
  });

  it('is tested: a test event is sent, and its tries are told', async () => {
    const results = [{ responseCode: 'NotFound', systemError: false, dateTimeUtc: '2026-11-20T10:00:00.25' }];
    const registrations = await to(
      json({ correlationId: TEST_ID.toUpperCase() }),
      json({ correlationId: TEST_ID, status: 'completed', results }),
      json({ status: 'pending' }),
    );
    assert.equal(await registrations.sendTest(ANN), TEST_ID);
    assert.deepEqual(await registrations.testResult(ANN, TEST_ID), {
      isCompleted: true,
      attempts: [{ answer: 'NotFound', at: new Date('2026-11-20T10:00:00.250Z') }],
    });
    assert.deepEqual(await registrations.testResult(ANN, TEST_ID), { isCompleted: false, attempts: [] });
    assert.deepEqual(
      asked().map(([method, path]) => [method, path]),
      [
        ['POST', '/validationEvents'],
        ['GET', `/validationEvents/${TEST_ID}`],
        ['GET', `/validationEvents/${TEST_ID}`],
      ],
    );
  });

  const flat = (code: number, status: number) =>
    json({ code, description: 'text that nobody reads', data: [], source: 'PartnerFD' }, status);
  type Fields = Partial<Pick<ReferralServiceError, 'code' | 'wrote'>>;
  const failures: [string, RudeAnswer, ReferralErrorKind, Fields][] = [
    ['401, with a fresh token too', flat(900420, 401), 'unauthorized', { code: '900420' }],
    ['403', flat(900308, 403), 'forbidden', { code: '900308', wrote: 'no' }],
    ['400', flat(400036, 400), 'rejected', { code: '400036', wrote: 'no' }],
    ['429', flat(429, 429), 'throttled', { wrote: 'no' }],
    ['500', flat(500, 500), 'unavailable', { wrote: 'unknown' }],
    ['a lost connection', reset, 'unavailable', { wrote: 'unknown' }],
  ];
  for (const [what, answer, kind, fields] of failures)
    it(`refuses a change with ${what} in its own kind of error`, async () => {
      const saving = (await to(answer)).save(ANN, REGISTRATION, false);
      await assert.rejects(saving, (error: ReferralServiceError) => {
        assert.equal(error.kind, kind);
        const { code, wrote } = error;
        assert.deepEqual({ code, wrote, ...fields }, { code, wrote });
        return true;
      });
      assert.equal(server.requests.length, kind === 'unauthorized' ? 2 : 1, 'a write is never repeated');
    });

  it('that cannot be read is malformed, and an end is put to waiting', async () => {
    await assert.rejects((await to(json({ WebhookUrl: 5 }))).find(ANN), { kind: 'malformed' });
    await server.stop();
    const waiting = (await to(never)).find(ANN, AbortSignal.timeout(50));
    await assert.rejects(waiting, { kind: 'unavailable' });
  });
});

describe('who holds the registration', () => {
  it('is us by the address, whatever its spelling of host and port', () => {
    const holder = eventHolder(
      { ...REGISTRATION, webhookUrl: OURS.replace('bot.example', 'BOT.example:443') },
      OURS,
    );
    assert.deepEqual(holder, { kind: 'us', events: REGISTRATION.events });
  });
  it('is another system, of which only the host is shown', () => {
    const webhookUrl = 'https://crm.example:8443/hook?sig=secret';
    const holder = eventHolder({ ...REGISTRATION, webhookUrl }, OURS);
    assert.equal(holder.kind === 'other' && holder.host, 'crm.example:8443');
    assert.doesNotMatch(JSON.stringify(holder), /secret|hook/);
  });
  it('has another fingerprint with another address or other events', () => {
    const of = (changes: Partial<typeof REGISTRATION>) => {
      const holder = eventHolder({ ...REGISTRATION, webhookUrl: 'https://crm.example/', ...changes }, OURS);
      return holder.kind === 'other' ? holder.fingerprint : null;
    };
    assert.equal(of({}), of({}));
    assert.notEqual(of({}), of({ webhookUrl: 'https://crm.example/b' }));
    assert.notEqual(of({}), of({ events: ['referral-created', 'referral-updated'] }));
  });
  it('asks for what Partner Center has of the events that count', () => {
    assert.deepEqual(wantedEvents(['Test-Created', 'subscription-updated', 'referral-updated']), [
      'referral-updated',
      'test-created',
    ]);
    assert.equal(wantedEvents([]).length, 5);
  });
});
