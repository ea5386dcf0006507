import type { Deal } from '../deals/deal.ts';
import { dealType } from '../deals/deal-type.ts';
import { minutesToDecide } from '../deals/minutes-to-decide.ts';
import { registrationState } from '../deals/registration-state.ts';
import { flagToInteger, momentToText } from './columns.ts';
import type { StoredDeal } from './deals.ts';
import { foldText } from './fold-text.ts';
import type { ListedDealRow } from './schema.ts';

/** Longest searchable text of one deal, in characters; notes beyond it are not found. */
const LONGEST_SEARCHED = 4000;
/** Digits before the decimal point that amounts are compared by. */
const AMOUNT_DIGITS = 18;

/**
 * What lists and search go by: narrow, so that 100,000 deals are looked through without reading their facts.
 * @param sister is Microsoft on it, by a referral of its own? Default `unknown`
 */
export function dealToListedRow(
  { deal, kind, goneAt }: Pick<StoredDeal, 'deal' | 'kind' | 'goneAt'>,
  sister: 'seen' | 'unknown' = 'unknown',
): ListedDealRow {
  return {
    deal_id: deal.id,
    kind,
    status: deal.status,
    substatus: deal.substatus,
    deal_type: dealType(deal, kind, sister),
    country: deal.customer.country?.toUpperCase() ?? null,
    amount: amountToText(deal.value),
    solutions: foldText(deal.solutions.flatMap(({ id, name }) => [name, id]).join(' ')),
    created_at: momentToText(deal.createdAt),
    updated_at: momentToText(deal.updatedAt),
    expires_at: momentToText(deal.expiresAt),
    gone: flagToInteger(goneAt !== null),
    engagement_id: deal.engagementId,
    currency: deal.currency?.trim().toUpperCase() || null,
    accepted_at: momentToText(deal.acceptedAt),
    closed_at: momentToText(deal.closedAt),
    decided_minutes: minutesToDecide(deal),
    registration: deal.substatus === 'Won' ? registrationState(deal).state : null,
    search_text: searchText(deal),
  };
}

/** NAV-03: deal name, customer name, deal ID, notes (also the inviter's), and the D-U-N-S number; folded. */
function searchText({ name, customer, id, notes, invitation }: Deal): string {
  const duns = customer.duns?.replace(/\D/g, '');
  const words = [name, customer.name, id, duns, notes, invitation.notes].filter(Boolean).join(' ');
  return foldText(words).slice(0, LONGEST_SEARCHED);
}

/** Whole units in fixed width, so that text order is the order of amounts, whatever the currency; null: no amount. */
export function amountToText(value: string | null): string | null {
  const whole = /^(\d+)(\.\d*)?$/.exec(value?.trim() ?? '')?.[1]?.replace(/^0+(?=\d)/, '');
  return whole === undefined || whole.length > AMOUNT_DIGITS ? null : whole.padStart(AMOUNT_DIGITS, '0');
}
