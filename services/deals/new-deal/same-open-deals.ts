import { foldText } from '../../store/fold-text.ts';
import type { Deal } from '../deal.ts';
import type { NewDealValues } from './new-deal.ts';

/** Open deals of the same customer with one of the same solutions: pointed out before a second one is sent. */
export function sameOpenDeals<D extends Pick<Deal, 'status' | 'customer' | 'solutions'>>(
  values: Pick<NewDealValues, 'customer' | 'ownSolutions' | 'otherSolutions' | 'microsoftSolutions'>,
  deals: readonly D[],
): D[] {
  const microsoft = values.microsoftSolutions.map(({ id }) => id);
  const wanted = new Set(
    [...values.ownSolutions, ...values.otherSolutions, ...microsoft].map((id) => id.toUpperCase()),
  );
  return deals.filter(
    ({ status, customer, solutions }) =>
      (status === 'New' || status === 'Active') &&
      isSameCustomer(values.customer, customer) &&
      solutions.some(({ id }) => id !== null && wanted.has(id.toUpperCase())),
  );
}

/** By D-U-N-S number where both have one, else by name and country; case and accents do not count. */
function isSameCustomer(one: NewDealValues['customer'], other: Deal['customer']): boolean {
  const duns = other.duns?.replace(/\D/g, '');
  if (one.duns && duns) return one.duns === duns;
  const isSameName = foldText(one.name) === foldText(other.name ?? '');
  return isSameName && one.country === other.country?.toUpperCase();
}
