/**
 * A referral to be created, in the wire's names: what the page of the operation documents, and nothing that the service
 * sets (partner-center-api.md 2.3, 3.2). Null and empty parts are left out.
 */
export interface NewReferral {
  /** Only on the invitation of another party to a deal that exists. */
  engagementId?: string;
  /** Ours, for finding the referral again. */
  externalReferenceId?: string;
  name: string;
  type: 'Independent' | 'Shared';
  qualification: 'SalesQualified';
  customerProfile: NewCustomer;
  consent: NewConsent;
  details: NewDetails;
  team: NewMember[];
  target: { type: 'SolutionProfile' | 'BusinessProfileLocation'; id: string }[];
  inviteContext?: { notes: string; assistanceRequestCode: string };
}

export interface NewCustomer {
  name: string;
  address: {
    addressLine1: string;
    addressLine2?: string;
    city: string;
    state?: string;
    postalCode?: string;
    /** ISO 3166 alpha-2. */
    country: string;
  };
  /** The customer's own people. */
  team: NewMember[];
  ids: { profileType: 'Duns'; id: string }[];
}

export interface NewConsent {
  /** Sic: the doubled "To" is the real name (VIS-05). */
  consentToToShareInfoWithOthers: boolean;
  consentToContact: boolean;
  consentToShareReferralWithMicrosoftSellers: boolean;
}

export interface NewDetails {
  notes: string;
  dealValue: number;
  /** ISO 4217. */
  currency: string;
  /** Midnight UTC. */
  closingDateTime: string;
  requirements: {
    solutions: NewSolution[];
    additionalRequirements: { attributes: { type: string; id: string }[] };
  };
}

export interface NewSolution {
  id: string;
  name?: string;
  type: 'Name';
  /** `1P`: Microsoft's own. */
  solutionType?: '1P' | '3P';
  quantity?: number;
  price?: number;
  currency?: string;
}

export interface NewMember {
  firstName?: string;
  lastName?: string;
  email?: string;
  phoneNumber?: string;
}
