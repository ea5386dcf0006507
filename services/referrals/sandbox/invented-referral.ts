import { createHash } from 'node:crypto';
import { MICROSOFT, OWN_ORGANIZATION, SELLER } from './create-referral.ts';
import { type WireReferral, wireTime } from './wire-referral.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** Another partner, who invites us to deals of its own. */
const OTHER_PARTNER = {
  organizationId: '55555555-5555-4555-8555-555555555555',
  organizationName: 'Alder & Finch Consulting (demo)',
} as const;

const SENDERS = { microsoft: MICROSOFT, partner: OTHER_PARTNER, own: OWN_ORGANIZATION } as const;

/** The demo partner's solutions, by a short name. */
const SOLUTIONS = {
  analytics: { id: 'SOL-10001-PLA', name: 'Plant Analytics' },
  migration: { id: 'SOL-10002-MIG', name: 'Cloud Migration Factory' },
  security: { id: 'SOL-10003-SEC', name: 'Managed Detection Desk' },
  service: { id: 'SOL-10004-FSV', name: 'Field Service Companion' },
  platform: { id: 'SOL-10005-DAT', name: 'Unified Data Platform' },
} as const;

/** The demo partner's people. */
const TEAM = {
  mara: {
    firstName: 'Mara',
    lastName: 'Linde',
    email: 'mara.linde@contoso-partner.example',
    phoneNumber: '+49 731 555 0101',
    title: 'Account manager',
  },
  tomas: {
    firstName: 'Tomás',
    lastName: 'Oriol',
    email: 'tomas.oriol@contoso-partner.example',
    phoneNumber: '+34 93 555 0102',
    title: 'Solution architect',
  },
  yuki: {
    firstName: 'Yuki',
    lastName: 'Sanada',
    email: 'yuki.sanada@contoso-partner.example',
    phoneNumber: '+81 3 5555 0103',
    title: 'Partner sales',
  },
} as const;

export interface InventedDeal {
  /** Its GUIDs are made of this, so that they stay the same from start to start. */
  key: string;
  name: string | null;
  customer: string | null;
  city: string;
  /** ISO 3166 alpha-2. */
  country: string | null;
  /** First and last name of the customer's contact. */
  contact?: readonly [string, string];
  value: number | null;
  currency: string | null;
  /** null: no close date. */
  closesInDays: number | null;
  solutions: readonly (keyof typeof SOLUTIONS)[];
  notes: string | null;
  from: keyof typeof SENDERS;
  /** Default `coSell`. A lead is told by its qualification (TYPE-10). */
  kind?: 'coSell' | 'private' | 'partnerLed' | 'lead';
  /** Such as `New/Pending`. */
  state: string;
  createdDaysAgo: number;
  /** null: no deadline is given. Only while New. */
  expiresInHours?: number | null;
  /** When it was accepted and closed; only where it was. */
  acceptedDaysAgo?: number;
  closedDaysAgo?: number;
  reason?: string;
  help?: string;
  team?: readonly (keyof typeof TEAM)[];
  starred?: boolean;
  /** Of a lead: the customer asks to be contacted. */
  wantsContact?: boolean;
  mayContact?: boolean;
  /** State of Microsoft's own referral of this engagement. */
  sister?: string;
  /** Properties put over the finished referral. */
  more?: WireReferral;
}

/** The referral, and Microsoft's sister referral where there is one. */
export function inventedReferrals(deal: InventedDeal, now: Date): WireReferral[] {
  const own = inventedReferral(deal, now);
  return deal.sister === undefined ? [own] : [own, sisterOf(own, deal, deal.sister, now)];
}

