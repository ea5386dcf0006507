import assert from 'node:assert/strict';
import type { AccessTokens } from '../../../services/auth/access-tokens.ts';
import { isReferralError, ReferralServiceError } from '../../../services/referrals/errors.ts';
import {
  createPartnerCenter,
  type PartnerCenterOptions,
} from '../../../services/referrals/partner-center.ts';
import type { ReferralService } from '../../../services/referrals/referral-service.ts';
import {
  brokenBody,
  json,
  never,
  reset,
  type RudeAnswer,
  type RudeServer,
  startRudeServer,
} from './rude-server.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const E_TAG = '"e-1"';
const SECRET = 'secret-token';
const WATCHER = { kind: 'watcher', steward: null } as const;
const ACCEPT = [{ op: 'replace', path: '/status', value: 'Active' }] as const;
const PATH = '/v1.0/engagements/referrals';

const referral = (day: number, more: object = {}): object => ({
  id: `${String(day).padStart(8, '0')}-0000-4000-8000-000000000000`,
  createdDateTime: `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`,
  updatedDateTime: `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`,
  status: 'New',
  eTag: E_TAG,
  ...more,
});

const november = (day: number): Date => new Date(Date.UTC(2026, 10, day));

async function collect(deals: AsyncIterable<{ id: string }>): Promise<number[]> {
  const days: number[] = [];
  for await (const { id } of deals) days.push(Number(id.slice(0, 8)));
  return days;
}

async function failureOf(work: Promise<unknown>): Promise<ReferralServiceError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ReferralServiceError, String(error));
    return error;
  }
  return assert.fail('it did not fail');
}

