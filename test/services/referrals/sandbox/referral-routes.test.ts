import assert from 'node:assert/strict';
import type { NewReferral } from '../../../../services/referrals/new-referral.ts';
import {
  ACCEPT,
  API,
  completeReferral,
  ENGAGEMENT,
  ID,
  move,
  startSandbox,
  stopSandboxes,
} from './call-sandbox.ts';
import { invitation, newReferral } from './new-referral.ts';

const open = (...referrals: object[]) => startSandbox({ seed: { value: referrals } });
const ITEM = `${API}/${ID}`;
const REPRESENTATION = { Prefer: 'return=representation' };

const replace = (path: string, value: unknown): object[] => [{ op: 'replace', path, value }];

describe('sandbox: the Referrals API', () => {
  afterEach(stopSandboxes);

  describe('who may call', () => {
    it('answers 401 without a local token (PERM-06)', async () => {
      const { call } = await open();
      for (const authorization of ['', 'Bearer x', 'Basic local.ann', 'local.ann']) {
        const { status, body } = await call('GET', API, undefined, { Authorization: authorization });
        assert.equal(status, 401);
        assert.equal((body['error'] as Record<string, unknown>)['code'], 'unauthenticated');
      }
    });

    it('answers 403 to someone without a Referrals role (API-04)', async () => {
      const { call } = await startSandbox({ roleless: ['Ann'] });
      assert.equal((await call('GET', API)).status, 403);
      assert.equal(
        (await call('GET', API, undefined, { Authorization: 'Bearer local.watcher' })).status,
        200,
      );
    });

    it('refuses web pages of elsewhere', async () => {
      const { call } = await open();
      assert.equal(
        (await call('GET', '/sandbox/log', undefined, { Origin: 'https://evil.example' })).status,
        403,
      );
    });
  });

  describe('list', () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      completeReferral({ id: `${index}${ID.slice(1)}`, createdDateTime: `2026-11-0${index + 1}T00:00:00Z` }),
    );
    const ids = (body: Record<string, unknown>): string[] =>
      (body['value'] as { id: string }[]).map(({ id }) => id.slice(0, 1));

    it('serves pages with a nextLink that keeps the query', async () => {
      const { call, url } = await startSandbox({ seed: { value: many }, pageSize: 2 });
      const first = await call('GET', `${API}?$orderby=createdDateTime desc&$filter=status eq 'New'`);
      assert.deepEqual([ids(first.body), first.body['@odata.count']], [['4', '3'], 5]);
      const link = new URL(String(first.body['@odata.nextLink']));
      assert.equal(link.origin, url);
      const second = await call('GET', link.pathname + link.search);
      assert.deepEqual(ids(second.body), ['2', '1']);
      const last = new URL(String(second.body['@odata.nextLink']));
      const third = await call('GET', last.pathname + last.search);
      assert.deepEqual([ids(third.body), third.body['@odata.nextLink']], [['0'], undefined]);
    });

    it('knows $top, $skip, $count and $select', async () => {
      const { call } = await startSandbox({ seed: { value: many }, pageSize: 2 });
      const { body } = await call('GET', `${API}?$top=3&$skip=1&$count=true&$select=id,status`);
      assert.deepEqual(
        body['value'],
        many.slice(1, 3).map((referral) => ({ id: referral['id'], status: 'New' })),
      );
      const link = new URL(String(body['@odata.nextLink']));
      const rest = await call('GET', link.pathname + link.search);
      assert.deepEqual([ids(rest.body), rest.body['@odata.nextLink']], [['3'], undefined]);
    });

    const filters: [filter: string, found: number][] = [
      [`engagementId eq '${ENGAGEMENT}'`, 1],
      [`engagementId eq ${ENGAGEMENT}`, 1],
      ["status eq 'New' and substatus eq 'Pending'", 1],
      ["(type eq 'Shared' and direction eq 'Incoming')", 1],
      ["((status eq 'New')) and (customerProfile/address/country eq 'DE')", 1],
      ["status eq 'Active'", 0],
      ["team/any(t:t/email eq 'ANN@partner.example')", 1],
      ["status eq 'New' and team/any(x:x/email eq 'bob@partner.example')", 0],
      ["status eq 'it''s'", 0],
    ];
    for (const [filter, found] of filters) {
      it(`finds ${found} with ${filter}`, async () => {
        const { call } = await open(completeReferral());
        const { status, body } = await call('GET', `${API}?$filter=${encodeURIComponent(filter)}`);
        assert.deepEqual([status, (body['value'] as unknown[]).length], [200, found]);
      });
    }

    const refused = [
      "$filter=status eq 'New' or status eq 'Active'",
      '$filter=updatedDateTime ge 2026-11-01T00:00:00Z',
      '$filter=favorite eq true',
      "$filter=contains(name,'x')",
      "$filter=status eq 'New",
      "$filter=(status eq 'New'",
      "$filter=status eq 'New' and",
      "$filter=status eq 'New' 'x'",
      "$filter=team/any(t:u/email eq 'x')",
      "$filter=__proto__ eq 'x'",
      `$filter=${'('.repeat(500)}`,
      '$filter=',
      '$orderby=name',
      '$orderby=createdDateTime sideways',
      '$top=-1',
      '$top=x',
      '$count=maybe',
      '$select=a b',
      '$expand=team',
      '$skiptoken=mine',
    ];
    for (const query of refused) {
      it(`answers 400 to ${query.slice(0, 60)}`, async () => {
        const { call } = await open(completeReferral());
        const { status, body } = await call('GET', `${API}?${query.replaceAll(' ', '%20')}`);
        assert.deepEqual(
          [status, (body['error'] as Record<string, unknown>)['code']],
          [400, 'invalidRequest'],
        );
      });
    }

    it('serves a saved list as it is, odd elements too', async () => {
      const odd = [
        { id: 7 },
        null,
        'x',
        { status: 'New', expirationDateTime: '2020-01-01T00:00:00Z' },
        { id: ID, team: null },
      ];
      const { call } = await open(...(odd as object[]));
      assert.deepEqual((await call('GET', API)).body['value'], odd);
      assert.equal((await call('GET', `${API}?$filter=team/any(t:t/email eq 'x')`)).status, 200);
    });
  });

  describe('paths and bodies', () => {
    it('answers 404 and 405 where there is nothing', async () => {
      const { call } = await open(completeReferral());
      assert.equal((await call('GET', '/v1.0/referrals')).status, 404);
      assert.equal((await call('GET', `${API}/${ENGAGEMENT}`)).status, 404);
      assert.equal((await call('GET', `${API}/%zz`)).status, 400);
      const removed = await call('DELETE', ITEM);
      assert.deepEqual([removed.status, removed.headers.get('allow')], [405, 'GET, PUT, PATCH']);
    });

    it('answers 400, 413 and 415 to a body that it cannot take', async () => {
      const { call } = await open(completeReferral());
      assert.equal((await call('PATCH', ITEM, '[{')).status, 400);
      assert.equal((await call('PATCH', ITEM, 'x'.repeat(5 * 1024 * 1024))).status, 413);
      assert.equal((await call('PATCH', ITEM, ACCEPT, { 'Content-Type': 'text/plain' })).status, 415);
    });

    it('repeats the name that the caller gave the request', async () => {
      const { call } = await open();
      const { headers } = await call('GET', API, undefined, { 'client-request-id': 'abc' });
      assert.equal(headers.get('client-request-id'), 'abc');
      assert.ok(headers.get('request-id'));
    });
  });

  describe('PATCH', () => {
    it('answers 204, or 200 with the referral where that is preferred', async () => {
      const { call } = await open(completeReferral());
      const quiet = await call('PATCH', ITEM, replace('/name', 'A'));
      assert.deepEqual([quiet.status, quiet.body], [204, null]);
      const full = await call('PATCH', ITEM, replace('/name', 'B'), REPRESENTATION);
      assert.deepEqual(
        [full.status, full.body['name'], full.headers.get('etag')],
        [200, 'B', full.body['eTag']],
      );
    });

    it('compares If-Match where it is sent, and only there (API-03, API-04)', async () => {
      const { call } = await open(completeReferral());
      assert.equal((await call('PATCH', ITEM, replace('/name', 'A'), { 'If-Match': '"e-1"' })).status, 204);
      const stale = await call('PATCH', ITEM, replace('/name', 'B'), { 'If-Match': '"e-1"' });
      assert.deepEqual(
        [stale.status, (stale.body['error'] as Record<string, unknown>)['code']],
        [412, 'resourceModified'],
      );
      assert.equal((await call('PATCH', ITEM, replace('/name', 'C'))).status, 204);
    });

    it('changes all or nothing', async () => {
      const { call } = await open(completeReferral());
      assert.equal(
        (await call('PATCH', ITEM, [...replace('/name', 'A'), ...replace('/id', 'x')])).status,
        400,
      );
      const { body } = await call('GET', ITEM);
      assert.deepEqual([body['name'], body['eTag']], ['Plant analytics', '"e-1"']);
    });

    it('knows replace and add only (API-03)', async () => {
      const { call } = await open(completeReferral());
      const operations = ['remove', 'move', 'copy', 'test'].map((op) => [
        { op, path: '/name', from: '/name', value: 'x' },
      ]);
      const wrong = [[], {}, [{ op: 'add', path: '/name' }], [{ op: 'add', path: 'name', value: 1 }], [null]];
      for (const body of [...operations, ...wrong])
        assert.equal((await call('PATCH', ITEM, body)).status, 400, JSON.stringify(body));
    });

    for (const path of [
      '/id',
      '/engagementId',
      '/createdDateTime',
      '/expirationDateTime',
      '/eTag',
      '/links/self',
      '/customerProfile/name',
      '/organizationId',
    ]) {
      it(`keeps ${path} read-only (FLD-15)`, async () => {
        const { call } = await open(completeReferral());
        assert.equal((await call('PATCH', ITEM, replace(path, 'x'))).status, 400);
      });
    }

    it('finds a read-only change inside a larger one', async () => {
      const { call } = await open(completeReferral());
      assert.equal((await call('PATCH', ITEM, replace('/customerProfile', { name: 'Other' }))).status, 400);
      assert.equal((await call('PATCH', ITEM, replace('/consent/consentToContact', false))).status, 400);
    });

    it('refuses odd paths and values', async () => {
      const { call } = await open(completeReferral());
      for (const [path, value] of [
        ['/__proto__/x', 1],
        ['/details/__proto__', {}],
        ['/details/constructor/prototype/x', 1],
        ['/unknown', 1],
        ['/team/5', {}],
        ['/details/nothing/here', 1],
        ['/name/x', 1],
        ['/details/dealValue', 'much'],
        ['/details/dealValue', -1],
        ['/details/currency', 'euro'],
        ['/details/closingDateTime', 'soon'],
        ['/team', 'me'],
        ['/favorite', 'yes'],
      ] as const) {
        assert.equal((await call('PATCH', ITEM, replace(path, value))).status, 400, path);
      }
      assert.ok(!('x' in {}));
    });

    it('takes the deal value as text, as the samples write it', async () => {
      const { call } = await open(completeReferral());
      const { body } = await call('PATCH', ITEM, replace('/details/dealValue', '10000'), REPRESENTATION);
      assert.equal((body['details'] as Record<string, unknown>)['dealValue'], 10000);
    });

    it('knows a solution by its id, where any referral names it', async () => {
      const nameless = [{ id: 'SOL-00001-AAA', type: 'Name' }, { id: 'SOL-9' }];
      const { call } = await open(completeReferral(), completeReferral({ id: `9${ID.slice(1)}` }));
      const patch = replace('/details/requirements/solutions', nameless);
      const { body } = await call('PATCH', ITEM, patch, REPRESENTATION);
      const { requirements } = body['details'] as { requirements: Record<string, unknown> };
      assert.deepEqual(requirements['solutions'], [
        { id: 'SOL-00001-AAA', type: 'Name', name: 'Example' },
        { id: 'SOL-9', name: null },
      ]);
    });

    it('appends a team member', async () => {
      const { call } = await open(completeReferral());
      const { body } = await call(
        'PATCH',
        ITEM,
        [{ op: 'add', path: '/team/-', value: { email: 'bo@partner.example' } }],
        REPRESENTATION,
      );
      assert.equal((body['team'] as unknown[]).length, 2);
    });
  });

  describe('states', () => {
    const STATES = [
      'New/Pending',
      'New/Received',
      'Active/Accepted',
      'Closed/Won',
      'Closed/Lost',
      'Closed/Declined',
      'Closed/Error',
    ];
    const pair = (state: string): [string, string] => state.split('/') as [string, string];
    const STRICT: Record<string, string[]> = {
      'New/Pending': ['Active/Accepted', 'Closed/Declined', 'Closed/Error'],
      'New/Received': ['Active/Accepted', 'Closed/Declined', 'Closed/Error'],
      'Active/Accepted': ['Closed/Won', 'Closed/Lost', 'Closed/Error'],
    };

    for (const from of STATES) {
      it(`lets ${from} become ${STRICT[from]?.join(', ') ?? 'nothing else'} (LIFE-01, LIFE-02, LIFE-04, LIFE-11)`, async () => {
        const [status, substatus] = pair(from);
        for (const to of [...STATES, 'Closed/Expired', 'Active/Won', 'None/None'].filter(
          (state) => state !== from,
        )) {
          const sandbox = await open(completeReferral({ status, substatus }));
          const answer = await sandbox.call('PATCH', ITEM, move(...pair(to)));
          assert.equal(answer.status, STRICT[from]?.includes(to) ? 204 : 400, `${from} to ${to}`);
          await sandbox.stop();
        }
      });
    }

    it('allows what the published table allows when it is not strict', async () => {
      const { call } = await startSandbox({ seed: { value: [completeReferral()] }, strictStates: false });
      assert.equal((await call('PATCH', ITEM, move('Closed', 'Expired'))).status, 400);
      assert.equal((await call('PATCH', ITEM, move('Closed', 'Won'))).status, 204);
      assert.equal((await call('PATCH', ITEM, move('Active', 'Accepted'))).status, 400);
    });

    it('wants status and substatus together (LIFE-01)', async () => {
      const { call } = await open(completeReferral());
      assert.equal((await call('PATCH', ITEM, replace('/status', 'Active'))).status, 400);
      assert.equal((await call('PATCH', ITEM, replace('/substatus', 'Accepted'))).status, 400);
    });

    it('stamps acceptance and closing', async () => {
      const { call, clock } = await open(completeReferral());
      clock.set(new Date('2026-11-05T10:00:00Z'));
      const accepted = await call('PATCH', ITEM, ACCEPT, REPRESENTATION);
      assert.match(String(accepted.body['acceptedDateTime']), /^2026-11-05T10:00:0\d\.\d{7}Z$/);
      assert.equal(accepted.body['closedDateTime'] ?? null, null);
      const won = await call('PATCH', ITEM, move('Closed', 'Won'), REPRESENTATION);
      assert.match(String(won.body['closedDateTime']), /^2026-11-05T10:00/);
      assert.match(String(won.body['updatedDateTime']), /^2026-11-05T10:00/);
    });

    it('changes nothing of a closed referral but the star (LIFE-11)', async () => {
      const { call } = await open(completeReferral({ status: 'Closed', substatus: 'Lost' }));
      assert.equal((await call('PATCH', ITEM, replace('/name', 'x'))).status, 400);
      assert.equal(
        (await call('PATCH', ITEM, [{ op: 'add', path: '/registrations/-', value: {} }])).status,
        400,
      );
      assert.equal((await call('PATCH', ITEM, replace('/favorite', true))).status, 204);
    });

    const gaps: [gap: string, more: Record<string, unknown>][] = [
      ['name', { name: null }],
      ['customer', { customerProfile: { name: '', address: { country: 'DE' } } }],
      ['country', { customerProfile: { name: 'x' } }],
      ['value', { details: { ...(completeReferral()['details'] as object), dealValue: 0 } }],
      ['currency', { details: { ...(completeReferral()['details'] as object), currency: null } }],
      ['close date', { details: { ...(completeReferral()['details'] as object), closingDateTime: null } }],
      [
        'solution',
        { details: { ...(completeReferral()['details'] as object), requirements: { solutions: [] } } },
      ],
      ['team member', { team: [] }],
    ];
    for (const [gap, more] of gaps) {
      it(`cannot be accepted without ${gap}, but declined (FLD-17)`, async () => {
        const { call } = await open(completeReferral(more));
        assert.equal((await call('PATCH', ITEM, ACCEPT)).status, 400);
        assert.equal((await call('PATCH', ITEM, move('Closed', 'Declined'))).status, 204);
      });
    }

    it('is accepted when the same patch fills the gap (FLD-17)', async () => {
      const { call } = await open(completeReferral({ name: null, team: [] }));
      const fill = [
        ...replace('/name', 'x'),
        { op: 'add', path: '/team/-', value: { email: 'ann@partner.example' } },
      ];
      assert.equal((await call('PATCH', ITEM, [...fill, ...ACCEPT])).status, 204);
    });
  });

  describe('PUT', () => {
    it('needs the right If-Match, ignores links and keeps the rules (API-03)', async () => {
      const { call } = await open(completeReferral());
      const changed = completeReferral({ name: 'Renamed', links: { self: null } });
      assert.equal((await call('PUT', ITEM, changed)).status, 400);
      assert.equal((await call('PUT', ITEM, changed, { 'If-Match': '"other"' })).status, 412);
      const done = await call('PUT', ITEM, changed, { 'If-Match': '"e-1"' });
      assert.deepEqual([done.status, done.body['name']], [200, 'Renamed']);
      const illegal = completeReferral({ status: 'Closed', substatus: 'Expired' });
      assert.equal(
        (await call('PUT', ITEM, { ...done.body, ...illegal }, { 'If-Match': String(done.body['eTag']) }))
          .status,
        400,
      );
    });
  });

  describe('POST', () => {
    const own = newReferral();

    it('makes an own deal Active/Accepted at once (LIFE-07, EXP-03)', async () => {
      const { call } = await open();
      const { status, body } = await call('POST', API, {
        ...own,
        status: 'New',
        substatus: 'Pending',
        id: 'mine',
      });
      assert.deepEqual(
        [status, body['status'], body['substatus'], body['direction']],
        [201, 'Active', 'Accepted', 'Outgoing'],
      );
      assert.notEqual(body['id'], 'mine');
      assert.equal(body['acceptedDateTime'], body['createdDateTime']);
      assert.equal((await call('GET', `${API}/${String(body['id'])}`)).status, 200);
    });

    it('wants type, customer, consent and details', async () => {
      const { call } = await open();
      for (const name of ['type', 'customerProfile', 'consent', 'details']) {
        assert.equal((await call('POST', API, { ...own, [name]: undefined })).status, 400, name);
      }
    });

    const MISSING: [what: string, spoil: (referral: NewReferral) => void][] = [
      ['name (FLD-03)', (one) => void (one.name = '')],
      ['customer name (FLD-01, SEED-15)', ({ customerProfile }) => void (customerProfile.name = ' ')],
      ['address line (FLD-01)', ({ customerProfile }) => void (customerProfile.address.addressLine1 = '')],
      ['city (FLD-01)', ({ customerProfile }) => void (customerProfile.address.city = '')],
      ['alpha-2 country (FLD-01)', ({ customerProfile }) => void (customerProfile.address.country = 'DEU')],
      ['consent (FLD-12, SEED-17)', ({ consent }) => void (consent.consentToToShareInfoWithOthers = false)],
      ['value (FLD-05)', ({ details }) => void (details.dealValue = 0)],
      ['currency (FLD-05)', ({ details }) => void (details.currency = '')],
      ['close date (FLD-06)', ({ details }) => void (details.closingDateTime = '')],
      ['notes (FLD-07)', ({ details }) => void (details.notes = '')],
      ['own team (FLD-08)', (one) => void (one.team = [])],
      ['solutions (FLD-09)', ({ details }) => void (details.requirements.solutions = [])],
      [
        'marketplace intent (FLD-10)',
        ({ details }) => void (details.requirements.additionalRequirements.attributes = []),
      ],
      [
        'no price for others (SEED-18)',
        ({ details }) => void (details.requirements.solutions = [{ id: 'SOL-1', type: 'Name', price: 5 }]),
      ],
    ];
    for (const [what, spoil] of MISSING) {
      it(`refuses a new deal without its ${what}`, async () => {
        const { call } = await open();
        const referral = newReferral();
        spoil(referral);
        const { status, body } = await call('POST', API, referral);
        assert.deepEqual(
          [status, (body['error'] as Record<string, unknown>)['code']],
          [400, 'invalidRequest'],
        );
        assert.equal((await call('GET', API)).body['@odata.count'], 0);
      });
    }

    const NOT_INVITED: [what: string, spoil: (referral: NewReferral) => void][] = [
      ['contact (FLD-02, SEED-16)', ({ customerProfile }) => void (customerProfile.team = [])],
      [
        'kind of help (FLD-11)',
        (one) => void (one.inviteContext = { notes: 'x', assistanceRequestCode: 'Unknown' }),
      ],
      [
        'visibility (VIS-01)',
        ({ consent }) => void (consent.consentToShareReferralWithMicrosoftSellers = false),
      ],
    ];
    for (const [what, spoil] of NOT_INVITED) {
      it(`refuses to invite Microsoft without ${what}`, async () => {
        const { call } = await open();
        const { body: first } = await call('POST', API, own);
        const referral = invitation(String(first['engagementId']));
        spoil(referral);
        assert.equal((await call('POST', API, referral)).status, 400);
        assert.equal((await call('GET', API)).body['@odata.count'], 1);
      });
    }

    it('invites Microsoft with a second referral that has 14 days, to midnight (EXP-02, EXP-05)', async () => {
      const { call, clock } = await open();
      clock.set(new Date('2026-11-02T21:03:00Z'));
      const { body: first } = await call('POST', API, own);
      const second = invitation(String(first['engagementId']));
      const { status, body } = await call('POST', API, second);
      assert.deepEqual(
        [status, body['organizationId'], body['status'], body['substatus']],
        [201, 'msft', 'New', 'Pending'],
      );
      assert.equal(body['expirationDateTime'], '2026-11-16T00:00:00.0000000Z');
      const related = await call('GET', `${API}?$filter=engagementId eq '${String(first['engagementId'])}'`);
      assert.equal(related.body['@odata.count'], 2);
      assert.equal((await call('POST', API, second)).status, 409);
      assert.equal((await call('POST', API, { ...second, engagementId: ENGAGEMENT })).status, 400);
    });
  });
});
