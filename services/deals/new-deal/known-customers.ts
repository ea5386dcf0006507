import { foldText } from '../../store/fold-text.ts';
import type { Customer, Deal } from '../deal.ts';
import type { NewDealTexts } from './new-deal.ts';

/** A customer as one of our deals names them. */
export interface KnownCustomer {
  /** The deal that tells of them: what a choice on a card says. */
  dealId: string;
  customer: Pick<
    Customer,
    'name' | 'addressLine1' | 'addressLine2' | 'city' | 'state' | 'postalCode' | 'country' | 'duns'
  >;
}

/** More are too many to choose from on a card. */
const MOST_CUSTOMERS = 6;

/** Nine digits, however they are grouped. */
export function dunsIn(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{9}$/.test(digits) ? digits : null;
}

/**
 * The customers of these deals who are meant by a search: by D-U-N-S number where it is one, else by every word of it in
 * their name. Each once, by number or by name and address, as the first deal tells of them.
 */
export function knownCustomers(
  query: string,
  deals: readonly Pick<Deal, 'id' | 'customer'>[],
): KnownCustomer[] {
  const duns = dunsIn(query);
  const words = foldText(query)
    .split(' ')
    .filter((word) => word !== '');
  const isMeant = ({ name, duns: theirs }: Customer): boolean => {
    if (duns !== null) return theirs !== null && dunsIn(theirs) === duns;
    const folded = foldText(name ?? '');
    return words.length > 0 && words.every((word) => folded.includes(word));
  };
  const found = deals.filter(({ customer }) => isMeant(customer));
  const each = new Map<string, KnownCustomer>();
  for (const { id, customer } of found) {
    const key = identityOf(customer);
    if (!each.has(key)) each.set(key, { dealId: id, customer });
  }
  return [...each.values()].slice(0, MOST_CUSTOMERS);
}

function identityOf({ name, duns, country, city, addressLine1 }: Customer): string {
  return (duns && dunsIn(duns)) ?? foldText([name, country, city, addressLine1].join(' '));
}

/** What a known customer fills into the form (FLD-01); what they do not say is emptied. */
export function customerTexts({ customer }: Pick<KnownCustomer, 'customer'>): NewDealTexts {
  return {
    customerName: customer.name,
    addressLine1: customer.addressLine1,
    addressLine2: customer.addressLine2,
    city: customer.city,
    state: customer.state,
    postalCode: customer.postalCode,
    country: customer.country,
    duns: customer.duns && dunsIn(customer.duns),
  };
}
