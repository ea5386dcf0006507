import type { Deal } from './deal.ts';

/**
 * What a referral is to us.
 * - `inbound`: another organisation asks us (the product's main job)
 * - `outbound`: our own deal
 * - `lead`: TYPE-10; listed and answered, never posted
 * - `sister`: Microsoft's referral of an engagement, read for its state only
 * - `peer`: another partner's referral of an engagement, read for its state only (TYPE-04)
 */
export type DealKind = 'inbound' | 'outbound' | 'lead' | 'sister' | 'peer';

/** Microsoft's organisation id on the wire. */
export const MICROSOFT = 'msft';

/** Verbs that change a deal, with the state pair each one asks Partner Center for (LIFE-01, LIFE-02). */
export const MOVES = {
  'deal.accept': { status: 'Active', substatus: 'Accepted' },
  'deal.decline': { status: 'Closed', substatus: 'Declined' },
  'deal.won': { status: 'Closed', substatus: 'Won' },
  'deal.lost': { status: 'Closed', substatus: 'Lost' },
} as const;

export type Move = keyof typeof MOVES;

/** The legal moves of our side (LIFE-02, LIFE-04, WON-01): what may be offered in which state. All else is read-only. */
const LEGAL_MOVES: Record<string, readonly Move[]> = {
  'New/Pending': ['deal.accept', 'deal.decline'],
  'New/Received': ['deal.accept', 'deal.decline'],
  'Active/Accepted': ['deal.won', 'deal.lost'],
};

/** Whose deals know which moves: our own deals begin as accepted (LIFE-07), and others' records are not ours to move. */
const MOVES_OF_KIND: Record<DealKind, readonly Move[]> = {
  inbound: ['deal.accept', 'deal.decline', 'deal.won', 'deal.lost'],
  outbound: ['deal.won', 'deal.lost'],
  // Won only after stages that the API does not show (LIFE-14): left to Partner Center.
  lead: ['deal.accept', 'deal.decline', 'deal.lost'],
  sister: [],
  peer: [],
};

/** Sorts a referral by its inviting organisation, type and qualification (TYPE-10, TYPE-11). */
export function dealKind(deal: Deal, ownOrganizationIds: ReadonlySet<string>): DealKind {
  if (isSister(deal)) return 'sister';
  if (isPeer(deal, ownOrganizationIds)) return 'peer';
  if (isLead(deal)) return 'lead';
  const inviter = deal.invitation.organizationId;
  if (inviter !== null) return isOwn(inviter, deal, ownOrganizationIds) ? 'outbound' : 'inbound';
  // Nobody is named: a deal that waits for our answer was sent to us; direction decides for the rest only.
  return awaitsAnswer(deal) || deal.direction === 'Incoming' ? 'inbound' : 'outbound';
}

function isSister(deal: Deal): boolean {
  return deal.organizationId === MICROSOFT || deal.targets.some((target) => target.id === MICROSOFT);
}

/**
 * Another partner's own record: theirs, and asked for by us or begun by them. What they send to us is ours to answer.
 * Only where our organisations are configured: else nobody can tell who is who.
 */
function isPeer({ organizationId, invitation }: Deal, ownOrganizationIds: ReadonlySet<string>): boolean {
  if (ownOrganizationIds.size === 0 || organizationId === null || ownOrganizationIds.has(organizationId))
    return false;
  const inviter = invitation.organizationId;
  return inviter !== null && (ownOrganizationIds.has(inviter) || inviter === organizationId);
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

/** Other parties' records of an engagement: read for their state, and no deals that anybody can mean. */
export const OTHERS = ['sister', 'peer'] as const satisfies readonly DealKind[];

export function isOthers(kind: DealKind): kind is (typeof OTHERS)[number] {
  return OTHERS.some((one) => one === kind);
}

/** New and undecided: the partner may accept or decline (LIFE-04). Unknown sub-statuses are read-only (LIFE-03). */
export function awaitsAnswer(deal: Deal): boolean {
  return deal.status === 'New' && (deal.substatus === 'Pending' || deal.substatus === 'Received');
}

/** The moves that may be offered on this deal now. */
export function legalMoves(deal: Deal, kind: DealKind): readonly Move[] {
  const legal = LEGAL_MOVES[`${deal.status}/${deal.substatus}`] ?? [];
  return legal.filter((move) => MOVES_OF_KIND[kind].includes(move) && !isHeldByAssessment(deal, move));
}

/** A solution assessment is won only after stages that the API does not show (LIFE-09): Won is left to Partner Center. */
function isHeldByAssessment(deal: Deal, move: Move): boolean {
  return move === 'deal.won' && isSolutionAssessment(deal);
}

/** As far as it can be recognised: no field says it, only the names of types do (TYPE-05). */
export function isSolutionAssessment({ type, solutions }: Pick<Deal, 'type' | 'solutions'>): boolean {
  const words = [type, ...solutions.flatMap((solution) => [solution.type, solution.kind])];
  return words.some((word) => word !== null && /solution\s*assessment/i.test(word));
}

/** Has the deal gone past the state from which this move starts, so that somebody else was first? */
export function isPast(deal: Deal, kind: DealKind, move: Move): boolean {
  if (isOthers(kind)) return false;
  if (deal.status === 'Closed') return true;
  const startsNew = MOVES[move].status === 'Active' || move === 'deal.decline';
  return kind !== 'outbound' && startsNew && deal.status !== 'New';
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
