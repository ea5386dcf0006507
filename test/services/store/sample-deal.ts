import type { Deal } from '../../../services/deals/deal.ts';
import type { StoredDeal } from '../../../services/store/deals.ts';

const NOBODY = { firstName: null, lastName: null, email: null, phone: null, title: null };

/** An invented deal, with Dates at every depth where a deal has them. */
export function sampleDeal(changes: Partial<Deal> = {}): Deal {
  return {
    id: '0f7f4a52-3c1d-4a6b-9a58-1d2f6f0b7e11',
    engagementId: '6b1b1a0e-9a55-4f43-8d2c-0f6a6b3c7d22',
    organizationId: 'our-organization',
    organizationName: 'Northwind Partner',
    name: 'Datacenter move',
    crmId: null,
    createdAt: new Date('2026-11-10T08:00:00.000Z'),
    updatedAt: new Date('2026-11-12T09:30:00.120Z'),
    expiresAt: new Date('2026-11-24T08:00:00.000Z'),
    acceptedAt: null,
    closedAt: null,
    status: 'New',
    substatus: 'Pending',
    statusReason: null,
    type: 'Shared',
    qualification: null,
    direction: 'Incoming',
    starred: false,
    customer: {
      name: 'Société Générale d’Œuvres',
      addressLine1: null,
      addressLine2: null,
      city: 'Lyon',
      state: null,
      postalCode: null,
      country: 'FR',
      size: null,
      contacts: [{ ...NOBODY, firstName: 'Zoé', email: 'zoe@oeuvres.example' }],
      duns: null,
    },
    consent: { shareWithOthers: true, contactCustomer: null, shareWithMicrosoftSellers: true },
    notes: 'Starts at 2026-11-10T08:00:00.000Z',
    value: '60000.50',
    currency: 'EUR',
    closesAt: new Date('2027-01-31T00:00:00.000Z'),
    solutions: [],
    marketplaceIntent: null,
    team: [],
    invitation: {
      organizationId: 'msft',
      organizationName: 'Microsoft',
      notes: null,
      help: null,
      mpnId: null,
    },
    targets: [{ type: 'Partner', id: 'our-organization' }],
    mpnId: null,
    campaignId: null,
    contactRequested: null,
    salesStage: null,
    incentiveLevel: null,
    microsoftMsxId: null,
    registrationStatus: null,
    registrations: [
      {
        id: 'r-1',
        status: 'Pending',
        statusReason: null,
        registeredAt: new Date('2026-11-15T00:00:00.000Z'),
      },
    ],
    eTag: '"e-1"',
    ...changes,
  };
}

export function sampleStored(
  changes: Partial<Deal> = {},
  stored: Partial<Omit<StoredDeal, 'deal'>> = {},
): StoredDeal {
  return {
    deal: sampleDeal(changes),
    version: 1,
    kind: 'inbound',
    firstSeenAt: new Date('2026-11-12T09:31:00.000Z'),
    recordedAt: new Date('2026-11-12T09:32:00.000Z'),
    goneAt: null,
    ...stored,
  };
}
