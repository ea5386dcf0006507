/**
 * A deal: one referral of Partner Center as this product sees it.
 *
 * Everything Partner Center may leave out is `null` here, never `undefined`, so that a deal survives
 * JSON unchanged. Enum values are kept as the service wrote them (`string`), because it may add new ones
 * without notice (LIFE-03); the known ones are listed in `lifecycle.ts`.
 */
export interface Deal {
  /** Referral id (GUID, lower case): our side of the deal (ID-01). */
  id: string;
  /** Shared by all parties' referrals of one engagement (ID-01). */
  engagementId: string | null;
  /** The organisation that owns this referral: ours, or `msft` on Microsoft's sister referral. */
  organizationId: string | null;
  organizationName: string | null;
  name: string | null;
  /** The partner's own CRM id (`externalReferenceId`, ID-02). */
  crmId: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
  /** The server's `expirationDateTime`. A deadline only while status is New (EXP-02). */
  expiresAt: Date | null;
  acceptedAt: Date | null;
  closedAt: Date | null;
  /** `New`, `Active`, `Closed`, or whatever else the service said; `None` where it said nothing. */
  status: string;
  /** `Pending`, `Received`, `Accepted`, `Won`, ... or unknown; `None` where it said nothing. */
  substatus: string;
  /** Free text: why lost or declined (RSN-03). */
  statusReason: string | null;
  /** `Independent` or `Shared`. */
  type: string | null;
  qualification: string | null;
  /** `Incoming` or `Outgoing`; never trusted alone (partner-center-api.md 4.4). */
  direction: string | null;
  /** Partner Center's own shared star, not the person's favourite (FAV-04). */
  starred: boolean;
  customer: Customer;
  consent: Consent;
  notes: string | null;
  /** Decimal text such as `60000` or `1234.50`; no exponent, no grouping. */
  value: string | null;
  /** ISO 4217, as given. */
  currency: string | null;
  /** Estimated close date (`details.closingDateTime`). */
  closesAt: Date | null;
  solutions: Solution[];
  /** Id of the `CustomerMarketplaceIntent` attribute, such as `HaveNotDecided` (FLD-10). */
  marketplaceIntent: string | null;
  /** Our own people on the deal (FLD-08, SEED-06). */
  team: Contact[];
  invitation: Invitation;
  /** Whom the referral is addressed to; id `msft` marks Microsoft's sister referral. */
  targets: { type: string | null; id: string | null }[];
  /** Our PartnerID location (FLD-04). */
  mpnId: string | null;
  campaignId: string | null;
  /** Does the customer ask to be contacted (`details.customerRequestedContact`)? Said of leads (EXP-06). */
  contactRequested: boolean | null;
  salesStage: string | null;
  incentiveLevel: string | null;
  microsoftMsxId: string | null;
  registrationStatus: string | null;
  registrations: Registration[];
  /** With the double quotes that belong to it (API-03). */
  eTag: string | null;
}

export interface Customer {
  name: string | null;
  addressLine1: string | null;
  addressLine2: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  /** ISO 3166 alpha-2, as given. */
  country: string | null;
  size: string | null;
  contacts: Contact[];
  duns: string | null;
}

export interface Contact {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  title: string | null;
}

/** `null`: Partner Center did not say. Contacts are shown only where it does not say no (VIS-05). */
export interface Consent {
  shareWithOthers: boolean | null;
  contactCustomer: boolean | null;
  shareWithMicrosoftSellers: boolean | null;
}

export interface Solution {
  id: string | null;
  name: string | null;
  /** `None`, `Category` or `Name`. */
  type: string | null;
  /** `1P`, `3P` or null. */
  kind: string | null;
  publisher: string | null;
  /** Decimal text. */
  price: string | null;
  quantity: string | null;
  currency: string | null;
}

export interface Invitation {
  /** `msft` is Microsoft. */
  organizationId: string | null;
  organizationName: string | null;
  notes: string | null;
  /** The kind of help asked for (`assistanceRequestCode`, FLD-11). */
  help: string | null;
  mpnId: string | null;
}

export interface Registration {
  id: string | null;
  status: string | null;
  statusReason: string | null;
  registeredAt: Date | null;
}