describe('Partner Center client', () => {
  const running: RudeServer[] = [];
  let waits: number[] = [];
  let logged: unknown[] = [];

  async function meet(
    answers: RudeAnswer[],
    options: Partial<PartnerCenterOptions> = {},
  ): Promise<{ service: ReferralService; server: RudeServer }> {
    const server = await startRudeServer(...answers);
    running.push(server);
    return { server, service: clientOf(server.url, options) };
  }

  const clientOf = (baseUrl: string, options: Partial<PartnerCenterOptions> = {}): ReferralService =>
    createPartnerCenter({
      baseUrl,
      accessTokens: async () => SECRET,
      fetch,
      sleep: async (milliseconds) => void waits.push(milliseconds),
      log: { warn: (...entry) => void logged.push(entry) },
      ...options,
    });

  beforeEach(() => {
    waits = [];
    logged = [];
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  describe('a call', () => {
    it('carries the headers that Partner Center wants, with new GUIDs each time', async () => {
      const { service, server } = await meet([json({ id: ID })]);
      await service.get(WATCHER, ID);
      await service.update(WATCHER, ID, E_TAG, ACCEPT);
      const [get, patch] = server.requests;
      assert.equal(get?.url, `${PATH}/${ID}`);
      assert.equal(get?.headers.authorization, `Bearer ${SECRET}`);
      assert.equal(get?.headers.accept, 'application/json');
      assert.equal(get?.headers['if-match'], undefined);
      assert.equal(patch?.headers['content-type'], 'application/json');
      assert.equal(patch?.headers['if-match'], E_TAG);
      assert.equal(patch?.headers['prefer'], 'return=representation');
      assert.deepEqual(JSON.parse(patch?.body ?? ''), ACCEPT);
      const guids = server.requests.flatMap(({ headers }) => [
        headers['client-request-id'],
        headers['ms-correlationid'],
      ]);
      assert.equal(new Set(guids).size, 4);
      for (const guid of guids) assert.match(String(guid), /^[0-9a-f-]{36}$/);
    });

    it('finds the API below a base URL with a path and a trailing slash', async () => {
      const { server } = await meet([json({ id: ID })]);
      await clientOf(`${server.url}/proxy/`).get(WATCHER, ID);
      assert.equal(server.requests[0]?.url, `/proxy${PATH}/${ID}`);
    });

    it('cannot be led to another path by an odd id', async () => {
      const { service, server } = await meet([json({}, 404)]);
      for (const id of ['../x', 'a/b', 'a?b#c', '..', ''])
        assert.equal((await failureOf(service.get(WATCHER, id))).kind, 'notFound');
      assert.ok(
        server.requests.every(({ url }) => url.startsWith(`${PATH}/`) && url.split('/').length === 5),
      );
    });

    it('asks once more with a fresh token after a 401, also for a write', async () => {
      const asked: boolean[] = [];
      const accessTokens: AccessTokens = async (_caller, { fresh }) => {
        asked.push(fresh);
        return fresh ? 'fresh' : 'stale';
      };
      const { service, server } = await meet([json({}, 401), json({ id: ID })], { accessTokens });
      await service.update(WATCHER, ID, E_TAG, ACCEPT);
      assert.deepEqual(asked, [false, true]);
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.authorization),
        ['Bearer stale', 'Bearer fresh'],
      );
    });

    it('gives up after the second 401', async () => {
      const { service, server } = await meet([json({}, 401)]);
      assert.equal((await failureOf(service.get(WATCHER, ID))).kind, 'unauthorized');
      assert.equal(server.requests.length, 2);
    });

    it('is unauthorized, and not sent, without a usable token', async () => {
      const refusing: AccessTokens = async () => Promise.reject(new Error('nobody signed in'));
      for (const accessTokens of [refusing, async () => '', async () => `${SECRET}\nX: y`]) {
        const { service, server } = await meet([json({ id: ID })], { accessTokens });
        const error = await failureOf(service.get(WATCHER, ID));
        assert.equal(error.kind, 'unauthorized');
        assert.equal(server.requests.length, 0);
      }
    });

    it('tells who was refused, once a call, and not where nobody had signed in or nobody answered', async () => {
      const refused: unknown[] = [];
      const onRefused: PartnerCenterOptions['onRefused'] = async (caller, { kind, status }) =>
        void refused.push([caller, kind, status]);
      const claims = { error: { code: 'insufficient_claims' } };
      const answers = [json({}, 401), json({}, 401), json({}, 403), json(claims, 403), json({}, 500), reset];
      const { service } = await meet(answers, { onRefused });
      for (let call = 0; call < 4; call += 1) await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT));
      assert.deepEqual(refused, [
        [WATCHER, 'unauthorized', 401],
        [WATCHER, 'forbidden', 403],
        [WATCHER, 'unauthorized', 403],
      ]);
      const accessTokens: AccessTokens = async () => Promise.reject(new Error('nobody signed in'));
      const { service: nobody } = await meet([json({ id: ID })], { onRefused, accessTokens });
      await failureOf(nobody.get(WATCHER, ID));
      assert.equal(refused.length, 3);
    });

    it('does not wait for whoever gives tokens once the caller has gone', async () => {
      const { service, server } = await meet([json({ id: ID })], {
        accessTokens: () => new Promise(() => {}),
      });
      const leaving = new AbortController();
      const failure = failureOf(service.get(WATCHER, ID, leaving.signal));
      leaving.abort();
      assert.equal((await failure).kind, 'unavailable');
      assert.equal(server.requests.length, 0);
    });

    it('never follows a redirect with its token', async () => {
      const elsewhere = await startRudeServer(json({ id: ID }));
      running.push(elsewhere);
      const { service } = await meet([json('', 302, { Location: `${elsewhere.url}${PATH}/${ID}` })]);
      assert.equal((await failureOf(service.get(WATCHER, ID))).kind, 'unavailable');
      assert.equal((await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT))).wrote, 'unknown');
      assert.equal(elsewhere.requests.length, 0);
    });

    it('puts no token into an error or the log', async () => {
      const body = { error: { code: 'x', message: SECRET } };
      const { service } = await meet([json(body, 500), reset, json(body, 403), json('nonsense')]);
      const { service: broken } = await meet([reset], { accessTokens: async () => `${SECRET}\n` });
      for (const client of [service, service, broken]) {
        const error = await failureOf(client.get(WATCHER, ID));
        const { stack, ...fields } = error;
        assert.ok(!`${stack}${JSON.stringify(fields)}${String(error.cause)}`.includes(SECRET));
      }
      assert.ok(logged.length > 2);
      assert.ok(!JSON.stringify(logged).includes(SECRET));
    });
  });

  describe('an error answer', () => {
    const cases: [status: number, kind: string, wrote: string][] = [
      [400, 'rejected', 'no'],
      [403, 'forbidden', 'no'],
      [404, 'notFound', 'no'],
      [409, 'rejected', 'no'],
      [412, 'conflict', 'no'],
      [422, 'rejected', 'no'],
      [423, 'rejected', 'no'],
      [429, 'throttled', 'no'],
      [500, 'unavailable', 'unknown'],
      [502, 'unavailable', 'unknown'],
      [503, 'unavailable', 'no'],
      [504, 'unavailable', 'unknown'],
    ];
    for (const [status, kind, wrote] of cases) {
      it(`${status} to a write means ${kind}, written: ${wrote}, and is not repeated (API-04)`, async () => {
        const { service, server } = await meet([
          json({ error: { code: 'outer', innerError: { code: 'inner' } } }, status),
        ]);
        const error = await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT));
        assert.deepEqual([error.kind, error.wrote, error.status, error.code], [kind, wrote, status, 'inner']);
        assert.equal(server.requests.length, 1);
      });
    }

    const bodies: [what: string, body: unknown, code: string | null][] = [
      [
        'the lower-case spelling',
        { error: { code: 'a', innererror: { code: 'b', innererror: { code: 'c' } } } },
        'c',
      ],
      ['the flat form with a number', { code: 900308, description: 'x' }, '900308'],
      ['an inner error without a code', { error: { code: 'a', innerError: {} } }, 'a'],
      ['a text', '"oops"', null],
      ['HTML', '<html>Bad gateway</html>', null],
      ['null', 'null', null],
      ['nothing', '', null],
      ['odd types', { error: { code: {}, innerError: [7] } }, null],
    ];
    for (const [what, body, code] of bodies) {
      it(`survives ${what} in its body`, async () => {
        const { service } = await meet([json(body, 400)]);
        assert.equal((await failureOf(service.get(WATCHER, ID))).code, code);
      });
    }

    for (const code of ['insufficient_claims', 'insufficent_claims']) {
      it(`asks for a stronger sign-in on ${code}`, async () => {
        const { service } = await meet([
          json({ error: { code: 'accessDenied', innerError: { code } } }, 403),
        ]);
        const { kind, insufficientClaims } = await failureOf(service.get(WATCHER, ID));
        assert.deepEqual([kind, insufficientClaims], ['unauthorized', true]);
      });
    }

    it('keeps its status when its body breaks off', async () => {
      const { service } = await meet([
        (response) => {
          response.writeHead(412, { 'Content-Length': '100' });
          response.write('{', () => response.destroy());
        },
      ]);
      assert.equal((await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT))).kind, 'conflict');
    });
  });

  describe('a read', () => {
    it('is tried three times on 5xx and broken connections, with growing waits', async () => {
      const { service, server } = await meet([json({}, 500), reset, json({ id: ID })]);
      assert.equal((await service.get(WATCHER, ID)).id, ID);
      assert.equal(server.requests.length, 3);
      assert.equal(waits.length, 2);
      assert.ok(
        waits.every((wait, index) => wait >= 100 * 2 ** index && wait < 300 * 2 ** index),
        String(waits),
      );
    });

    it('is unavailable after three failures', async () => {
      const { service, server } = await meet([json({}, 503)]);
      const error = await failureOf(service.get(WATCHER, ID));
      assert.deepEqual([error.kind, error.status, server.requests.length], ['unavailable', 503, 3]);
    });

    it('is tried again when its body breaks off', async () => {
      const { service } = await meet([brokenBody, json({ id: ID })]);
      assert.equal((await service.get(WATCHER, ID)).id, ID);
    });

    it('waits as long as a short Retry-After says', async () => {
      const { service } = await meet([json({}, 429, { 'Retry-After': '2' }), json({ id: ID })]);
      await service.get(WATCHER, ID);
      assert.ok(waits.length === 1 && (waits[0] ?? 0) >= 2000);
    });

    it('hands a long Retry-After over to the caller, as seconds or as a date', async () => {
      const date = new Date(Date.now() + 60_000).toUTCString();
      for (const wish of ['30', date]) {
        const { service, server } = await meet([json({}, 429, { 'Retry-After': wish })]);
        const error = await failureOf(service.get(WATCHER, ID));
        assert.equal(error.kind, 'throttled');
        assert.ok((error.retryAfterSeconds ?? 0) >= 30 && (error.retryAfterSeconds ?? 0) <= 60);
        assert.equal(server.requests.length, 1);
      }
    });

    it('is not repeated where that cannot help', async () => {
      const { service, server } = await meet([json({}, 403)]);
      await failureOf(service.get(WATCHER, ID));
      assert.equal(server.requests.length, 1);
    });

    it('times out', async () => {
      const { service, server } = await meet([never], { readTimeoutSeconds: 0.05 });
      assert.equal((await failureOf(service.get(WATCHER, ID))).kind, 'unavailable');
      assert.equal(server.requests.length, 3);
    });

    it('times out while a body trickles', async () => {
      const trickle: RudeAnswer = (response) => {
        response.writeHead(200);
        response.write('{');
      };
      const { service } = await meet([trickle], { readTimeoutSeconds: 0.05 });
      assert.equal((await failureOf(service.get(WATCHER, ID))).kind, 'unavailable');
    });

    it('ends at once with the signal, before, during and between attempts', async () => {
      const early = await meet([json({ id: ID })]);
      assert.equal(
        (await failureOf(early.service.get(WATCHER, ID, AbortSignal.abort()))).kind,
        'unavailable',
      );
      assert.equal(early.server.requests.length, 0);

      const during = new AbortController();
      const middle = await meet([() => during.abort()]);
      assert.equal((await failureOf(middle.service.get(WATCHER, ID, during.signal))).kind, 'unavailable');
      assert.equal(middle.server.requests.length, 1);

      const between = new AbortController();
      const sleep = async (): Promise<never> => {
        between.abort();
        throw between.signal.reason;
      };
      const late = await meet([json({}, 500)], { sleep });
      assert.equal((await failureOf(late.service.get(WATCHER, ID, between.signal))).kind, 'unavailable');
      assert.equal(late.server.requests.length, 1);
    });

    it('is malformed when the answer is no referral, another referral, or too large', async () => {
      const huge = `{"id":"${ID}","name":"${'x'.repeat(17 * 1024 * 1024)}"}`;
      for (const body of ['', '<html>', '[]', { id: 7 }, { id: 'another' }, huge]) {
        const { service } = await meet([json(body)]);
        assert.equal((await failureOf(service.get(WATCHER, ID))).kind, 'malformed');
      }
    });

    it('takes the eTag from the header when the body has none', async () => {
      const { service } = await meet([json({ id: ID }, 200, { ETag: E_TAG })]);
      assert.equal((await service.get(WATCHER, ID)).eTag, E_TAG);
    });
  });

  describe('a write', () => {
    it('reads the referral when the answer has no body, or none that can be used', async () => {
      const noContent: RudeAnswer = (response) => {
        response.writeHead(204);
        response.end();
      };
      for (const answer of [noContent, json('oops'), json({}), json({ id: 'another' }), brokenBody]) {
        const { service, server } = await meet([answer, json({ id: ID, status: 'Active' })]);
        assert.equal((await service.update(WATCHER, ID, E_TAG, ACCEPT)).status, 'Active');
        assert.deepEqual(
          server.requests.map(({ method }) => method),
          ['PATCH', 'GET'],
        );
      }
    });

    it('may have happened when the answer cannot be used and the referral not be read', async () => {
      for (const answer of [brokenBody, json({})]) {
        const { service } = await meet([answer, json({}, 404)]);
        const error = await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT));
        assert.deepEqual([error.kind, error.wrote], ['unavailable', 'unknown']);
      }
    });

    it('may have happened after a reset or a timeout, and is not repeated', async () => {
      for (const answer of [reset, never]) {
        const { service, server } = await meet([answer], { writeTimeoutSeconds: 0.05 });
        const error = await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT));
        assert.deepEqual([error.kind, error.wrote, server.requests.length], ['unavailable', 'unknown', 1]);
      }
    });

    it('surely did not happen when nobody listens, or when it was called off before', async () => {
      const { service, server } = await meet([never]);
      assert.equal(
        (await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT, AbortSignal.abort()))).wrote,
        'no',
      );
      await server.stop();
      running.splice(0);
      const error = await failureOf(service.update(WATCHER, ID, E_TAG, ACCEPT));
      assert.deepEqual([error.kind, error.wrote], ['unavailable', 'no']);
    });

    it('is never sent without a usable eTag (API-03)', async () => {
      const { service, server } = await meet([json({ id: ID })]);
      for (const eTag of ['', 'a\nb', 'é'])
        assert.equal((await failureOf(service.update(WATCHER, ID, eTag, ACCEPT))).kind, 'conflict');
      assert.equal(server.requests.length, 0);
    });
  });

  describe('a list', () => {
    const page = (value: object[], nextLink?: string): RudeAnswer =>
      json({ value, ...(nextLink ? { '@odata.nextLink': nextLink } : {}) });

    it('stops after the page with the mark where the order is kept', async () => {
      const { service, server } = await meet([
        page([referral(9), referral(8)], '?$skiptoken=1'),
        page([referral(7), referral(3)], '?$skiptoken=2'),
        page([referral(2)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, november(7))), [9, 8, 7, 3]);
      assert.equal(server.requests.length, 2);
      assert.equal(server.requests[0]?.url, `${PATH}?$orderby=updatedDateTime%20desc`);
    });

    it('goes to the end where the order is not kept', async () => {
      const { service } = await meet([
        page([referral(5), referral(9), referral(2)], '?$skiptoken=1'),
        page([referral(8)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, november(7))), [5, 9, 2, 8]);
    });

    it('goes to the end where something has no moment, and yields that too', async () => {
      const { service } = await meet([
        page([referral(9), referral(4, { updatedDateTime: null }), referral(2)], '?$skiptoken=1'),
        page([referral(8)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, november(7))), [9, 4, 2, 8]);
    });

    it('goes to the end also where the first one has no moment', async () => {
      const { service } = await meet([
        page([referral(4, { updatedDateTime: null }), referral(2)], '?$skiptoken=1'),
        page([referral(8)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, november(7))), [4, 2, 8]);
    });

    it('yields everything without a mark, and a repeated element once', async () => {
      const { service } = await meet([
        page([referral(9), referral(2)], '?$skiptoken=1'),
        page([referral(2), referral(1)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, null)), [9, 2, 1]);
    });

    it('filters and sorts itself where the server does not', async () => {
      const { service, server } = await meet([
        page([
          referral(3),
          referral(5, { status: 'Closed' }),
          referral(7, { status: 'Active' }),
          referral(4),
        ]),
      ]);
      assert.deepEqual(await collect(service.listOpen(WATCHER)), [7, 4, 3]);
      assert.deepEqual(await collect(service.listOpen(WATCHER, ['New'])), [4, 3]);
      assert.equal(
        decodeURIComponent(server.requests[0]?.url ?? ''),
        `${PATH}?$filter=status eq 'New'&$orderby=createdDateTime desc`,
      );
    });

    it('asks for one engagement, and looks for itself', async () => {
      const { service, server } = await meet([
        page([
          referral(1, { engagementId: 'AA' }),
          referral(2, { engagementId: 'bb' }),
          referral(3, { engagementId: 'aa' }),
        ]),
      ]);
      assert.deepEqual(await collect(service.listEngagement(WATCHER, 'aa')), [1, 3]);
      assert.equal(decodeURIComponent(server.requests[0]?.url ?? ''), `${PATH}?$filter=engagementId eq 'aa'`);
      await collect(service.listEngagement(WATCHER, "a' or 'b"));
      assert.equal(
        decodeURIComponent(server.requests[1]?.url ?? ''),
        `${PATH}?$filter=engagementId eq 'a'' or ''b'`,
      );
    });

    it('takes the plain list when the query is refused', async () => {
      const { service, server } = await meet([json({}, 400), page([referral(3), referral(9), referral(2)])]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, november(3))), [3, 9, 2]);
      assert.equal(server.requests[1]?.url, PATH);
    });

    it('follows a nextLink of another scheme and port on the configured ones', async () => {
      const { service, server } = await meet([
        page([referral(2)], `https://127.0.0.1:1${PATH}?$skiptoken=abc`),
        page([referral(1)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, null)), [2, 1]);
      assert.equal(server.requests[1]?.url, `${PATH}?$skiptoken=abc`);
    });

    it('tries the collection where a nextLink leads nowhere', async () => {
      const { service, server } = await meet([
        page([referral(2)], 'http://127.0.0.1/v1.0/referrals?$skiptoken=abc'),
        json({}, 404),
        page([referral(1)]),
      ]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, null)), [2, 1]);
      assert.deepEqual(
        server.requests.slice(1).map(({ url }) => url),
        ['/v1.0/referrals?$skiptoken=abc', `${PATH}?$skiptoken=abc`],
      );
    });

    for (const link of [
      'http://evil.example/v1.0?x=1',
      '//evil.example/x',
      'http://127.0.0.1@evil.example/',
      'ftp://127.0.0.1/',
      'javascript:1',
      'http://[',
    ]) {
      it(`refuses the nextLink ${link}, having yielded what it had`, async () => {
        const { service, server } = await meet([page([referral(2)], link)]);
        const found: string[] = [];
        const reading = async (): Promise<void> => {
          for await (const deal of service.listChangedSince(WATCHER, null)) found.push(deal.id);
        };
        assert.equal((await failureOf(reading())).kind, 'malformed');
        assert.deepEqual([found.length, server.requests.length], [1, 1]);
      });
    }

    it('does not turn in circles', async () => {
      const { service } = await meet([
        page([referral(2)], '?$skiptoken=1'),
        page([referral(1)], '?$skiptoken=2'),
        page([], '?$skiptoken=1'),
      ]);
      assert.equal((await failureOf(collect(service.listChangedSince(WATCHER, null)))).kind, 'malformed');
    });

    it('leaves out what is no referral, and says so in the log', async () => {
      const { service } = await meet([page([referral(2), { name: 'no id' }])]);
      assert.deepEqual(await collect(service.listChangedSince(WATCHER, null)), [2]);
      assert.match(JSON.stringify(logged), /"malformed":1/);
    });

    it('ends with the signal', async () => {
      const controller = new AbortController();
      const { service } = await meet([page([referral(2)], '?$skiptoken=1'), page([referral(1)])]);
      const deals = service.listChangedSince(WATCHER, null, controller.signal)[Symbol.asyncIterator]();
      await deals.next();
      controller.abort();
      assert.ok(isReferralError(await failureOf(deals.next()), 'unavailable'));
    });
  });
});
