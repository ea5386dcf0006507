import { typedAmount } from '../cards/format.ts';
import type { Deal } from '../services/deals/deal.ts';
import type { RegistrationInputs } from '../services/deals/registration-form.ts';
import { ownSolutions } from '../services/deals/registration-rules.ts';
import type { Services } from '../services/services.ts';

/** What the deal tells of its registration; what can never be changed later (FORM-10) is not guessed. */
export function prefilled(
  deal: Deal,
  { registration }: Pick<Services, 'registration'>,
  locale: string,
): RegistrationInputs {
  const own = ownSolutions(deal);
  const listed = own.filter(({ id }) => id !== null && registration.eligibleSolutionIds.has(id));
  const [solution, ...others] = listed.length > 0 ? listed : own;
  const intent = deal.marketplaceIntent;
  const value = deal.value !== null && Number(deal.value) > 0 ? typedAmount(deal.value, locale) : null;
  return {
    solutionId: others.length === 0 ? (solution?.id ?? null) : null,
    marketplaceTransacted: intent === 'Yes' || intent === 'No' ? intent : null,
    contractValue: value,
    contractCurrency: deal.currency,
    solutionValue: value,
    solutionCurrency: deal.currency,
  };
}
