import type { NewDealTexts } from '../../../../services/deals/new-deal/new-deal.ts';

/** A co-sell deal as typed, with everything that may be said; the names are invented. */
export function newDealTexts(changes: NewDealTexts = {}): NewDealTexts {
  return {
    customerName: 'Sample Manufacturing GmbH',
    addressLine1: 'Street 1',
    addressLine2: 'Gate 4',
    city: 'Ulm',
    state: 'BW',
    postalCode: '89073',
    country: 'de',
    duns: '12-345-6789',
    contactFirstName: 'Anja',
    contactLastName: 'Beispiel',
    contactEmail: 'anja@sample.example',
    contactPhone: '+49 731 1',
    consent: 'Yes',
    name: 'Plant analytics',
    dealValue: '60,000.50',
    currency: 'eur',
    closingDate: '2027-03-01',
    notes: 'One plant first.',
    marketplaceIntent: 'HaveNotDecided',
    solutions: 'SOL-00001-AAA, SOL-00002-BBB',
    microsoftSolutions: 'Azure; 10; 1,200.50\nPowerBI',
    otherSolutions: 'SOL-00009-ZZZ',
    team: 'Ann Lee, ann@partner.example, +33 1 23\nBen Roy, ben@partner.example',
    help: 'ProofOfConceptOrDemo',
    helpNotes: 'A workshop, please.',
    solutionArea: 'Security',
    solutionPlay: 'Data Security',
    partnerRole: 'Solution design',
    ...changes,
  };
}
