import type { Contact } from '../deal.ts';
import type { EditInputError } from '../edit-inputs.ts';

/** The kinds of deal that we can begin (TYPE-01 to TYPE-03); no field says them, consent and a second referral do. */
export const NEW_DEAL_KINDS = ['private', 'partnerLed', 'coSell'] as const;
export type NewDealKind = (typeof NEW_DEAL_KINDS)[number];

/** Everything that is typed or chosen for a new deal, in the order in which it is asked. */
export const NEW_DEAL_FIELDS = [
  'customerName',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'postalCode',
  'country',
  'duns',
  'contactFirstName',
  'contactLastName',
  'contactEmail',
  'contactPhone',
  'consent',
  'name',
  'dealValue',
  'currency',
  'closingDate',
  'notes',
  'marketplaceIntent',
  'solutions',
  'microsoftSolutions',
  'otherSolutions',
  'team',
  'help',
  'helpNotes',
  'solutionArea',
  'solutionPlay',
  'partnerRole',
] as const;
export type NewDealField = (typeof NEW_DEAL_FIELDS)[number];

/** As typed; absent and '' are empty. Solutions are ids by commas, Microsoft's own and the team a line each. */
export type NewDealTexts = Partial<Record<NewDealField, string | null>>;

export type NewDealError =
  | EditInputError
  | 'notACountry'
  | 'notADuns'
  | 'notAnEmail'
  /** The customer has not agreed: nothing is made or sent (SEED-17, FLD-12). */
  | 'noConsent'
  /** No member with name, e-mail and phone (FLD-08). */
  | 'noFullMember'
  /** A line that is no solution, or a quantity or price that is no number. */
  | 'notASolution'
  | 'notAChoice';

export type NewDealErrors = Partial<Record<NewDealField, NewDealError>>;

/** Kinds of help that Microsoft can be asked for, in the order of FLD-11 (partner-center-api.md 3.3). */
export const HELP_CODES = [
  'WorkloadSpecificValueProposition',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'GeneralOrOther',
] as const;

/** FLD-10; `HaveNotDecided` is documented, the two others follow from the bulk upload's values. */
export const MARKETPLACE_INTENTS = ['Yes', 'No', 'HaveNotDecided'] as const;

/** One of Microsoft's own solutions; only these have quantity and price (SEED-18). Decimal texts. */
export interface MicrosoftSolution {
  id: string;
  quantity: string | null;
  price: string | null;
}

/** A new deal in which nothing is missing. */
export interface NewDealValues {
  kind: NewDealKind;
  customer: {
    name: string;
    addressLine1: string;
    addressLine2: string | null;
    city: string;
    state: string | null;
    postalCode: string | null;
    /** ISO 3166 alpha-2. */
    country: string;
    /** Nine digits. */
    duns: string | null;
  };
  contact: { firstName: string; lastName: string; email: string; phone: string } | null;
  name: string;
  /** Decimal text. */
  value: string;
  currency: string;
  /** yyyy-mm-dd */
  closingDate: string;
  notes: string;
  marketplaceIntent: string;
  ownSolutions: string[];
  microsoftSolutions: MicrosoftSolution[];
  otherSolutions: string[];
  team: Contact[];
  /** Only where Microsoft is asked for help (SEED-13). */
  help: {
    code: string;
    notes: string;
    solutionArea: string;
    solutionPlay: string;
    partnerRole: string | null;
  } | null;
}
