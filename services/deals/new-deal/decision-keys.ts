/**
 * What a decision that makes a referral carries instead of a deal's id while it is open: of its own deal there is none
 * yet, and an invitation keeps nobody from deciding on the deal meanwhile. No deal has such an id.
 */
export const creationKey = (draftId: string): string => `new.${draftId}`;
export const invitationKey = (dealId: string): string => `invite.${dealId}`;

/** Ours alone, and in the body of each new deal: by it the deal is found where the answer was lost (ID-02). */
export const referenceOf = (draftId: string): string => `CSD-${draftId}`;
