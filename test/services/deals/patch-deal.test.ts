import assert from 'node:assert/strict';
import { acceptPatch, declinePatch, type Acceptor, NOBODY } from '../../../services/deals/patch-deal.ts';
import { inbound } from './inbound.ts';

const ann: Acceptor = { firstName: 'Ann', lastName: 'Marie Lee', email: 'ann@lamna.example' };
const member = { firstName: 'Zoé', lastName: null, email: null, phone: null, title: null };
const staffed = inbound({ team: [member] });
const MOVE = [
  { op: 'replace', path: '/status', value: 'Active' },
  { op: 'replace', path: '/substatus', value: 'Accepted' },
];

describe('the patch that accepts', () => {
  it('moves status and substatus together and touches nothing else (LIFE-01, LIFE-05, WON-06)', () => {
    assert.deepEqual(acceptPatch(staffed, {}, ann), MOVE);
  });

  it('fills the gaps before the move, with the wire names (FLD-03, FLD-05, FLD-06, FLD-09)', () => {
    const values = {
      name: 'Plant',
      dealValue: '1234.50',
      currency: 'EUR',
      closingDate: '2027-02-28',
      solutions: ['SOL-1', 'SOL-2'],
    };
    assert.deepEqual(acceptPatch(staffed, values, ann), [
      { op: 'replace', path: '/name', value: 'Plant' },
      { op: 'replace', path: '/details/dealValue', value: 1234.5 },
      { op: 'replace', path: '/details/currency', value: 'EUR' },
      { op: 'replace', path: '/details/closingDateTime', value: '2027-02-28T00:00:00Z' },
      {
        op: 'replace',
        path: '/details/requirements/solutions',
        value: [
          { id: 'SOL-1', type: 'Name' },
          { id: 'SOL-2', type: 'Name' },
        ],
      },
      ...MOVE,
    ]);
  });

  it('adds the clicker to a deal without a team member of ours (FLD-08)', () => {
    const [first, ...rest] = acceptPatch(inbound(), {}, ann);
    assert.deepEqual(first, {
      op: 'add',
      path: '/team/-',
      value: { firstName: 'Ann', lastName: 'Marie Lee', email: 'ann@lamna.example' },
    });
    assert.deepEqual(rest, MOVE);
  });

  it('invents nothing about the clicker (FLD-08)', () => {
    const value = (acceptor: Acceptor) => acceptPatch(inbound(), {}, acceptor)[0]?.value;
    assert.deepEqual(value({ ...NOBODY, firstName: 'Ann' }), { firstName: 'Ann' });
    assert.deepEqual(acceptPatch(inbound(), {}, NOBODY), MOVE);
  });
});

describe('the patch that declines', () => {
  it('moves status and substatus together with the reason as free text (LIFE-06, RSN-03, WON-06)', () => {
    assert.deepEqual(declinePatch(2, null), [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Declined' },
      { op: 'replace', path: '/statusReason', value: 'Customer did not respond' },
    ]);
  });

  it('puts the note behind the reason, as typed (RSN-03)', () => {
    const reason = declinePatch(8, 'Too far\n"away"').at(-1);
    assert.equal(reason?.value, 'Others: Too far\n"away"');
    assert.equal(declinePatch(8, '').at(-1)?.value, 'Others');
  });
});