function inventedReferral(deal: InventedDeal, now: Date): WireReferral {
  const ago = (days: number | undefined): string | null =>
    days === undefined ? null : wireTime(new Date(now.getTime() - days * DAY));
  const ahead = (hours: number | null | undefined): string | null =>
    hours === null || hours === undefined ? null : wireTime(new Date(now.getTime() + hours * HOUR));
  const [status, substatus] = deal.state.split('/');
  const { kind = 'coSell', from } = deal;
  const id = guid(`${deal.key}:referral`);
  return {
    id,
    engagementId: guid(`${deal.key}:engagement`),
    name: deal.name,
    ...OWN_ORGANIZATION,
    externalReferenceId: from === 'own' ? `CRM-${id.slice(0, 6).toUpperCase()}` : null,
    createdDateTime: ago(deal.createdDaysAgo),
    updatedDateTime: ago(deal.closedDaysAgo ?? deal.acceptedDaysAgo ?? deal.createdDaysAgo),
    expirationDateTime: ahead(deal.expiresInHours),
    acceptedDateTime: ago(deal.acceptedDaysAgo ?? (from === 'own' ? deal.createdDaysAgo : undefined)),
    closedDateTime: ago(deal.closedDaysAgo),
    status,
    substatus,
    statusReason: deal.reason ?? null,
    qualification: kind === 'lead' ? 'Direct' : 'SalesQualified',
    type: kind === 'coSell' ? 'Shared' : 'Independent',
    direction: from === 'own' ? 'Outgoing' : 'Incoming',
    favorite: deal.starred ?? false,
    salesStage: null,
    quality: 'Unknown',
    isSpam: false,
    mpnId: '1000001',
    tags: [],
    campaignId: null,
    referralSource: null,
    callToAction: null,
    referralProgram: null,
    dealSensitivity: 'None',
    createdVia: null,
    lastModifiedVia: null,
    lastRunId: null,
    registrationStatus: 'None',
    registrations: [],
    target: deal.solutions.slice(0, 1).map((name) => ({ type: 'SolutionProfile', id: SOLUTIONS[name].id })),
    customerProfile: customerProfile(deal),
    consent: {
      consentToToShareInfoWithOthers: deal.mayContact ?? true,
      consentToContact: deal.mayContact ?? true,
      consentToShareReferralWithMicrosoftSellers: kind !== 'private',
      consentToMicrosoftToContactSpecificPartners: null,
    },
    details: details(deal, now),
    team: (deal.team ?? []).map((name) => ({ ...TEAM[name], contactPreference: null })),
    inviteContext: {
      notes: from === 'own' ? null : deal.notes,
      assistanceRequestCode: deal.help ?? 'Unknown',
      invitedMpnId: '1000001',
      invitedBy: SENDERS[from],
    },
    trackingInfo: {
      microsoftMsxId:
        deal.sister && !deal.sister.startsWith('New') ? `7-${id.slice(0, 8).toUpperCase()}` : null,
    },
    eTag: `"${id.slice(0, 8)}-0000-0100-0000-000000000001"`,
    ...deal.more,
  };
}

function customerProfile({ customer, city, country, contact, key }: InventedDeal): WireReferral {
  const [firstName, lastName] = contact ?? ['Robin', 'Vale'];
  const domain = `${guid(key).slice(0, 4)}-customer.example`;
  const mailbox = `${firstName}.${lastName}`
    .normalize('NFKD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    name: customer,
    size: '251to1000employees',
    isMatchingComplete: true,
    address: {
      addressLine1: '1 Example Street',
      addressLine2: null,
      city,
      state: null,
      postalCode: null,
      country,
      region: null,
    },
    team: [
      {
        firstName,
        lastName,
        phoneNumber: '+00 000 555 0199',
        email: `${mailbox.replace(/^\.+$/, 'contact')}@${domain}`,
        title: null,
        contactPreference: { locale: null, disableNotifications: true },
      },
    ],
    ids: [{ profileType: 'Duns', id: '000000000' }],
  };
}

function details(deal: InventedDeal, now: Date): WireReferral {
  const { closesInDays } = deal;
  const closing = closesInDays === null ? null : new Date(now.getTime() + closesInDays * DAY).toISOString();
  return {
    notes: deal.notes,
    dealValue: deal.value,
    currency: deal.currency,
    closingDateTime: closing === null ? null : `${closing.slice(0, 10)}T00:00:00Z`,
    customerRequestedContact: deal.wantsContact ?? null,
    customerAction: null,
    incentiveLevel: null,
    requirements: {
      industries: [{ id: 'Manufacturing' }],
      products: [{ id: 'Azure' }],
      services: [],
      offers: [],
      salesPlays: [],
      solutions: deal.solutions.map((name) => ({
        ...SOLUTIONS[name],
        type: 'Name',
        price: null,
        quantity: null,
        currency: null,
        publisherName: 'Contoso Partner',
        solutionType: '3P',
        closingDateTime: null,
      })),
      additionalRequirements: {
        iot: null,
        attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }],
      },
    },
  };
}

function sisterOf(own: WireReferral, deal: InventedDeal, state: string, now: Date): WireReferral {
  const [status, substatus] = state.split('/');
  const id = guid(`${deal.key}:sister`);
  const decided = status === 'New' ? null : own['updatedDateTime'];
  return {
    ...own,
    ...MICROSOFT,
    id,
    status,
    substatus,
    statusReason: substatus === 'Declined' ? 'No Microsoft seller directly manages this customer' : null,
    direction: deal.from === 'own' ? 'Incoming' : 'Outgoing',
    favorite: false,
    target: [{ type: 'BusinessProfileLocation', id: 'msft' }],
    team: substatus === 'Accepted' || substatus === 'Won' ? [SELLER] : [],
    registrationStatus: 'None',
    registrations: [],
    expirationDateTime: status === 'New' ? wireTime(new Date(now.getTime() + 6 * DAY)) : null,
    acceptedDateTime: substatus === 'Accepted' || substatus === 'Won' ? decided : null,
    closedDateTime: status === 'Closed' ? decided : null,
    inviteContext: {
      notes: 'Please join us on this one.',
      assistanceRequestCode: deal.help ?? 'GeneralOrOther',
      invitedMpnId: '1000001',
      invitedBy: SENDERS[deal.from],
    },
    eTag: `"${id.slice(0, 8)}-0000-0100-0000-000000000001"`,
  };
}

/** The same text gives the same GUID; the first characters differ, so that a short prefix finds a deal. */
function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
