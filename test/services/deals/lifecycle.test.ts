import assert from 'node:assert/strict';
import {
  awaitsAnswer,
  dealKind,
  hasMoved,
  isPast,
  legalMoves,
  MOVES,
  moveThatLedTo,
} from '../../../services/deals/lifecycle.ts';
import { inbound } from './inbound.ts';

const OURS = new Set(['our-organization']);
const invitedBy = (organizationId: string | null) => ({ ...inbound().invitation, organizationId });

describe('the kind of a deal', () => {
  const kinds = [
    { what: 'Independent, Direct, invited by Microsoft', qualification: 'Direct', by: 'msft', kind: 'lead' },
    { what: 'Independent, Direct, nobody named', qualification: 'Direct', by: null, kind: 'lead' },
    { what: 'Independent, SalesQualified, msft', qualification: 'SalesQualified', by: 'msft', kind: 'lead' },
    {
      what: 'Independent, MarketingQualified, msft',
      qualification: 'MarketingQualified',
      by: 'msft',
      kind: 'lead',
    },
    { what: 'Independent, no qualification, msft', qualification: null, by: 'msft', kind: 'inbound' },
    {
      what: 'Independent, SalesQualified, another partner',
      qualification: 'SalesQualified',
      by: 'p-2',
      kind: 'inbound',
    },
    { what: 'Independent, Direct, another partner', qualification: 'Direct', by: 'p-2', kind: 'inbound' },
  ] as const;
  for (const { what, qualification, by, kind } of kinds) {
    it(`${what}: ${kind} (TYPE-10)`, () => {
      const deal = inbound({ type: 'Independent', qualification, invitation: invitedBy(by) });
      assert.equal(dealKind(deal, OURS), kind);
    });
  }

  it('takes a Shared deal of Microsoft for inbound, whatever its qualification says (TYPE-10)', () => {
    for (const qualification of ['SalesQualified', 'Direct', 'None', null])
      assert.equal(dealKind(inbound({ type: 'Shared', qualification }), OURS), 'inbound');
  });

  it('does not trust the direction where an inviting organisation is named (TYPE-11)', () => {
    assert.equal(dealKind(inbound({ direction: 'Outgoing' }), OURS), 'inbound');
    const own = inbound({ direction: 'Incoming', invitation: invitedBy('our-organization') });
    assert.equal(dealKind(own, OURS), 'outbound');
  });

  it('goes by the direction where nobody is named and nothing waits for us (TYPE-11)', () => {
    const accepted = { status: 'Active', substatus: 'Accepted', invitation: invitedBy(null) };
    assert.equal(dealKind(inbound({ ...accepted, direction: 'Outgoing' }), OURS), 'outbound');
    assert.equal(dealKind(inbound({ ...accepted, direction: 'Incoming' }), OURS), 'inbound');
    assert.equal(dealKind(inbound({ ...accepted, direction: null }), OURS), 'outbound');
  });

  it('takes what waits for our answer for inbound where nobody is named', () => {
    assert.equal(dealKind(inbound({ direction: null, invitation: invitedBy(null) }), OURS), 'inbound');
  });

  it('takes the owner of the referral for us where our organisations are not configured', () => {
    const own = inbound({ organizationId: 'some-organization', invitation: invitedBy('some-organization') });
    assert.equal(dealKind(own, new Set()), 'outbound');
    assert.equal(dealKind(inbound({ invitation: invitedBy('other') }), new Set()), 'inbound');
  });

  it("knows Microsoft's sister referral by its owner and by its target", () => {
    assert.equal(dealKind(inbound({ organizationId: 'msft' }), OURS), 'sister');
    assert.equal(dealKind(inbound({ targets: [{ type: 'Partner', id: 'msft' }] }), OURS), 'sister');
  });
});

describe("another partner's referral of an engagement", () => {
  const theirs = { organizationId: 'p-2', organizationName: 'Fabrikam' };

  it('is neither our deal nor for us to answer, whoever began (TYPE-04, TYPE-09)', () => {
    for (const state of [
      { status: 'New', substatus: 'Pending' },
      { status: 'Active', substatus: 'Accepted' },
      { status: 'Closed', substatus: 'Won' },
    ])
      for (const by of ['our-organization', 'p-2'])
        assert.equal(dealKind(inbound({ ...theirs, ...state, invitation: invitedBy(by) }), OURS), 'peer');
  });

  it('is told from what that partner sends to us, and from what Microsoft sends (TYPE-04)', () => {
    const toUs = inbound({ organizationId: 'our-organization', invitation: invitedBy('p-2') });
    assert.equal(dealKind(toUs, OURS), 'inbound');
    assert.equal(dealKind(inbound({ ...theirs, invitation: invitedBy('msft') }), OURS), 'inbound');
  });

  it('knows no moves', () => {
    const deal = inbound({ ...theirs, invitation: invitedBy('our-organization') });
    assert.deepEqual(legalMoves(deal, 'peer'), []);
    assert.equal(isPast(inbound({ status: 'Closed', substatus: 'Won' }), 'peer', 'deal.won'), false);
  });

  it('cannot be told where our organisations are not configured', () => {
    const deal = inbound({ ...theirs, invitation: invitedBy('our-organization') });
    assert.equal(dealKind(deal, new Set()), 'inbound');
  });
});

