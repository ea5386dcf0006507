import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isReferralError } from '../../../services/referrals/errors.ts';
import { parseJson } from '../../../services/referrals/parse-json.ts';
import { parsePage, parseReferral } from '../../../services/referrals/resource.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const inbound = JSON.parse(
  await readFile(new URL('../../fixtures/referrals/inbound.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

const isMalformed = (error: unknown): boolean => isReferralError(error, 'malformed');

/** Every path of properties and elements in a JSON value. */
function* pathsIn(value: unknown, path: string[] = []): Generator<string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) yield* pathsIn(child, [...path, name]);
}

function withValue(path: readonly string[], replacement: unknown): unknown {
  const copy = structuredClone(inbound);
  const parents = path.slice(0, -1);
  const last = path.at(-1) ?? '';
  const parent = parents.reduce<Record<string, unknown>>(
    (at, name) => at[name] as Record<string, unknown>,
    copy,
  );
  parent[last] = replacement;
  return copy;
}

describe('parseReferral', () => {
  it('reads the documented resource', () => {
    const deal = parseReferral(inbound);
    assert.equal(deal.id, ID);
    assert.equal(deal.engagementId, '22222222-2222-4222-8222-222222222222');
    assert.equal(deal.name, 'Plant analytics rollout');
    assert.equal(deal.createdAt?.toISOString(), '2026-11-02T09:15:22.123Z');
    assert.equal(deal.expiresAt?.toISOString(), '2026-11-16T00:00:00.000Z');
    assert.deepEqual(
      [deal.status, deal.substatus, deal.type, deal.direction],
      ['New', 'Pending', 'Shared', 'Incoming'],
    );
    assert.equal(deal.starred, false);
    assert.deepEqual(deal.customer, {
      name: 'Sample Manufacturing GmbH',
      addressLine1: 'Street 1',
      addressLine2: null,
      city: 'Ulm',
      state: null,
      postalCode: '89073',
      country: 'DE',
      size: '251to1000employees',
      contacts: [{ firstName: 'A', lastName: 'B', email: 'a.b@sample.example', phone: '0000', title: null }],
      duns: '000000000',
    });
    assert.deepEqual(deal.consent, {
      shareWithOthers: true,
      contactCustomer: true,
      shareWithMicrosoftSellers: true,
    });
    assert.deepEqual([deal.value, deal.currency], ['60000', 'EUR']);
    assert.equal(deal.closesAt?.toISOString(), '2027-03-01T00:00:00.000Z');
    assert.deepEqual(deal.solutions, [
      {
        id: 'SOL-00001-AAA',
        name: 'Example Solution',
        type: 'Name',
        kind: null,
        publisher: null,
        price: null,
        quantity: null,
        currency: null,
      },
    ]);
    assert.equal(deal.marketplaceIntent, 'HaveNotDecided');
    assert.deepEqual(deal.invitation, {
      organizationId: 'msft',
      organizationName: 'Microsoft',
      notes: 'Please help',
      help: 'Unknown',
      mpnId: '1000001',
    });
    assert.deepEqual(deal.targets, [{ type: 'SolutionProfile', id: 'SOL-00001-AAA' }]);
    assert.equal(deal.eTag, '"0a00bb01-0000-0100-0000-000000000001"');
  });

  it('survives any other type at any place', () => {
    for (const path of pathsIn(inbound)) {
      if (path.join('/') === 'id') continue;
      for (const odd of [null, undefined, 7, '', 'odd', true, [], {}, [null], [[]], { length: 3 }]) {
        const deal = parseReferral(withValue(path, odd));
        assert.equal(deal.id, ID, path.join('/'));
        assert.deepEqual(Object.keys(deal), Object.keys(parseReferral(inbound)));
        assert.ok(
          !JSON.stringify(deal, (_, value) => (value === undefined ? 'UNDEFINED' : value)).includes(
            'UNDEFINED',
          ),
        );
      }
    }
  });

  it('makes an id alone a deal of nulls and empty lists', () => {
    const deal = parseReferral({ id: ID });
    assert.deepEqual([deal.status, deal.substatus, deal.value, deal.eTag], ['None', 'None', null, null]);
    assert.deepEqual(
      [deal.team, deal.solutions, deal.registrations, deal.customer.contacts],
      [[], [], [], []],
    );
    assert.equal(deal.consent.contactCustomer, null);
  });

  it('tolerates ids as an object, and a missing registrations key', () => {
    const deal = parseReferral({
      ...inbound,
      customerProfile: { ids: {} },
      registrations: undefined,
      registrationStatus: 'ReviewPending',
    });
    assert.equal(deal.customer.duns, null);
    assert.deepEqual(deal.registrations, []);
    assert.equal(deal.registrationStatus, 'ReviewPending');
  });

  it('keeps unknown enum values (LIFE-03)', () => {
    const deal = parseReferral({ ...inbound, status: 'Paused', substatus: 'Error', salesStage: '100' });
    assert.deepEqual([deal.status, deal.substatus, deal.salesStage], ['Paused', 'Error', '100']);
  });

  it('trims the id and makes it lower case', () => {
    assert.equal(parseReferral({ id: ` ${ID.toUpperCase()} ` }).id, ID);
  });

  it('drops what a store cannot keep from texts', () => {
    assert.equal(parseReferral({ id: ID, name: 'a\u0000b' }).name, 'ab');
    assert.equal(parseReferral({ id: ID, name: '\ud83d' }).name, '\ufffd');
    assert.equal(parseReferral({ id: ID, name: ' \n' }).name, null);
  });

  it('refuses only what has no usable id', () => {
    for (const wire of [
      null,
      undefined,
      7,
      'x',
      [],
      {},
      { id: null },
      { id: 5 },
      { id: '' },
      { id: ' ' },
      { id: '..' },
      { id: 'a/b' },
    ]) {
      assert.throws(() => parseReferral(wire), isMalformed, JSON.stringify(wire));
    }
  });

  it('cannot be used to change prototypes', () => {
    const wire: unknown = JSON.parse(
      `{ "id": "${ID}", "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } },
         "customerProfile": { "__proto__": { "name": "Evil" } } }`,
    );
    const deal = parseReferral(wire);
    assert.equal(deal.customer.name, null);
    assert.equal(Object.getPrototypeOf(deal), Object.prototype);
    assert.ok(!('polluted' in {}));
  });

  it('keeps every digit of a value that a double cannot hold', () => {
    const wire = parseJson(`{ "id": "${ID}", "details": { "dealValue": 12345678901234567.89 } }`);
    assert.equal(parseReferral(wire).value, '12345678901234567.89');
    assert.equal(
      parseReferral(parseJson(`{ "id": "${ID}", "details": { "dealValue": 1e21 } }`)).value,
      '1000000000000000000000',
    );
  });

  it('finds such a number wherever one may stand', () => {
    for (const [json, read] of [
      ['12345678901234567', '12345678901234567'],
      ['[-12345678901234567]', ['-12345678901234567']],
      ['{"a":[1,\n1234567890.1234567]}', { a: [1, '1234567890.1234567'] }],
      ['{"a": -1.5E+400}', { a: '-1.5E+400' }],
      ['[1, 2.5, "0003e123-1234567890123456"]', [1, 2.5, '0003e123-1234567890123456']],
    ] as const)
      assert.deepEqual(parseJson(json), read);
  });
});

describe('parsePage', () => {
  it('counts what is no referral, and keeps the rest', () => {
    const page = parsePage({
      value: [inbound, null, { id: 3 }, 'x'],
      '@odata.nextLink': 'http://next.example/',
    });
    assert.deepEqual([page.deals.length, page.malformed, page.nextLink], [1, 3, 'http://next.example/']);
  });

  it('takes null for an empty list, and an empty link for none', () => {
    assert.deepEqual(parsePage({ value: null, '@odata.nextLink': '' }), {
      deals: [],
      malformed: 0,
      nextLink: null,
    });
  });

  it('refuses what is no list, rather than being short without a word', () => {
    for (const wire of [
      null,
      [],
      'x',
      {},
      { value: {} },
      { value: 'x' },
      { value: [], '@odata.nextLink': 7 },
    ]) {
      assert.throws(() => parsePage(wire), isMalformed, JSON.stringify(wire));
    }
  });
});
