import type { StoredDeal } from '../../store/deals.ts';
import type { EditInputError } from '../edit-inputs.ts';
import type { Decider } from '../patch-deal.ts';
import type { NewDealError, NewDealErrors, NewDealField, NewDealKind, NewDealTexts } from './new-deal.ts';
import type { ShareBlock, ShareStep } from './sharing.ts';

/** Verbs that make a referral. Their decisions carry a key instead of a deal id while they are open (`decision-keys.ts`). */
export const CREATE = 'deal.create';
export const INVITE = 'deal.invite';

/** A deal to be made. */
export interface CreateRequest {
  /** One draft makes one deal, however often it is sent. */
  draftId: string;
  kind: NewDealKind;
  /** As typed; parsed again. */
  texts: NewDealTexts;
  decider: Decider;
  /** Where it was asked, so that the person can be told there later. */
  placeId: string | null;
  /** Open deals of the same customer and solution that the person was shown and makes another one beside. */
  seenSame: readonly string[];
}

/** Help of Microsoft, as typed (FLD-11, FLD-13); the contact only where the deal has none (FLD-02, SEED-16). */
export const SHARE_FIELDS = [
  'help',
  'helpNotes',
  'solutionArea',
  'solutionPlay',
  'partnerRole',
  'contactFirstName',
  'contactLastName',
  'contactEmail',
  'contactPhone',
] as const satisfies readonly NewDealField[];
export type ShareField = (typeof SHARE_FIELDS)[number];

export interface ShareRequest {
  dealId: string;
  to: ShareStep['to'];
  /** For co-sell; nothing for partner-led. */
  texts: Partial<Record<ShareField, string | null>>;
  /** The person was told what becomes read-only and who sees it, and said yes (FLD-15); of a co-sell deal also that the
   * customer agrees (SEED-17). */
  confirmed: boolean;
  decider: Decider;
  placeId: string | null;
  /** The version that the person's card showed; null where it showed none. */
  version: number | null;
}

/** How Microsoft's invitation to a deal of ours stands. */
export type InvitationState =
  /** Nobody was asked for. */
  | 'none'
  /** Microsoft's own referral is there. */
  | 'sent'
  /** Asked for, kept, and gone on with until it is known to be there (half-done co-sell). */
  | 'pending'
  /** As `pending`, but nothing goes on before the person who asked signs in again. */
  | 'signIn'
  /** Partner Center refused it, or it was given up; it may be asked for again. */
  | 'refused';

/** Why nothing was made or changed. In all of these surely nothing was. */
export type NotMade =
  /** Partner Center refused for a rule of its own. `code` is its machine-readable reason. */
  | { kind: 'rejected'; code: string | null }
  /** No Referrals role for this (PERM-01, PERM-02). */
  | { kind: 'notAllowed' }
  | { kind: 'signIn' }
  /** Partner Center did not answer, or asks to wait. */
  | { kind: 'unavailable'; retryAfterSeconds: number | null };

export type CreateOutcome =
  /** There is one deal. Of co-sell deals `invitation` says how far the second step is; `none` for the other kinds. */
  | { kind: 'created'; stored: StoredDeal; invitation: InvitationState }
  /** Something is missing or wrong; nothing was sent. */
  | { kind: 'incomplete'; errors: NewDealErrors }
  /** Open deals of the same customer and solution, which the person may see; nothing was sent. */
  | { kind: 'sameOpen'; deals: StoredDeal[] }
  /**
   * It may have been made: it is looked for until that is known, and never sent again before. The person is told where
   * they asked. `waitsFor` `signIn`: nothing can be looked for before they sign in again.
   */
  | { kind: 'pending'; waitsFor: 'answer' | 'signIn' }
  | NotMade;

/** What a deal lacks for Microsoft's help; to be filled by Edit first (FLD-01 to FLD-10). */
export type InviteGap =
  | 'name'
  | 'customer'
  | 'address'
  | 'dealValue'
  | 'currency'
  | 'closingDate'
  | 'notes'
  | 'team';

export type ShareErrors = Partial<Record<ShareField, NewDealError | EditInputError>>;

export type ShareOutcome =
  /** The deal as it is now. */
  | { kind: 'shared'; stored: StoredDeal; to: ShareStep['to']; invitation: InvitationState }
  /** To be said and confirmed first. */
  | { kind: 'confirmationMissing'; stored: StoredDeal }
  | { kind: 'blocked'; stored: StoredDeal; block: ShareBlock }
  | { kind: 'incomplete'; stored: StoredDeal; errors: ShareErrors }
  | { kind: 'gaps'; stored: StoredDeal; gaps: InviteGap[] }
  /** What a person must know before deciding has changed since their card was made. */
  | { kind: 'changed'; stored: StoredDeal; fields: string[] }
  /** It may have been written; it is gone on with until that is known. */
  | { kind: 'pending'; stored: StoredDeal | null }
  | { kind: 'noAccess' }
  | { kind: 'notFound' }
  | (NotMade & { stored: StoredDeal | null });
