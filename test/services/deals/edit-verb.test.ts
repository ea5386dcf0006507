import assert from 'node:assert/strict';
import type { Contact, Deal } from '../../../services/deals/deal.ts';
import { EDIT_LENGTHS, type EditTexts, editTexts } from '../../../services/deals/edit-inputs.ts';
import { canEdit, editVerb } from '../../../services/deals/edit-verb.ts';
import { INPUT_LENGTHS } from '../../../cards/card-action.ts';
import { inbound } from './inbound.ts';
import { NOBODY } from '../../../services/deals/patch-deal.ts';

const NOW = new Date('2026-11-14T09:00:00Z');
const MARA: Contact = {
  firstName: 'Mara',
  lastName: 'Linde',
  email: 'mara@lamna.example',
  phone: '+49 731 555 0101',
  title: 'Account manager',
};
const MARAS_LINE = 'Mara Linde, mara@lamna.example, +49 731 555 0101';
const accepted = (changes: Partial<Deal> = {}) =>
  inbound({ status: 'Active', substatus: 'Accepted', team: [MARA], notes: 'Call them', ...changes });

/** What becomes of these changes on this deal, where the person saw it as it is unless said otherwise. */
function plan(changes: Partial<EditTexts>, deal: Deal = accepted(), seen: Partial<EditTexts> = {}) {
  const edit = { changes, seen: { ...editTexts(deal), ...seen } };
  return editVerb.plan({ deal, kind: 'inbound', inputs: { edit }, acceptor: NOBODY, now: NOW });
}
const operations = (changes: Partial<EditTexts>, deal?: Deal) => {
  const planned = plan(changes, deal);
  return planned.kind === 'write' ? planned.operations : planned;
};
const errorOf = (field: keyof EditTexts, text: string, deal?: Deal) => {
  const planned = plan({ [field]: text }, deal);
  return planned.kind === 'editInvalid' ? planned.errors[field] : planned.kind;
};

