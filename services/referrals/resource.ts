import { z } from 'zod';
import type { Deal } from '../deals/deal.ts';
import { decimalText } from './decimal-text.ts';
import { ReferralServiceError } from './errors.ts';
import { wireMoment } from './wire-moment.ts';

/**
 * Partner Center's referral resource, read with mistrust: every field may be missing, null or of another type,
 * enum values may be new. What cannot be read is null (or an empty list), and only a missing id refuses the whole.
 */

/** Anything, also nothing: a missing key must reach the transforms below. */
const wire = z.unknown().optional();

// NUL and lone surrogates are not storable everywhere (PostgreSQL), so they end here.
const text = wire.transform((value) => {
  const clean = typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : '';
  return clean.trim() === '' ? null : clean;
});
const flag = wire.transform((value) => (typeof value === 'boolean' ? value : null));
const decimal = wire.transform(decimalText);
const moment = wire.transform(wireMoment);

const isRecord = (wire: unknown): boolean =>
  typeof wire === 'object' && wire !== null && !Array.isArray(wire);

/** An object, or one without any of its fields. */
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (isRecord(value) ? value : {}), z.object(shape));

/** An array of objects; null, `{}` and elements that are no objects count as nothing. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (Array.isArray(value) ? value.filter(isRecord) : []), z.array(item));

const contact = part({
  firstName: text,
  lastName: text,
  email: text,
  phoneNumber: text,
  title: text,
}).transform(({ phoneNumber, ...rest }) => ({ ...rest, phone: phoneNumber }));

const typed = part({ type: text, id: text });

const solution = part({
  id: text,
  name: text,
  type: text,
  solutionType: text,
  publisherName: text,
  price: decimal,
  quantity: decimal,
  currency: text,
}).transform(({ solutionType, publisherName, ...rest }) => ({
  ...rest,
  kind: solutionType,
  publisher: publisherName,
}));

const registration = part({
  id: text,
  status: text,
  statusReason: text,
  registrationDateTime: moment,
}).transform(({ registrationDateTime, ...rest }) => ({ ...rest, registeredAt: registrationDateTime }));

const referral = part({
  engagementId: text,
  organizationId: text,
  organizationName: text,
  name: text,
  externalReferenceId: text,
  createdDateTime: moment,
  updatedDateTime: moment,
  expirationDateTime: moment,
  acceptedDateTime: moment,
  closedDateTime: moment,
  status: text,
  substatus: text,
  statusReason: text,
  type: text,
  qualification: text,
  direction: text,
  favorite: flag,
  mpnId: text,
  campaignId: text,
  salesStage: text,
  registrationStatus: text,
  registrations: list(registration),
  target: list(typed),
  customerProfile: part({
    name: text,
    size: text,
    address: part({
      addressLine1: text,
      addressLine2: text,
      city: text,
      state: text,
      postalCode: text,
      country: text,
    }),
    team: list(contact),
    ids: list(part({ profileType: text, id: text })),
  }),
  consent: part({
    consentToToShareInfoWithOthers: flag, // sic: the doubled "To" is the real name (VIS-05)
    consentToContact: flag,
    consentToShareReferralWithMicrosoftSellers: flag,
  }),
  details: part({
    notes: text,
    dealValue: decimal,
    currency: text,
    closingDateTime: moment,
    customerRequestedContact: flag,
    incentiveLevel: text,
    requirements: part({
      solutions: list(solution),
      additionalRequirements: part({ attributes: list(typed) }),
    }),
  }),
  team: list(contact),
  inviteContext: part({
    notes: text,
    assistanceRequestCode: text,
    invitedMpnId: text,
    invitedBy: part({ organizationId: text, organizationName: text }),
  }),
  trackingInfo: part({ microsoftMsxId: text }),
  eTag: text,
});

/** Throws `ReferralServiceError` of kind `malformed` when there is no usable id; nothing else is refused. */
export function parseReferral(wire: unknown): Deal {
  const id = parseId(wire);
  if (id === null) throw new ReferralServiceError('malformed');
  return readReferral(id, wire);
}

function readReferral(id: string, wire: unknown): Deal {
  const read = referral.parse(wire);
  const { customerProfile: customer, consent, details, inviteContext } = read;
  return {
    id,
    engagementId: read.engagementId?.trim().toLowerCase() ?? null,
    organizationId: read.organizationId,
    organizationName: read.organizationName,
    name: read.name,
    crmId: read.externalReferenceId,
    createdAt: read.createdDateTime,
    updatedAt: read.updatedDateTime,
    expiresAt: read.expirationDateTime,
    acceptedAt: read.acceptedDateTime,
    closedAt: read.closedDateTime,
    status: read.status ?? 'None',
    substatus: read.substatus ?? 'None',
    statusReason: read.statusReason,
    type: read.type,
    qualification: read.qualification,
    direction: read.direction,
    starred: read.favorite ?? false,
    customer: {
      name: customer.name,
      ...customer.address,
      size: customer.size,
      contacts: customer.team,
      duns: customer.ids.find(({ profileType }) => profileType?.toLowerCase() === 'duns')?.id ?? null,
    },
    consent: {
      shareWithOthers: consent.consentToToShareInfoWithOthers,
      contactCustomer: consent.consentToContact,
      shareWithMicrosoftSellers: consent.consentToShareReferralWithMicrosoftSellers,
    },
    notes: details.notes,
    value: details.dealValue,
    currency: details.currency,
    closesAt: details.closingDateTime,
    solutions: details.requirements.solutions,
    marketplaceIntent:
      details.requirements.additionalRequirements.attributes.find(
        ({ type }) => type === 'CustomerMarketplaceIntent',
      )?.id ?? null,
    team: read.team,
    invitation: {
      ...inviteContext.invitedBy,
      notes: inviteContext.notes,
      help: inviteContext.assistanceRequestCode,
      mpnId: inviteContext.invitedMpnId,
    },
    targets: read.target,
    mpnId: read.mpnId,
    campaignId: read.campaignId,
    contactRequested: details.customerRequestedContact,
    salesStage: read.salesStage,
    incentiveLevel: details.incentiveLevel,
    microsoftMsxId: read.trackingInfo.microsoftMsxId,
    registrationStatus: read.registrationStatus,
    registrations: read.registrations,
    eTag: read.eTag,
  };
}

const identified = part({ id: z.string() });

/** A usable id can stand in a path as it is; lower case, since GUIDs come in both. */
function parseId(wire: unknown): string | null {
  const id = identified.safeParse(wire).data?.id.trim().toLowerCase() ?? '';
  return /^[\w-][\w.~-]{0,199}$/.test(id) ? id : null;
}

export interface ReferralPage {
  deals: Deal[];
  /** How many elements were no referrals. */
  malformed: number;
  nextLink: string | null;
}

const listAnswer = part({
  value: z.array(z.unknown()).nullable(),
  '@odata.nextLink': z.string().nullish(),
});

/**
 * One page of a list answer. Throws `malformed` when it is no list at all, or says in an unreadable way that
 * there is more: a list must never be short without a word.
 */
export function parsePage(wire: unknown): ReferralPage {
  const page = listAnswer.safeParse(wire);
  if (!page.success) throw new ReferralServiceError('malformed');
  const deals: Deal[] = [];
  let malformed = 0;
  for (const item of page.data.value ?? []) {
    const id = parseId(item);
    if (id === null) malformed += 1;
    else deals.push(readReferral(id, item));
  }
  return { deals, malformed, nextLink: page.data['@odata.nextLink'] || null };
}
