import type { Deal } from './deal.ts';
import { type DealKind, isOthers, MICROSOFT } from './lifecycle.ts';

/** What Partner Center calls the type of a deal (TYPE-01 to TYPE-04). `other`: not enough is given. */
export const DEAL_TYPES = ['coSell', 'partnerLed', 'private', 'partner', 'other'] as const;
export type DealType = (typeof DEAL_TYPES)[number];

/** `noMicrosoft`: Microsoft was asked for, and is surely not on the deal. `unknown`: not enough is given. */
export type SellersPart = 'coSell' | 'partnerLed' | 'private' | 'noMicrosoft' | 'unknown';

type Typed = Pick<Deal, 'type' | 'invitation' | 'consent'>;

/**
 * What Microsoft's sellers have to do with a deal (TYPE-01 to TYPE-03). It is no field: consent, inviter and type tell
 * it (partner-center-api.md 2.3, 5.2). A no to their seeing it makes it private, whoever invited (REG-03: a private
 * deal is never registered, so nobody is promised that).
 * @param sister Microsoft's own referral of the engagement: seen, surely not there, or not known
 */
export function sellersPart(deal: Typed, sister: 'seen' | 'none' | 'unknown'): SellersPart {
  const maySellersSee = deal.consent.shareWithMicrosoftSellers;
  if (maySellersSee === false) return 'private';
  if (sister === 'seen' || deal.invitation.organizationId === MICROSOFT) return 'coSell';
  if (deal.type === 'Shared') return sister === 'none' ? 'noMicrosoft' : 'coSell';
  return maySellersSee === true ? 'partnerLed' : 'unknown';
}

/** The type as lists, filters and cards name it. @param sister as in `sellersPart`; default `unknown` */
export function dealType(deal: Typed, kind: DealKind, sister: 'seen' | 'unknown' = 'unknown'): DealType {
  if (kind === 'lead' || isOthers(kind)) return 'other';
  const part = sellersPart(deal, sister);
  const inviter = deal.invitation.organizationId;
  if (kind === 'inbound' && part !== 'private')
    return inviter === null || inviter === MICROSOFT ? 'coSell' : 'partner';
  return part === 'unknown' || part === 'noMicrosoft' ? 'other' : part;
}
