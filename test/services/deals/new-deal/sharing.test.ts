import assert from 'node:assert/strict';
import type { Deal } from '../../../../services/deals/deal.ts';
import { becomesReadOnly, sharedAs, shareSteps } from '../../../../services/deals/new-deal/sharing.ts';
import type { MicrosoftSide } from '../../../../services/deals/registration-rules.ts';
import { inbound } from '../inbound.ts';

const NONE: MicrosoftSide = { kind: 'none' };

function ours(shareWithMicrosoftSellers: boolean | null, changes: Partial<Deal> = {}): Deal {
  const consent = { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers };
  return inbound({ status: 'Active', substatus: 'Accepted', consent, ...changes });
}
const seen = (status: string, substatus: string): MicrosoftSide => ({
  kind: 'seen',
  deal: inbound({ status, substatus, organizationId: 'msft' }),
});
const blocks = (
  deal: Deal,
  microsoft: MicrosoftSide,
  kind: 'outbound' | 'inbound' = 'outbound',
  is = false,
) => shareSteps(deal, kind, microsoft, is).map(({ block }) => block);

describe('sharing a deal of ours further', () => {
  const rows: [title: string, deal: Deal, microsoft: MicrosoftSide, partnerLed: unknown, coSell: unknown][] =
    [
      ['a private deal goes both ways', ours(false), NONE, null, null],
      ['where nobody says who sees it, it counts as private', ours(null), NONE, null, null],
      ['a partner-led deal goes to co-sell only', ours(true), NONE, 'already', null],
      [
        'a shared one without Microsoft is partner-led',
        ours(true, { type: 'Shared' }),
        NONE,
        'already',
        null,
      ],
      ['a co-sell deal goes no further', ours(true), seen('New', 'Pending'), 'already', 'already'],
      [
        'one that Microsoft declined is made anew',
        ours(true),
        seen('Closed', 'Declined'),
        'already',
        'microsoftOver',
      ],
      [
        'one that expired at Microsoft, too',
        ours(true),
        seen('Closed', 'Expired'),
        'already',
        'microsoftOver',
      ],
      [
        'a closed deal stays as it is',
        ours(false, { status: 'Closed', substatus: 'Won' }),
        NONE,
        'closed',
        'closed',
      ],
      [
        'without an engagement nobody is invited',
        ours(false, { engagementId: null }),
        NONE,
        null,
        'noEngagement',
      ],
      ['co-sell needs a solution of our own', ours(false, { solutions: [] }), NONE, null, 'noOwnSolution'],
    ];
  for (const [title, deal, microsoft, partnerLed, coSell] of rows) {
    it(`${title} (TYPE-08)`, () => assert.deepEqual(blocks(deal, microsoft), [partnerLed, coSell]));
  }

  it('is never offered on a deal that others started (TYPE-09)', () => {
    assert.deepEqual(blocks(ours(false), NONE, 'inbound'), ['notOurs', 'notOurs']);
  });

  it('waits while an invitation is on its way', () => {
    assert.deepEqual(blocks(ours(true), NONE, 'outbound', true), ['already', 'beingInvited']);
  });

  it('needs a customer who agreed that something is passed on (FLD-12)', () => {
    const deal = ours(true);
    const consent = { ...deal.consent, shareWithOthers: false };
    assert.deepEqual(blocks({ ...deal, consent }, NONE), ['already', 'noConsent']);
  });

  it('knows what a deal is now (TYPE-01, TYPE-02, TYPE-03)', () => {
    assert.deepEqual(
      [sharedAs(ours(false), NONE), sharedAs(ours(true), NONE), sharedAs(ours(true), seen('New', 'Pending'))],
      ['private', 'partnerLed', 'coSell'],
    );
  });
});

describe('what becomes read-only', () => {
  const MADE = ['customer', 'address', 'duns', 'customerConsent', 'location'];
  const SHARED = ['contact', 'visibility'];
  const INVITED = ['helpWanted', 'help', 'helpNotes'];
  const rows = [
    [null, 'private', MADE],
    [null, 'partnerLed', [...MADE, ...SHARED]],
    [null, 'coSell', [...MADE, ...SHARED, ...INVITED]],
    ['private', 'partnerLed', SHARED],
    ['private', 'coSell', [...SHARED, ...INVITED]],
    ['partnerLed', 'coSell', INVITED],
    ['coSell', 'coSell', []],
  ] as const;
  for (const [from, to, fields] of rows) {
    it(`from ${from ?? 'nothing'} to ${to} (FLD-15)`, () =>
      assert.deepEqual(becomesReadOnly(from, to), fields));
  }
});
