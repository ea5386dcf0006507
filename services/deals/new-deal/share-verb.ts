import type { NewReferral } from '../../referrals/new-referral.ts';
import type { PatchOperation } from '../../referrals/referral-service.ts';
import type { DealVerb } from '../deal-verbs.ts';
import type { Deal } from '../deal.ts';
import { fullContact } from './values-of-deal.ts';

/** What is written on our own deal when it is shared, and what follows from it. */
export interface ShareInputs {
  /** Joins the deal where it has no complete contact of the customer yet (FLD-02). */
  contact: { firstName: string; lastName: string; email: string; phone: string } | null;
  /** Microsoft's part, which is sent after it; null: partner-led only. */
  invitation: Omit<NewReferral, 'engagementId'> | null;
}

/**
 * Sellers may see the deal from now on (TYPE-08): granted, never taken back. The consent is the one field of it that
 * changes after creation; the kind follows from it (partner-center-api.md 2.3).
 */
export const shareVerb: DealVerb = {
  isLegal: (deal, kind) => kind === 'outbound' && deal.status === 'Active',
  isPast: (deal, kind) => kind === 'outbound' && deal.status === 'Closed',
  plan: ({ deal, inputs }) => {
    const operations = sharePatch(deal, inputs.share?.contact ?? null);
    return operations.length > 0 ? { kind: 'write', operations } : { kind: 'unchanged' };
  },
  isDone: (deal, { share }) => sharePatch(deal, share?.contact ?? null).length === 0,
};

/** The JSON Patch that lets sellers see a deal; empty where it says all that already. */
export function sharePatch(deal: Deal, contact: ShareInputs['contact']): PatchOperation[] {
  const isVisible = deal.consent.shareWithMicrosoftSellers === true;
  const isContactMissing = contact !== null && fullContact(deal) === null;
  return [
    ...(isVisible
      ? []
      : [
          {
            op: 'replace',
            path: '/consent/consentToShareReferralWithMicrosoftSellers',
            value: true,
          } as const,
        ]),
    ...(isContactMissing ? [contactOperation(contact)] : []),
  ];
}

function contactOperation({
  firstName,
  lastName,
  email,
  phone,
}: NonNullable<ShareInputs['contact']>): PatchOperation {
  const value = { firstName, lastName, email, phoneNumber: phone };
  return { op: 'add', path: '/customerProfile/team/-', value };
}
