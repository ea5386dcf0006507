import type { Deal } from './deal.ts';
import { type DealKind, MICROSOFT } from './lifecycle.ts';

/**
 * What Partner Center calls the type of a deal (TYPE-01 to TYPE-04). It is no field: consent, type and inviter tell it
 * (partner-center-api.md 2.3). `other`: not enough is given.
 */
export const DEAL_TYPES = ['coSell', 'partnerLed', 'private', 'partner', 'other'] as const;
export type DealType = (typeof DEAL_TYPES)[number];

export function dealType(deal: Pick<Deal, 'type' | 'invitation' | 'consent'>, kind: DealKind): DealType {
  const inviter = deal.invitation.organizationId;
  if (kind === 'lead' || kind === 'sister') return 'other';
  if (kind === 'inbound') return inviter === null || inviter === MICROSOFT ? 'coSell' : 'partner';
  if (deal.type === 'Shared') return 'coSell';
  if (deal.type !== 'Independent') return 'other';
  const maySellersSee = deal.consent.shareWithMicrosoftSellers;
  if (maySellersSee === null) return 'other';
  return maySellersSee ? 'partnerLed' : 'private';
}
