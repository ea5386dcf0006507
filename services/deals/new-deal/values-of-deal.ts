import type { Contact, Deal } from '../deal.ts';
import type { NewDealField, NewDealValues } from './new-deal.ts';
import type { InviteGap } from './own-deal-outcome.ts';

type Help = NonNullable<NewDealValues['help']>;
type FullContact = NonNullable<NewDealValues['contact']>;

/** A contact of the customer with everything that Microsoft's help needs (FLD-02); null: there is none. */
export function fullContact({ customer }: Pick<Deal, 'customer'>): FullContact | null {
  return customer.contacts.map(asFull).find((contact) => contact !== null) ?? null;
}

function asFull({ firstName, lastName, email, phone }: Contact): FullContact | null {
  return firstName && lastName && email && phone ? { firstName, lastName, email, phone } : null;
}

/** What a deal lacks for Microsoft's part of it, in the order in which a deal is made (FLD-01 to FLD-10). */
export function inviteGaps(deal: Deal): InviteGap[] {
  const { customer, team } = deal;
  const missing: Record<InviteGap, boolean> = {
    customer: customer.name === null,
    address: customer.addressLine1 === null || customer.city === null || customer.country === null,
    name: deal.name === null,
    dealValue: !(Number(deal.value) > 0),
    currency: deal.currency === null,
    closingDate: deal.closesAt === null,
    notes: deal.notes === null,
    team: !team.some(({ firstName, email }) => firstName !== null && email !== null),
  };
  return (Object.keys(missing) as InviteGap[]).filter((gap) => missing[gap]);
}

/** A deal that is there, as a co-sell deal would have been typed; of one without `inviteGaps`. */
export function valuesOfDeal(deal: Deal, help: Help, contact: FullContact): NewDealValues & { help: Help } {
  const { customer, solutions } = deal;
  const text = (value: string | null) => value ?? '';
  const idsOf = (wanted: (kind: string | null) => boolean) =>
    solutions.flatMap(({ id, kind }) => (id !== null && wanted(kind) ? [id] : []));
  return {
    kind: 'coSell',
    customer: {
      name: text(customer.name),
      addressLine1: text(customer.addressLine1),
      addressLine2: customer.addressLine2,
      city: text(customer.city),
      state: customer.state,
      postalCode: customer.postalCode,
      country: text(customer.country).toUpperCase(),
      duns: customer.duns,
    },
    contact,
    name: text(deal.name),
    value: text(deal.value),
    currency: text(deal.currency),
    closingDate: (deal.closesAt ?? new Date(0)).toISOString().slice(0, 10),
    notes: text(deal.notes),
    marketplaceIntent: deal.marketplaceIntent ?? 'HaveNotDecided',
    ownSolutions: idsOf((kind) => kind !== '1P' && kind !== '3P'),
    microsoftSolutions: solutions.flatMap(({ id, kind, quantity, price }) =>
      id !== null && kind === '1P' ? [{ id, quantity, price }] : [],
    ),
    otherSolutions: idsOf((kind) => kind === '3P'),
    team: deal.team,
    help,
  };
}

/** Help and contact from what was read of the fields of a share; the contact is null where none was asked for. */
export function helpOf(read: Partial<Record<NewDealField, unknown>>): {
  help: Help;
  contact: FullContact | null;
} {
  const text = (field: NewDealField) => String(read[field]);
  const help = {
    code: text('help'),
    notes: text('helpNotes'),
    solutionArea: text('solutionArea'),
    solutionPlay: text('solutionPlay'),
    partnerRole: (read.partnerRole ?? null) === null ? null : text('partnerRole'),
  };
  if (read.contactEmail === undefined) return { help, contact: null };
  const contact = {
    firstName: text('contactFirstName'),
    lastName: text('contactLastName'),
    email: text('contactEmail'),
    phone: text('contactPhone'),
  };
  return { help, contact };
}
