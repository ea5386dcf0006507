import { parseReferral } from '../resource.ts';
import type { WireReferral } from './wire-referral.ts';

/** Names of the required fields that a deal lacks; with any of them it cannot become Active (FLD-17). */
export function missingFields(referral: WireReferral): string[] {
  const deal = parseReferral(referral);
  const present: Record<string, boolean> = {
    name: deal.name !== null,
    'customerProfile/name': deal.customer.name !== null,
    'customerProfile/address/country': deal.customer.country !== null,
    'details/dealValue': Number(deal.value) > 0,
    'details/currency': deal.currency !== null,
    'details/closingDateTime': deal.closesAt !== null,
    'details/requirements/solutions': deal.solutions.length > 0,
    team: deal.team.length > 0,
  };
  return Object.keys(present).filter((name) => !present[name]);
}