describe('the life of a deal', () => {
  it('offers Accept and Decline, and nothing else, in Received, by either API name (LIFE-01, LIFE-04)', () => {
    for (const substatus of ['Pending', 'Received']) {
      const deal = inbound({ status: 'New', substatus });
      assert.deepEqual(legalMoves(deal, 'inbound'), ['deal.accept', 'deal.decline']);
      assert.equal(awaitsAnswer(deal), true);
    }
  });

  it('offers Won and Lost, and nothing else, on what is accepted, inbound or our own (LIFE-02, LIFE-07, WON-01)', () => {
    const deal = inbound({ status: 'Active', substatus: 'Accepted' });
    for (const kind of ['inbound', 'outbound'] as const)
      assert.deepEqual(legalMoves(deal, kind), ['deal.won', 'deal.lost']);
    assert.equal(awaitsAnswer(deal), false);
  });

  it('leaves Won of a solution assessment to Partner Center, as far as it can be recognised (LIFE-09, TYPE-05)', () => {
    const deal = inbound({ status: 'Active', substatus: 'Accepted' });
    const [solution] = deal.solutions;
    assert.ok(solution);
    const assessments = [
      { ...deal, type: 'SolutionAssessment' },
      { ...deal, solutions: [{ ...solution, type: 'Solution assessment' }] },
      { ...deal, solutions: [{ ...solution, kind: 'SolutionAssessment' }] },
    ];
    for (const one of assessments) assert.deepEqual(legalMoves(one, 'inbound'), ['deal.lost']);
  });

  for (const [status, substatus] of [
    ['Closed', 'Won'],
    ['Closed', 'Lost'],
    ['Closed', 'Declined'],
    ['Closed', 'Expired'],
  ] as const) {
    it(`offers neither on ${status}/${substatus} (LIFE-02, LIFE-11)`, () => {
      const deal = inbound({ status, substatus });
      assert.deepEqual(legalMoves(deal, 'inbound'), []);
      assert.equal(awaitsAnswer(deal), false);
    });
  }

  for (const [status, substatus] of [
    ['Closed', 'Error'],
    ['New', 'Engaged'],
    ['New', 'None'],
    ['None', 'Pending'],
    ['Paused', 'Pending'],
    ['new', 'pending'],
    ['constructor', 'toString'],
  ] as const) {
    it(`leaves the unknown ${status}/${substatus} read-only (LIFE-03)`, () => {
      const deal = inbound({ status, substatus });
      assert.deepEqual(legalMoves(deal, 'inbound'), []);
      assert.equal(awaitsAnswer(deal), false);
      assert.equal(moveThatLedTo(deal), null);
    });
  }

  it('offers nothing on what waits for others, and nothing at all on the other side', () => {
    assert.deepEqual(legalMoves(inbound(), 'outbound'), []);
    for (const pair of [{}, { status: 'Active', substatus: 'Accepted' }])
      assert.deepEqual(legalMoves(inbound(pair), 'sister'), []);
  });

  it('offers a lead all but Won, which needs stages that the API does not show (TYPE-10, LIFE-14)', () => {
    assert.deepEqual(legalMoves(inbound(), 'lead'), ['deal.accept', 'deal.decline']);
    assert.deepEqual(legalMoves(inbound({ status: 'Active', substatus: 'Accepted' }), 'lead'), ['deal.lost']);
  });

  it('asks for status pairs of the published table only (LIFE-01)', () => {
    assert.deepEqual(MOVES, {
      'deal.accept': { status: 'Active', substatus: 'Accepted' },
      'deal.decline': { status: 'Closed', substatus: 'Declined' },
      'deal.won': { status: 'Closed', substatus: 'Won' },
      'deal.lost': { status: 'Closed', substatus: 'Lost' },
    });
  });

  it('knows from the state which move led there', () => {
    const accepted = inbound({ status: 'Active', substatus: 'Accepted' });
    assert.equal(hasMoved(accepted, 'deal.accept'), true);
    assert.equal(hasMoved(accepted, 'deal.decline'), false);
    assert.equal(moveThatLedTo(accepted), 'deal.accept');
    assert.equal(moveThatLedTo(inbound({ status: 'Closed', substatus: 'Declined' })), 'deal.decline');
    assert.equal(moveThatLedTo(inbound()), null);
    assert.equal(moveThatLedTo(inbound({ status: 'Closed', substatus: 'Accepted' })), null);
  });
});
