import assert from 'node:assert/strict';
import type { NewDealKind, NewDealTexts } from '../../../../services/deals/new-deal/new-deal.ts';
import { invitationReferral, ownReferral } from '../../../../services/deals/new-deal/new-referrals.ts';
import { parseNewDeal } from '../../../../services/deals/new-deal/parse-new-deal.ts';
import { API, startSandbox, stopSandboxes } from '../../referrals/sandbox/call-sandbox.ts';
import { newDealTexts } from './new-deal-texts.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

function values(kind: NewDealKind, changes: NewDealTexts = {}) {
  const parsed = parseNewDeal(kind, newDealTexts(changes), NOW);
  assert.ok(parsed.values, JSON.stringify(parsed.errors));
  return parsed.values;
}

function invitation(engagementId: string) {
  const { help, ...rest } = values('coSell');
  assert.ok(help);
  return invitationReferral({ ...rest, help }, engagementId);
}

describe('the bodies of a new deal', () => {
  afterEach(stopSandboxes);

  it('has the documented shape of a co-sell deal (partner-center-api.md 2.3, SEED-18, FLD-10, FLD-13)', () => {
    assert.deepEqual(ownReferral(values('coSell'), 'ours-7'), {
      externalReferenceId: 'ours-7',
      name: 'Plant analytics',
      type: 'Shared',
      qualification: 'SalesQualified',
      customerProfile: {
        name: 'Sample Manufacturing GmbH',
        address: {
          addressLine1: 'Street 1',
          addressLine2: 'Gate 4',
          city: 'Ulm',
          state: 'BW',
          postalCode: '89073',
          country: 'DE',
        },
        team: [
          {
            firstName: 'Anja',
            lastName: 'Beispiel',
            email: 'anja@sample.example',
            phoneNumber: '+49 731 1',
          },
        ],
        ids: [{ profileType: 'Duns', id: '123456789' }],
      },
      consent: {
        consentToToShareInfoWithOthers: true,
        consentToContact: true,
        consentToShareReferralWithMicrosoftSellers: true,
      },
      details: {
        notes: 'One plant first.',
        dealValue: 60000.5,
        currency: 'EUR',
        closingDateTime: '2027-03-01T00:00:00Z',
        requirements: {
          solutions: [
            { id: 'SOL-00001-AAA', type: 'Name' },
            { id: 'SOL-00002-BBB', type: 'Name' },
            { id: 'Azure', type: 'Name', solutionType: '1P', quantity: 10, price: 1200.5, currency: 'EUR' },
            { id: 'PowerBI', type: 'Name', solutionType: '1P' },
            { id: 'SOL-00009-ZZZ', type: 'Name', solutionType: '3P' },
          ],
          additionalRequirements: {
            attributes: [
              { type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' },
              { type: 'SolutionArea', id: 'Security' },
              { type: 'SolutionPlay', id: 'Data Security' },
              { type: 'PartnerRole', id: 'Solution design' },
            ],
          },
        },
      },
      team: [
        { firstName: 'Ann', lastName: 'Lee', email: 'ann@partner.example', phoneNumber: '+33 1 23' },
        { firstName: 'Ben', lastName: 'Roy', email: 'ben@partner.example' },
      ],
      target: [
        { type: 'SolutionProfile', id: 'SOL-00001-AAA' },
        { type: 'SolutionProfile', id: 'SOL-00002-BBB' },
      ],
    });
  });

  it('invites Microsoft by a second one: the engagement, the target msft, the kind of help (SEED-13, FLD-11)', () => {
    const { engagementId, target, inviteContext, externalReferenceId, ...rest } = invitation('engagement-1');
    const { target: _, externalReferenceId: _reference, ...same } = ownReferral(values('coSell'), 'ours-7');
    assert.deepEqual(
      { engagementId, target, inviteContext, externalReferenceId },
      {
        engagementId: 'engagement-1',
        target: [{ type: 'BusinessProfileLocation', id: 'msft' }],
        inviteContext: { notes: 'A workshop, please.', assistanceRequestCode: 'ProofOfConceptOrDemo' },
        externalReferenceId: undefined,
      },
    );
    assert.deepEqual(rest, same);
  });

  const SIGHT: [NewDealKind, type: string, maySellersSee: boolean][] = [
    ['private', 'Independent', false],
    ['partnerLed', 'Independent', true],
    ['coSell', 'Shared', true],
  ];
  for (const [kind, type, maySellersSee] of SIGHT) {
    it(`lets sellers see a ${kind} deal: ${maySellersSee} (TYPE-01 to TYPE-03, SEED-14, VIS-01)`, () => {
      const referral = ownReferral(values(kind), 'ours-7');
      assert.equal(referral.type, type);
      assert.equal(referral.consent.consentToShareReferralWithMicrosoftSellers, maySellersSee);
      assert.equal('inviteContext' in referral, false);
    });
  }

  for (const kind of ['private', 'partnerLed'] as const)
    it(`has the same shape for a ${kind} deal, without what only Microsoft's help needs (partner-center-api.md 2.3, SEED-14)`, () => {
      const coSell = ownReferral(values('coSell'), 'ours-7');
      assert.deepEqual(ownReferral(values(kind), 'ours-7'), {
        ...coSell,
        type: 'Independent',
        consent: {
          ...coSell.consent,
          consentToShareReferralWithMicrosoftSellers: kind === 'partnerLed',
        },
        details: {
          ...coSell.details,
          requirements: {
            ...coSell.details.requirements,
            additionalRequirements: {
              attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }],
            },
          },
        },
      });
    });

  it('leaves out what nobody said: no empty contact, address line or D-U-N-S number', () => {
    const nothing = { addressLine2: '', state: '', postalCode: '', duns: '' };
    const nobody = { contactFirstName: '', contactLastName: '', contactEmail: '', contactPhone: '' };
    const { customerProfile } = ownReferral(values('private', { ...nothing, ...nobody }), 'ours-7');
    assert.deepEqual(customerProfile, {
      name: 'Sample Manufacturing GmbH',
      address: { addressLine1: 'Street 1', city: 'Ulm', country: 'DE' },
      team: [],
      ids: [],
    });
  });

  it('is taken by the sandbox, both of a co-sell deal', async () => {
    const { call } = await startSandbox();
    const first = await call('POST', API, ownReferral(values('coSell'), 'ours-7'));
    const second = await call('POST', API, invitation(String(first.body['engagementId'])));
    assert.deepEqual([first.status, second.status], [201, 201]);
    for (const kind of ['private', 'partnerLed'] as const)
      assert.equal((await call('POST', API, ownReferral(values(kind), kind))).status, 201);
  });
});
