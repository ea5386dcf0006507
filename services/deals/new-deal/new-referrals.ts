import type { NewMember, NewReferral, NewSolution } from '../../referrals/new-referral.ts';
import type { Contact } from '../deal.ts';
import { MICROSOFT } from '../lifecycle.ts';
import type { NewDealKind, NewDealValues } from './new-deal.ts';

/** What makes a kind on the wire (partner-center-api.md 2.3): visibility for sellers, and the type, which only indicates. */
const WIRE: Record<NewDealKind, { type: NewReferral['type']; maySellersSee: boolean }> = {
  private: { type: 'Independent', maySellersSee: false },
  partnerLed: { type: 'Independent', maySellersSee: true },
  coSell: { type: 'Shared', maySellersSee: true },
};

/** Our own referral of a new deal. @param reference ours alone, by which it is found where its answer was lost */
export function ownReferral(values: NewDealValues, reference: string): NewReferral {
  return {
    externalReferenceId: reference,
    ...shared(values),
    target: values.ownSolutions.map((id) => ({ type: 'SolutionProfile', id })),
  };
}

/** The second referral of a co-sell deal: Microsoft's help, asked for explicitly (SEED-13). */
export function invitationReferral(
  values: NewDealValues & { help: NonNullable<NewDealValues['help']> },
  engagementId: string,
): NewReferral {
  const { notes, code } = values.help;
  return {
    engagementId,
    ...shared(values),
    target: [{ type: 'BusinessProfileLocation', id: MICROSOFT }],
    inviteContext: { notes, assistanceRequestCode: code },
  };
}

function shared(values: NewDealValues): Omit<NewReferral, 'target'> {
  const { kind, customer, contact } = values;
  const { addressLine2, state, postalCode } = customer;
  return {
    name: values.name,
    type: WIRE[kind].type,
    qualification: 'SalesQualified',
    customerProfile: {
      name: customer.name,
      address: {
        addressLine1: customer.addressLine1,
        ...(addressLine2 && { addressLine2 }),
        city: customer.city,
        ...(state && { state }),
        ...(postalCode && { postalCode }),
        country: customer.country,
      },
      team: contact ? [wireMember({ ...contact, title: null })] : [],
      ids: customer.duns ? [{ profileType: 'Duns', id: customer.duns }] : [],
    },
    consent: {
      // Without the customer's consent nothing comes this far (FLD-12).
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: WIRE[kind].maySellersSee,
    },
    details: {
      notes: values.notes,
      dealValue: Number(values.value),
      currency: values.currency,
      closingDateTime: `${values.closingDate}T00:00:00Z`,
      requirements: {
        solutions: wireSolutions(values),
        additionalRequirements: { attributes: attributes(values) },
      },
    },
    team: values.team.map(wireMember),
  };
}

/** Quantity and price for Microsoft's own only, in the deal's currency (SEED-18). */
function wireSolutions(values: NewDealValues): NewSolution[] {
  const { ownSolutions, microsoftSolutions, otherSolutions, currency } = values;
  return [
    ...ownSolutions.map((id): NewSolution => ({ id, type: 'Name' })),
    ...microsoftSolutions.map(
      ({ id, quantity, price }): NewSolution => ({
        id,
        type: 'Name',
        solutionType: '1P',
        ...(quantity && { quantity: Number(quantity) }),
        ...(price && { price: Number(price), currency }),
      }),
    ),
    ...otherSolutions.map((id): NewSolution => ({ id, type: 'Name', solutionType: '3P' })),
  ];
}

function attributes({ marketplaceIntent, help }: NewDealValues): { type: string; id: string }[] {
  return [
    { type: 'CustomerMarketplaceIntent', id: marketplaceIntent },
    ...(help ? [{ type: 'SolutionArea', id: help.solutionArea }] : []),
    ...(help ? [{ type: 'SolutionPlay', id: help.solutionPlay }] : []),
    ...(help?.partnerRole ? [{ type: 'PartnerRole', id: help.partnerRole }] : []),
  ];
}

function wireMember({ firstName, lastName, email, phone }: Contact): NewMember {
  return {
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(email && { email }),
    ...(phone && { phoneNumber: phone }),
  };
}
