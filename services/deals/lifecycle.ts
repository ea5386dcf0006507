import type { Deal } from './deal.ts';

/**
 * What a referral is to us.
 * - `inbound`: another organisation asks us (the product's main job)
 * - `outbound`: our own deal
 * - `lead`: TYPE-10; stored, never posted
 * - `sister`: the other party's referral of an engagement, read for its state only
 */
export type DealKind = 'inbound' | 'outbound' | 'lead' | 'sister';

/** Microsoft's organisation id on the wire. */
export const MICROSOFT = 'msft';

/** Verbs that change a deal, with the state pair each one asks Partner Center for (LIFE-01, LIFE-02). */
export const MOVES = {
  'deal.accept': { status: 'Active', substatus: 'Accepted' },
  'deal.decline': { status: 'Closed', substatus: 'Declined' },
} as const;

export type Move = keyof typeof MOVES;

/** The legal moves of our side (LIFE-02, LIFE-04): what may be offered in which state. All else is read-only. */
const LEGAL_MOVES: Record<string, readonly Move[]> = {
  'New/Pending': ['deal.accept', 'deal.decline'],
  'New/Received': ['deal.accept', 'deal.decline'],
};

/** Sorts a referral by its inviting organisation, type and qualification (TYPE-10, TYPE-11). */
export function dealKind(deal: Deal, ownOrganizationIds: ReadonlySet<string>): DealKind {
  if (isSister(deal)) return 'sister';
  if (isLead(deal)) return 'lead';
  const inviter = deal.invitation.organizationId;
  if (inviter !== null) return isOwn(inviter, deal, ownOrganizationIds) ? 'outbound' : 'inbound';
  // Nobody is named: a deal that waits for our answer was sent to us; direction decides for the rest only.
  return awaitsAnswer(deal) || deal.direction === 'Incoming' ? 'inbound' : 'outbound';
}

function isSister(deal: Deal): boolean {
  return deal.organizationId === MICROSOFT || deal.targets.some((target) => target.id === MICROSOFT);
}

function isLead(deal: Deal): boolean {
  if (deal.type !== 'Independent') return false;
  const inviter = deal.invitation.organizationId;
  if (deal.qualification === 'Direct') return inviter === null || inviter === MICROSOFT;
  const qualified = deal.qualification === 'SalesQualified' || deal.qualification === 'MarketingQualified';
  return qualified && inviter === MICROSOFT;
}

function isOwn(inviter: string, deal: Deal, ownOrganizationIds: ReadonlySet<string>): boolean {
  return (
    ownOrganizationIds.has(inviter) || (ownOrganizationIds.size === 0 && inviter === deal.organizationId)
  );
}

/** New and undecided: the partner may accept or decline (LIFE-04). Unknown sub-statuses are read-only (LIFE-03). */
export function awaitsAnswer(deal: Deal): boolean {
  return deal.status === 'New' && (deal.substatus === 'Pending' || deal.substatus === 'Received');
}

/** The moves that may be offered on this deal now. */
export function legalMoves(deal: Deal, kind: DealKind): readonly Move[] {
  if (kind !== 'inbound') return [];
  return LEGAL_MOVES[`${deal.status}/${deal.substatus}`] ?? [];
}

/** Is the deal where this move leads to? */
export function hasMoved(deal: Deal, move: Move): boolean {
  const wanted = MOVES[move];
  return deal.status === wanted.status && deal.substatus === wanted.substatus;
}

/** The move that led to the deal's present state, where one of ours could have. */
export function moveThatLedTo(deal: Deal): Move | null {
  return (Object.keys(MOVES) as Move[]).find((move) => hasMoved(deal, move)) ?? null;
}
