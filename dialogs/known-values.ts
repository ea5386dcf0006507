import { typedAmount } from '../cards/format.ts';
import type { AcceptInputs } from '../services/deals/accept-inputs.ts';
import type { Deal } from '../services/deals/deal.ts';

/** What the deal already says, as the accept form's fields hold it. */
export function knownValues(deal: Deal, locale: string): AcceptInputs {
  const ids = deal.solutions.map((solution) => solution.id).filter((id) => id !== null);
  return {
    name: deal.name,
    dealValue: deal.value === null || Number(deal.value) === 0 ? null : typedAmount(deal.value, locale),
    currency: deal.currency,
    closingDate: deal.closesAt?.toISOString().slice(0, 10) ?? null,
    solutions: ids.length > 0 ? ids.join(', ') : null,
  };
}
