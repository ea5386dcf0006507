import type { DealView } from '../../cards/deal-view.ts';
import type { Reader } from '../../cards/reader.ts';
import type { Deal } from '../../services/deals/deal.ts';

export const NOW = new Date('2026-11-23T09:20:00Z');
export const reader: Reader = { locale: 'en', timeZone: 'Europe/Paris', redaction: 'full' };
export const frenchReader: Reader = { ...reader, locale: 'fr' };

/** A deal as Partner Center usually gives it; invented people and companies. */
export const sampleDeal: Deal = {
  id: '5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11',
  engagementId: '0c9a1a0e-7f2f-4a55-8f6e-4b0a1f3e2d77',
  organizationId: '7e1f3c6a-1111-4c8e-9b1d-222222222222',
  organizationName: 'Lamna Cloud',
  name: 'Store checkout on Azure',
  crmId: 'CRM-2291',
  createdAt: new Date('2026-11-19T08:05:00Z'),
  updatedAt: new Date('2026-11-19T08:05:00Z'),
  expiresAt: new Date('2026-12-03T00:00:00Z'),
  acceptedAt: null,
  closedAt: null,
  status: 'New',
  substatus: 'Pending',
  statusReason: null,
  type: 'Shared',
  qualification: 'SalesQualified',
  direction: 'Incoming',
  starred: true,
  customer: {
    name: 'Northwind Traders',
    addressLine1: '12 Quai des Brumes',
    addressLine2: null,
    city: 'Nantes',
    state: null,
    postalCode: '44000',
    country: 'FR',
    size: '251to1000employees',
    contacts: [
      {
        firstName: 'Inès',
        lastName: 'Caron',
        email: 'ines.caron@northwind.example',
        phone: '+33 2 00 00 00 01',
        title: 'Head of retail IT',
      },
    ],
    duns: '000000001',
  },
  consent: { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: true },
  notes: 'Two pilot stores are live.\nBudget is approved for the first half of the year.',
  value: '60000',
  currency: 'EUR',
  closesAt: new Date('2027-02-26T00:00:00Z'),
  solutions: [
    {
      id: 'SOL-34104-EBB',
      name: 'Lamna Checkout',
      type: 'Name',
      kind: '3P',
      publisher: 'Lamna Cloud',
      price: null,
      quantity: null,
      currency: null,
    },
    {
      id: 'SOL-34105-EBC',
      name: 'Azure Kubernetes Service',
      type: 'Name',
      kind: '1P',
      publisher: 'Microsoft',
      price: '1200.50',
      quantity: '12',
      currency: 'EUR',
    },
  ],
  marketplaceIntent: 'HaveNotDecided',
  team: [
    { firstName: 'Marek', lastName: 'Dvorak', email: 'marek.dvorak@lamna.example', phone: null, title: null },
  ],
  invitation: {
    organizationId: 'msft',
    organizationName: 'Microsoft',
    notes:
      'The customer runs 140 stores and wants to leave its own datacentre by spring. Could you show them how the checkout behaves when the line is down?',
    help: 'ProofOfConceptOrDemo',
    mpnId: '1000001',
  },
  targets: [{ type: 'BusinessProfileLocation', id: '1000001' }],
  mpnId: '1000001',
  campaignId: null,
  contactRequested: null,
  salesStage: '20',
  incentiveLevel: null,
  microsoftMsxId: null,
  registrationStatus: 'None',
  registrations: [],
  eTag: '"1"',
};

export const sampleView: DealView = {
  deal: sampleDeal,
  version: 3,
  kind: 'inbound',
  dealType: 'coSell',
  band: 'calm',
  gaps: [],
  verbs: ['deal.accept', 'deal.decline'],
  decided: null,
  dealUrl:
    'https://partner.microsoft.com/dashboard/v2/referrals/opportunities/5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11',
  readAtOnce: null,
  banner: null,
};

/** The sample with other facts. */
export function viewOf(deal: Partial<Deal>, view: Partial<DealView> = {}): DealView {
  return { ...sampleView, ...view, deal: { ...sampleDeal, ...deal } };
}

const nobody = { firstName: null, lastName: null, email: null, phone: null, title: null };

/** Everything that Partner Center may leave out is left out. */
export const emptyDeal: Deal = {
  ...(Object.fromEntries(Object.keys(sampleDeal).map((field) => [field, null])) as unknown as Deal),
  id: 'd-0',
  status: 'None',
  substatus: 'None',
  starred: false,
  customer: {
    name: null,
    addressLine1: null,
    addressLine2: null,
    city: null,
    state: null,
    postalCode: null,
    country: null,
    size: null,
    contacts: [nobody],
    duns: null,
  },
  consent: { shareWithOthers: null, contactCustomer: null, shareWithMicrosoftSellers: null },
  solutions: [
    {
      id: null,
      name: null,
      type: null,
      kind: null,
      publisher: null,
      price: null,
      quantity: null,
      currency: null,
    },
  ],
  team: [nobody],
  invitation: { organizationId: null, organizationName: null, notes: null, help: null, mpnId: null },
  targets: [{ type: null, id: null }],
  registrations: [{ id: null, status: null, statusReason: null, registeredAt: null }],
};

/** The sample with `text` in every field that other people write. */
export function dealWritten(text: string): Deal {
  const person = { firstName: text, lastName: text, email: text, phone: text, title: text };
  return {
    ...sampleDeal,
    organizationName: text,
    name: text,
    crmId: text,
    substatus: text,
    statusReason: text,
    customer: {
      name: text,
      addressLine1: text,
      addressLine2: text,
      city: text,
      state: text,
      postalCode: text,
      country: text,
      size: text,
      duns: text,
      contacts: Array.from({ length: 30 }, () => person),
    },
    notes: text,
    value: text,
    currency: text,
    solutions: Array.from({ length: 50 }, () => ({
      id: text,
      name: text,
      type: text,
      kind: text,
      publisher: text,
      price: text,
      quantity: text,
      currency: text,
    })),
    marketplaceIntent: text,
    team: Array.from({ length: 50 }, () => person),
    invitation: { organizationId: text, organizationName: text, notes: text, help: text, mpnId: text },
    targets: [{ type: text, id: text }],
    mpnId: text,
    campaignId: text,
    salesStage: text,
    incentiveLevel: text,
    microsoftMsxId: text,
    registrationStatus: text,
    registrations: Array.from({ length: 20 }, () => ({
      id: text,
      status: text,
      statusReason: text,
      registeredAt: null,
    })),
  };
}
