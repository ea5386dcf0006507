import type { PatchOperation } from '../referrals/referral-service.ts';
import { parseAcceptInputs } from './accept-inputs.ts';
import type { Deal } from './deal.ts';
import type { DecisionInputs, DecisionOutcome, DecisionVerb } from './decision.ts';
import { editVerb } from './edit-verb.ts';
import { FILLABLE_GAPS, gapsOf, isFillable } from './gaps.ts';
import { type DealKind, hasMoved, isPast, legalMoves, type Move } from './lifecycle.ts';
import { type Acceptor, acceptPatch, declinePatch, lostPatch, reasonText, wonPatch } from './patch-deal.ts';
import { shareVerb } from './new-deal/share-verb.ts';
import { parseReason } from './reasons.ts';
import { registerVerb } from './register-verb.ts';
import { isEarlyWin } from './registration-rules.ts';

/** A decision against the deal as it is now. */
export interface WriteRequest {
  deal: Deal;
  kind: DealKind;
  inputs: DecisionInputs;
  /** Who joins the team of a deal that has none. */
  acceptor: Acceptor;
  now: Date;
}

type Missing<K extends DecisionOutcome['kind']> = Omit<Extract<DecisionOutcome, { kind: K }>, 'stored'>;

/** What is to be written, or what the person must say first. */
export type WritePlan =
  | { kind: 'write'; operations: PatchOperation[] }
  | Missing<'gaps'>
  | Missing<'reasonMissing'>
  | Missing<'confirmationMissing'>
  | Missing<'registrationInvalid'>
  | Missing<'editInvalid'>
  | Missing<'editConflict'>
  | Missing<'unchanged'>;

/** What a verb does to a deal; pure. */
export interface DealVerb {
  /** May it be asked of the deal as it is (LIFE-02)? */
  isLegal(deal: Deal, kind: DealKind): boolean;
  /** Has the deal gone past where it could be asked, so that somebody was first? */
  isPast(deal: Deal, kind: DealKind): boolean;
  plan(request: WriteRequest): WritePlan;
  /** Does the deal stand where the verb leads? */
  isDone(deal: Deal, inputs: DecisionInputs): boolean;
  /** Of a deal that stands there: can it have been this write, whose answer was lost? Absent: nothing says otherwise */
  canBeFrom?(deal: Deal, inputs: DecisionInputs): boolean;
}

/** A verb that moves a deal along its life cycle. */
function move(verb: Move, plan: DealVerb['plan']): DealVerb {
  return {
    isLegal: (deal, kind) => legalMoves(deal, kind).includes(verb),
    isPast: (deal, kind) => isPast(deal, kind, verb),
    plan,
    isDone: (deal) => hasMoved(deal, verb),
  };
}

/** Everything that can be decided on a deal. Add a verb: one line here, its patch in `patch-deal.ts`. */
const DEAL_VERBS: Record<DecisionVerb, DealVerb> = {
  'deal.accept': move('deal.accept', planAccept),
  'deal.decline': { ...move('deal.decline', planDecline), canBeFrom: hasReasonOf },
  'deal.won': move('deal.won', planWon),
  'deal.lost': { ...move('deal.lost', planLost), canBeFrom: hasReasonOf },
  'deal.register': registerVerb,
  'deal.edit': editVerb,
  'deal.share': shareVerb,
};

/** The verb of a decision's row. */
export function dealVerb(verb: string): DealVerb {
  return DEAL_VERBS[verb as DecisionVerb];
}

/** What a lead needs for Accept is documented nowhere: it is asked for only where Partner Center refuses (TYPE-10). */
function planAccept({ deal, kind, inputs, acceptor, now }: WriteRequest): WritePlan {
  const gaps = kind === 'lead' ? [] : gapsOf(deal);
  const typed = inputs.accept ?? {};
  const asked = FILLABLE_GAPS.filter((field) => gaps.includes(field) || typed[field]);
  const { values, errors } = parseAcceptInputs(typed, asked, now);
  const isComplete = gaps.every(isFillable) && Object.keys(errors).length === 0;
  const wasAsked = Object.keys(typed).length > 0;
  if (!isComplete) return { kind: 'gaps', gaps, errors: wasAsked ? errors : {} };
  return { kind: 'write', operations: acceptPatch(deal, values, acceptor) };
}

function planDecline({ inputs }: WriteRequest): WritePlan {
  const reason = parseReason(inputs.reason);
  if (!reason) return { kind: 'reasonMissing' };
  return { kind: 'write', operations: declinePatch(reason, inputs.note ?? null) };
}

/** Lost is as final as declined and needs the same reasons (RSN-01, LIFE-11). */
function planLost({ inputs }: WriteRequest): WritePlan {
  const reason = parseReason(inputs.reason);
  if (!reason) return { kind: 'reasonMissing' };
  return { kind: 'write', operations: lostPatch(reason, inputs.note ?? null) };
}

/** A colleague in Partner Center who was first gave another reason (RSN-03); one that was not kept says nothing. */
function hasReasonOf({ statusReason }: Deal, { reason, note }: DecisionInputs): boolean {
  const code = parseReason(reason);
  return !statusReason || !code || statusReason.trim() === reasonText(code, note ?? null).trim();
}

/** Won is final (SEED-08), and within 72 hours of the deal's creation it is asked twice (WON-02). */
function planWon({ deal, inputs, now }: WriteRequest): WritePlan {
  const early = isEarlyWin(deal, now);
  const isConfirmed = inputs.confirmed === true && (!early || inputs.confirmedEarly === true);
  if (!isConfirmed) return { kind: 'confirmationMissing', early };
  return { kind: 'write', operations: wonPatch() };
}
