import type { Deal } from '../deal.ts';
import type { DealKind } from '../lifecycle.ts';
import { microsoftAnswer } from '../plan-microsoft-news.ts';
import type { MicrosoftSide } from '../registration-rules.ts';
import { NEW_DEAL_KINDS, type NewDealKind } from './new-deal.ts';

/** Why a deal cannot be shared any further. */
export type ShareBlock =
  /** Only deals that we started are shared by us (TYPE-09). */
  | 'notOurs'
  /** Nothing leaves a final state (LIFE-11). */
  | 'closed'
  /** It is shared so far already; there is no way back (TYPE-08). */
  | 'already'
  /** An invitation is on its way. */
  | 'beingInvited'
  /** Microsoft declined, let it expire or closed it: only a deal made anew can be sent again (LIFE-13). */
  | 'microsoftOver'
  /** Partner Center names no engagement to which Microsoft could be invited. */
  | 'noEngagement'
  /** The customer did not agree that anything is passed on (FLD-12). */
  | 'noConsent'
  /** None of our own solutions is on the deal (SEED-20). */
  | 'noOwnSolution';

/** A kind that a deal may be made into, and what is in the way; null: nothing. */
export interface ShareStep {
  to: Exclude<NewDealKind, 'private'>;
  block: ShareBlock | null;
}

/** What a deal of ours is to Microsoft now (TYPE-01 to TYPE-03). Where nobody says, it counts as private. */
export function sharedAs(deal: Deal, microsoft: MicrosoftSide): NewDealKind {
  if (microsoft.kind === 'seen') return 'coSell';
  // Without a referral of Microsoft's nobody was invited, whatever the type says.
  return deal.consent.shareWithMicrosoftSellers === true ? 'partnerLed' : 'private';
}

/**
 * What a deal may be shared to next, and why not (TYPE-08): private, partner-led, co-sell, in this order, while it is
 * open, never back. Pure.
 * @param isBeingInvited an invitation of Microsoft is open with us
 */
export function shareSteps(
  deal: Deal,
  kind: DealKind,
  microsoft: MicrosoftSide,
  isBeingInvited = false,
): ShareStep[] {
  const ways = ['partnerLed', 'coSell'] as const;
  return ways.map((to) => ({ to, block: blockOf(to, { deal, kind, microsoft, isBeingInvited }) }));
}

interface Situation {
  deal: Deal;
  kind: DealKind;
  microsoft: MicrosoftSide;
  isBeingInvited: boolean;
}

function blockOf(
  to: ShareStep['to'],
  { deal, kind, microsoft, isBeingInvited }: Situation,
): ShareBlock | null {
  if (kind !== 'outbound') return 'notOurs';
  if (deal.status !== 'Active') return 'closed';
  if (microsoft.kind === 'seen' && to === 'coSell' && isOver(microsoft.deal)) return 'microsoftOver';
  if (rank(to) <= rank(sharedAs(deal, microsoft))) return 'already';
  if (isBeingInvited) return 'beingInvited';
  if (to === 'partnerLed') return null;
  if (deal.engagementId === null) return 'noEngagement';
  if (deal.consent.shareWithOthers === false) return 'noConsent';
  return deal.solutions.some(({ id, kind: whose }) => id !== null && whose !== '1P') ? null : 'noOwnSolution';
}

function rank(kind: NewDealKind): number {
  return NEW_DEAL_KINDS.indexOf(kind);
}

function isOver(sister: Deal): boolean {
  const answer = microsoftAnswer(sister);
  return answer !== null && answer !== 'accepted';
}

/** What nobody can change any more (FLD-15). */
export type ReadOnlyField =
  | 'customer'
  | 'address'
  | 'duns'
  | 'customerConsent'
  | 'location'
  | 'contact'
  | 'visibility'
  | 'helpWanted'
  | 'help'
  | 'helpNotes';

/** What each kind fixes beyond the one before it (FLD-15): by being made, by the first share, by the invitation. */
const FIXED_BY: Record<NewDealKind, readonly ReadOnlyField[]> = {
  private: ['customer', 'address', 'duns', 'customerConsent', 'location'],
  partnerLed: ['contact', 'visibility'],
  coSell: ['helpWanted', 'help', 'helpNotes'],
};

/**
 * What becomes read-only by making a deal of this kind, or by sharing one to it; to be said before (FLD-15).
 * @param from what it is now; null: it is being made
 */
export function becomesReadOnly(from: NewDealKind | null, to: NewDealKind): ReadOnlyField[] {
  const passed = NEW_DEAL_KINDS.slice(from === null ? 0 : rank(from) + 1, rank(to) + 1);
  return passed.flatMap((kind) => FIXED_BY[kind]);
}

/** Who sees a deal of this kind at Microsoft (VIS-01, VIS-04): said before it is made or shared. */
export type SeenBy = 'nobody' | 'sellers' | 'invitedSellers';

export const SEEN_BY: Record<NewDealKind, SeenBy> = {
  private: 'nobody',
  partnerLed: 'sellers',
  coSell: 'invitedSellers',
};
