import type { StoredDeal } from '../store/deals.ts';
import type { Decision } from '../store/decisions.ts';
import type { AcceptInputError, AcceptInputs } from './accept-inputs.ts';
import type { FillableGap, Gap } from './gaps.ts';
import type { EditField, EditInputError, EditTexts } from './edit-inputs.ts';
import type { Move } from './lifecycle.ts';
import type { ShareInputs } from './new-deal/share-verb.ts';
import type { Decider } from './patch-deal.ts';
import type { RegistrationErrors, RegistrationInputs } from './registration-form.ts';

/** As typed into a form. */
export interface DecisionInputs {
  accept?: AcceptInputs;
  reason?: string | null;
  note?: string | null;
  edit?: EditRequest;
  /** Won is final: the person said yes (SEED-08). */
  confirmed?: boolean;
  /** And said it again, because it endangers the registration (WON-02). */
  confirmedEarly?: boolean;
  registration?: RegistrationRequest;
  share?: ShareInputs;
}

/** A registration as typed. */
export interface RegistrationRequest {
  typed: RegistrationInputs;
  /** When Microsoft was invited, ISO 8601; null: with the deal's creation (FORM-07). */
  invitedAt: string | null;
}

/** An edit of some fields, as texts. */
export interface EditRequest {
  changes: Partial<EditTexts>;
  /** The same fields as the person saw them; where Partner Center says something else now, it is a conflict. */
  seen: Partial<EditTexts>;
}

/** Everything that is a decision: moves along the life cycle, edits, the registration of a won deal, and
 * visibility of our own for Microsoft's sellers. What makes a deal is none: `new-deal/`. */
export type DecisionVerb = Move | 'deal.edit' | 'deal.register' | 'deal.share';

/** What one person asks to be done to one deal. */
export interface DecisionRequest {
  dealId: string;
  verb: DecisionVerb;
  decider: Decider;
  /** As typed; parsed against the fresh deal. */
  inputs: DecisionInputs;
  /** The version that the person's card showed; null where it showed none (a typed command). */
  version: number | null;
  /** Where it was asked, so that the person can be told there later. */
  placeId: string | null;
}

/** How a decision came out. Every refusal is a value; only surprises are thrown. */
export type DecisionOutcome =
  | { kind: 'done'; stored: StoredDeal; decision: Decision }
  /** Somebody, here or in Partner Center, was first. `decision` is theirs where it was made here. */
  | { kind: 'alreadyDecided'; stored: StoredDeal; decision: Decision | null }
  /** The deal is not in a state that allows the move (LIFE-02). */
  | { kind: 'illegal'; stored: StoredDeal }
  /** Accept needs more (FLD-17). `errors` where something was typed and does not do. */
  | { kind: 'gaps'; stored: StoredDeal; gaps: Gap[]; errors: Partial<Record<FillableGap, AcceptInputError>> }
  | { kind: 'reasonMissing'; stored: StoredDeal }
  /** Won was not confirmed; `early`: a second time, within 72 hours of the deal's creation (WON-02). */
  | { kind: 'confirmationMissing'; stored: StoredDeal; early: boolean }
  /** A registration that does not do: `errors` by field. */
  | { kind: 'registrationInvalid'; stored: StoredDeal; errors: RegistrationErrors }
  /** An edit that does not do: `errors` by field. */
  | { kind: 'editInvalid'; stored: StoredDeal; errors: Partial<Record<EditField, EditInputError>> }
  /** Somebody changed the same fields meanwhile: their values as texts. */
  | { kind: 'editConflict'; stored: StoredDeal; theirs: Partial<EditTexts> }
  /** The deal says already what the edit wants. */
  | { kind: 'unchanged'; stored: StoredDeal }
  /** What a person must know before deciding has changed since their card was made. */
  | { kind: 'changed'; stored: StoredDeal; fields: string[] }
  /** Partner Center refused for a rule of its own. */
  | { kind: 'rejected'; stored: StoredDeal; code: string | null }
  /** The person may read but not change this deal (PERM-02). */
  | { kind: 'notAllowed'; stored: StoredDeal }
  | { kind: 'noAccess' }
  | { kind: 'notFound' }
  | { kind: 'signIn' }
  /** Partner Center did not answer and surely nothing was written. */
  | { kind: 'unavailable'; stored: StoredDeal | null; retryAfterSeconds: number | null }
  /** It may have been written; `finishDecisions` goes on until that is known. */
  | { kind: 'pending'; stored: StoredDeal | null };
