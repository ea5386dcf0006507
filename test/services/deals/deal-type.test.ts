import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { dealType } from '../../../services/deals/deal-type.ts';
import { type MicrosoftSide, registrationType } from '../../../services/deals/registration-rules.ts';
import { inbound } from './inbound.ts';

type Sharing = { type?: string | null; sellersMaySee?: boolean | null; inviter?: string | null };

const deal = ({ type = 'Shared', sellersMaySee = true, inviter = 'ours' }: Sharing = {}): Deal =>
  inbound({
    type,
    consent: { ...inbound().consent, shareWithMicrosoftSellers: sellersMaySee },
    invitation: { ...inbound().invitation, organizationId: inviter },
  });
const SISTER = { kind: 'seen', deal: inbound({ organizationId: 'msft' }) } as const;
const NONE = { kind: 'none' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

describe('the type of a deal', () => {
  it('follows from consent, inviter and type (TYPE-01 to TYPE-04)', () => {
    assert.equal(dealType(deal({ inviter: 'msft' }), 'inbound'), 'coSell');
    assert.equal(dealType(deal({ inviter: null }), 'inbound'), 'coSell');
    assert.equal(dealType(deal({ inviter: 'fabrikam' }), 'inbound'), 'partner');
    assert.equal(dealType(deal(), 'outbound'), 'coSell');
    const own = (sellersMaySee: boolean | null) => deal({ type: 'Independent', sellersMaySee });
    assert.equal(dealType(own(true), 'outbound'), 'partnerLed');
    assert.equal(dealType(own(false), 'outbound'), 'private');
    assert.equal(dealType(own(null), 'outbound'), 'other');
    assert.equal(dealType(deal({ type: null, sellersMaySee: null }), 'outbound'), 'other');
    assert.equal(dealType(deal(), 'lead'), 'other');
  });

  it('is told apart for registration by Microsoft’s own referral as well (TYPE-01, TYPE-03, TYPE-05)', () => {
    const typeOf = (given: Sharing, microsoft: MicrosoftSide) =>
      registrationType({ deal: deal(given), microsoft });
    assert.equal(typeOf({ type: 'Independent' }, NONE), 'partnerLed');
    assert.equal(typeOf({ type: 'Independent' }, SISTER), 'coSell');
    assert.equal(typeOf({ inviter: 'msft' }, NONE), 'coSell');
    assert.equal(typeOf({}, NONE), 'noMicrosoft');
    assert.equal(typeOf({}, UNKNOWN), 'coSell');
    assert.equal(typeOf({ type: 'Independent', sellersMaySee: null }, NONE), 'unknown');
    assert.equal(typeOf({ type: 'SolutionAssessment' }, SISTER), 'assessment');
  });

  it('is private in lists and for registration where sellers may not see it, whoever invited (TYPE-02, REG-03)', () => {
    for (const inviter of ['msft', 'fabrikam', 'ours', null]) {
      for (const type of ['Shared', 'Independent']) {
        const hidden = deal({ inviter, type, sellersMaySee: false });
        for (const kind of ['inbound', 'outbound'] as const) assert.equal(dealType(hidden, kind), 'private');
        for (const microsoft of [SISTER, NONE, UNKNOWN])
          assert.equal(registrationType({ deal: hidden, microsoft }), 'private');
      }
    }
  });

  it('is never one thing in a list and another one for registration (TYPE-01 to TYPE-03)', () => {
    for (const inviter of ['msft', 'ours']) {
      for (const type of ['Shared', 'Independent']) {
        for (const sellersMaySee of [true, false]) {
          const given = deal({ inviter, type, sellersMaySee });
          const kind = inviter === 'msft' ? 'inbound' : 'outbound';
          assert.equal(registrationType({ deal: given, microsoft: UNKNOWN }), dealType(given, kind));
        }
      }
    }
  });
});
