import { parseReferral } from '../resource.ts';
import { invalidRequest } from './refusal.ts';
import { isRecord, valueAt, type WireReferral } from './wire-referral.ts';

/** Kinds of help that Microsoft can be asked for (partner-center-api.md 3.3, FLD-11). */
const HELP = new Set([
  'GeneralOrOther',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'WorkloadSpecificValueProposition',
]);

const INTENTS = new Set(['Yes', 'No', 'HaveNotDecided']);

/**
 * What a new deal must say (FLD-01, FLD-03, FLD-05 to FLD-10, FLD-12). The page of the operation names four properties
 * only; the rest is what the portal and the bulk upload require, which is the safer thing to rehearse.
 */
export function checkNewDeal(given: WireReferral): void {
  const id = '00000000-0000-4000-8000-000000000000';
  const { name, customer, value, currency, closesAt, notes, solutions, team, marketplaceIntent } =
    parseReferral({ ...given, id });
  const consent = valueAt(given, 'consent');
  const present: Record<string, boolean> = {
    name: name !== null,
    'customerProfile/name': customer.name !== null,
    'customerProfile/address/addressLine1': customer.addressLine1 !== null,
    'customerProfile/address/city': customer.city !== null,
    'customerProfile/address/country': /^[A-Z]{2}$/.test(customer.country ?? ''),
    'consent/consentToToShareInfoWithOthers': valueAt(consent, 'consentToToShareInfoWithOthers') === true,
    'consent/consentToShareReferralWithMicrosoftSellers':
      typeof valueAt(consent, 'consentToShareReferralWithMicrosoftSellers') === 'boolean',
    'details/dealValue': Number(value) > 0,
    'details/currency': currency !== null,
    'details/closingDateTime': closesAt !== null,
    'details/notes': notes !== null,
    'details/requirements/solutions': solutions.length > 0 && solutions.every((one) => one.id !== null),
    CustomerMarketplaceIntent: INTENTS.has(marketplaceIntent ?? ''),
    team: team.some(({ firstName, email }) => firstName !== null && email !== null),
  };
  refuseMissing(present);
  const priced = solutions.find(
    ({ kind, price, quantity }) => kind !== '1P' && (price !== null || quantity !== null),
  );
  if (priced) throw invalidRequest(`Quantity and price are for Microsoft's own solutions (SEED-18)`);
}

/** What Microsoft's help requires beside (FLD-02, FLD-11): a contact, visibility for sellers, the kind of help. */
export function checkInvitation(given: WireReferral): void {
  const contacts = valueAt(given, 'customerProfile', 'team');
  const isFull = (contact: unknown): boolean =>
    ['firstName', 'lastName', 'email', 'phoneNumber'].every(
      (name) => typeof valueAt(contact, name) === 'string' && valueAt(contact, name) !== '',
    );
  refuseMissing({
    'customerProfile/team': Array.isArray(contacts) && contacts.filter(isRecord).some(isFull),
    'consent/consentToShareReferralWithMicrosoftSellers':
      valueAt(given, 'consent', 'consentToShareReferralWithMicrosoftSellers') === true,
    'inviteContext/assistanceRequestCode': HELP.has(
      String(valueAt(given, 'inviteContext', 'assistanceRequestCode')),
    ),
  });
}

function refuseMissing(present: Record<string, boolean>): void {
  const missing = Object.keys(present).filter((name) => !present[name]);
  if (missing.length > 0) throw invalidRequest(`Missing or wrong: ${missing.join(', ')}`);
}
