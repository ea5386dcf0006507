import type { NewReferral } from '../../../../services/referrals/new-referral.ts';

/** A co-sell deal of our own as it is first sent; nothing is missing. */
export function newReferral(more: Partial<NewReferral> = {}): NewReferral {
  return {
    externalReferenceId: 'ours-1',
    name: 'Ours',
    type: 'Shared',
    qualification: 'SalesQualified',
    customerProfile: {
      name: 'Sample GmbH',
      address: { addressLine1: 'Street 1', city: 'Ulm', country: 'DE' },
      team: [{ firstName: 'Anja', lastName: 'B', email: 'anja@sample.example', phoneNumber: '0000' }],
      ids: [],
    },
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: true,
    },
    details: {
      notes: 'text',
      dealValue: 500,
      currency: 'EUR',
      closingDateTime: '2027-03-01T00:00:00Z',
      requirements: {
        solutions: [{ id: 'SOL-00001-AAA', type: 'Name' }],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'No' }] },
      },
    },
    team: [{ firstName: 'Ann', lastName: 'Lee', email: 'ann@partner.example', phoneNumber: '0000' }],
    target: [{ type: 'SolutionProfile', id: 'SOL-00001-AAA' }],
    ...more,
  };
}

/** The second referral of a co-sell deal: Microsoft is invited to its engagement. */
export function invitation(engagementId: string): NewReferral {
  return newReferral({
    engagementId,
    target: [{ type: 'BusinessProfileLocation', id: 'msft' }],
    inviteContext: { notes: 'Please help', assistanceRequestCode: 'ProofOfConceptOrDemo' },
  });
}