describe('editing a deal', () => {
  it('is offered on accepted deals only, our own as well (LIFE-07, LIFE-12), on nothing closed (LIFE-11)', () => {
    assert.equal(canEdit(accepted(), 'inbound'), true);
    assert.equal(canEdit(accepted(), 'outbound'), true);
    for (const kind of ['lead', 'sister', 'peer'] as const) assert.equal(canEdit(accepted(), kind), false);
    for (const [status, substatus] of [
      ['New', 'Pending'],
      ['Active', 'Engaged'],
      ['Closed', 'Won'],
      ['Closed', 'Lost'],
      ['Closed', 'Declined'],
      ['Closed', 'Expired'],
      ['Closed', 'Error'],
    ] as const)
      assert.equal(canEdit(accepted({ status, substatus }), 'inbound'), false, substatus);
  });

  it('writes only what was changed, with the wire names (LIFE-12, FLD-14)', () => {
    assert.deepEqual(
      operations({
        name: 'Plant 2',
        dealValue: '75 000,50',
        currency: 'usd',
        closingDate: '2027-05-31',
        notes: 'Call them\non Monday',
        crmId: 'CRM-7',
        campaignId: 'C-1',
      }),
      [
        { op: 'replace', path: '/name', value: 'Plant 2' },
        { op: 'replace', path: '/details/dealValue', value: 75000.5 },
        { op: 'replace', path: '/details/currency', value: 'USD' },
        { op: 'replace', path: '/details/closingDateTime', value: '2027-05-31T00:00:00Z' },
        { op: 'replace', path: '/details/notes', value: 'Call them\non Monday' },
        { op: 'replace', path: '/externalReferenceId', value: 'CRM-7' },
        { op: 'replace', path: '/campaignId', value: 'C-1' },
      ],
    );
  });

  it('has no fields but the editable ones: customer, consent and location are fixed (FLD-15)', () => {
    assert.deepEqual(Object.keys(editTexts(accepted())), [
      'name',
      'dealValue',
      'currency',
      'closingDate',
      'notes',
      'crmId',
      'campaignId',
      'solutions',
      'team',
    ]);
    assert.deepEqual(plan({ mpnId: '7', customer: 'x' } as Partial<EditTexts>), { kind: 'unchanged' });
  });

  it('writes nothing where the deal says all of it already, however it is written', () => {
    const same = {
      dealValue: ' 60,000.00',
      currency: 'eur',
      team: `  ${MARAS_LINE} \r\n`,
      notes: 'Call them ',
    };
    assert.deepEqual(plan(same, accepted({ currency: 'EUR', value: '60000' })), { kind: 'unchanged' });
  });

  it('does not empty notes that are there (FLD-07), but CRM and campaign id may go (FLD-14)', () => {
    assert.equal(errorOf('notes', ' '), 'required');
    assert.deepEqual(operations({ crmId: '' }, accepted({ crmId: 'CRM-1' })), [
      { op: 'replace', path: '/externalReferenceId', value: null },
    ]);
    assert.deepEqual(plan({ notes: '' }, accepted({ notes: null })), { kind: 'unchanged' });
  });

  it('keeps at least one team member with an e-mail, and at most 50 (FLD-08)', () => {
    assert.equal(errorOf('team', ''), 'required');
    assert.equal(errorOf('team', 'Ann Lee, +33 1 23 45'), 'noEmail');
    assert.equal(errorOf('team', 'Ann, Lee, Bob'), 'notAMember');
    assert.equal(errorOf('team', 'ann@@lamna'), 'notAMember');
    const crowd = Array.from({ length: 51 }, (_, i) => `P${i}, p${i}@lamna.example`).join('\n');
    assert.equal(errorOf('team', crowd), 'tooMany');
  });

  it('adds a member without touching the others, and keeps what the form does not show (FLD-08)', () => {
    const ben = { firstName: 'Ben', lastName: 'van Roy', email: 'ben@lamna.example' };
    assert.deepEqual(operations({ team: `${MARAS_LINE}\nBen van Roy; ben@lamna.example` }), [
      { op: 'add', path: '/team/-', value: ben },
    ]);
    assert.deepEqual(operations({ team: 'Mara Linde-Ott, mara@lamna.example' }), [
      {
        op: 'replace',
        path: '/team',
        value: [
          {
            firstName: 'Mara',
            lastName: 'Linde-Ott',
            email: 'mara@lamna.example',
            title: 'Account manager',
          },
        ],
      },
    ]);
  });

  it('keeps at least one solution and at most 50 (FLD-09)', () => {
    assert.equal(errorOf('solutions', ' , '), 'required');
    assert.equal(errorOf('solutions', Array.from({ length: 51 }, (_, i) => `S-${i}`).join(',')), 'tooMany');
  });

  it('adds a solution without touching the others; a list with one less keeps their prices (FLD-09)', () => {
    const path = '/details/requirements/solutions';
    assert.deepEqual(operations({ solutions: 'SOL-2,SOL-100' }), [
      { op: 'add', path: `${path}/-`, value: { id: 'SOL-2', type: 'Name' } },
    ]);
    const [one] = accepted().solutions;
    assert.ok(one);
    const two = accepted({
      solutions: [one, { ...one, id: 'SOL-9', price: '12.5', quantity: '3', currency: 'EUR' }],
    });
    const [replaced] = operations({ solutions: 'SOL-9' }, two) as { path: string; value: unknown }[];
    assert.equal(replaced?.path, path);
    assert.deepEqual(replaced?.value, [
      {
        id: 'SOL-9',
        name: one.name,
        type: 'Name',
        solutionType: '3P',
        publisherName: null,
        price: 12.5,
        quantity: 3,
        currency: 'EUR',
      },
    ]);
  });

  it('asks only about fields that were changed: a close date long past blocks no other edit (FLD-06)', () => {
    const old = accepted({ closesAt: new Date('2026-01-01T00:00:00Z') });
    assert.deepEqual(operations({ name: 'New name' }, old), [
      { op: 'replace', path: '/name', value: 'New name' },
    ]);
    assert.equal(errorOf('closingDate', '2026-11-13'), 'inThePast');
    assert.equal(errorOf('closingDate', '2027-02-30'), 'notADate');
    assert.equal(errorOf('dealValue', '0'), 'notPositive');
    assert.equal(errorOf('currency', 'euro'), 'notACurrency');
    assert.equal(errorOf('name', ''), 'required');
    assert.equal(errorOf('name', 'x'.repeat(257)), 'tooLong');
  });

  it('finds what somebody else wrote into the same field, and lets changes of other fields pass', () => {
    const now = accepted({ name: 'Their name' });
    assert.deepEqual(plan({ name: 'My name' }, now, { name: 'Old name' }), {
      kind: 'editConflict',
      theirs: { name: 'Their name' },
    });
    assert.equal(plan({ notes: 'Mine' }, now, { name: 'Old name' }).kind, 'write');
    assert.equal(plan({ name: 'Their name' }, now, { name: 'Old name' }).kind, 'unchanged');
  });

  it('is done where the deal says what was asked, so that a lost answer is recognised', () => {
    const edit = { changes: { name: 'Plant 2', dealValue: '75,000.00' }, seen: {} };
    assert.equal(editVerb.isDone(accepted({ name: 'Plant 2', value: '75000' }), { edit }), true);
    assert.equal(editVerb.isDone(accepted({ name: 'Plant 2' }), { edit }), false);
    assert.equal(editVerb.isDone(accepted(), {}), false);
  });

  it('takes as much text as the form does', () => {
    const lengths = Object.fromEntries(
      Object.keys(EDIT_LENGTHS).map((id) => [id, INPUT_LENGTHS[id as 'name']]),
    );
    assert.deepEqual(lengths, EDIT_LENGTHS);
  });
});
