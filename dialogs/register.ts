import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { registerFormCard } from '../cards/register-form-card.ts';
import { type RegisterRefusal, registerReviewCard } from '../cards/register-review-card.ts';
import type { DecisionOutcome } from '../services/deals/decision.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { readMicrosoftSide } from '../services/deals/microsoft-side.ts';
import { mayRegister } from '../services/deals/register-verb.ts';
import { registrationFile } from '../services/deals/registration-csv.ts';
import { freezeAt, registrationDeadline } from '../services/deals/registration-deadline.ts';
import { wantRegistrationReminders } from '../services/deals/registration-deliveries.ts';
import {
  parseRegistrationInputs,
  type RegistrationErrors,
  type RegistrationInputs,
} from '../services/deals/registration-form.ts';
import { ownSolutions } from '../services/deals/registration-rules.ts';
import { isRegistered } from '../services/deals/registration-state.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import { closeDraft, type Draft } from '../services/store/drafts.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { findOpenForm, type FormMessage, type OpenedForm, startDraft } from './draft-form.ts';
import { contextOf, keepDraft, REGISTER, typedIn } from './registration-draft.ts';
import { prefilled } from './registration-prefill.ts';
import { viewDeal } from './view-deal.ts';

const ENGAGEMENT_WITHIN_MS = 1000;

/** The registration form of a won deal, prefilled, or with what this person typed before. */
export async function openRegistration(
  turn: DialogTurn,
  dealId: string,
  at: FormMessage,
): Promise<OpenedForm> {
  const { services, decider } = turn;
  const sight = await lookAtDeal(services, decider, dealId);
  if (sight.kind === 'unavailable') {
    const answer = await outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
    return { kind: 'refused', answer };
  }
  if (sight.kind !== 'seen') return { kind: 'refused', answer: await outcomeAnswer(turn, sight) };
  const { stored } = sight;
  const { deal, kind } = stored;
  if (isRegistered(deal)) return refused(turn, stored, null);
  if (!mayRegister(deal, kind)) return refused(turn, stored, { kind: 'notWonYet' });
  const signal = AbortSignal.timeout(ENGAGEMENT_WITHIN_MS);
  await readMicrosoftSide(services, { kind: 'person', person: decider }, deal, signal);
  const { verbs } = await viewDeal(services, stored);
  if (!verbs.includes('deal.register')) return refused(turn, stored, null);
  return openKnownRegistration(turn, stored, at, null);
}

/** The same for a deal that was just read, as after Won. @param banner what has just happened */
export async function openKnownRegistration(
  turn: DialogTurn,
  stored: StoredDeal,
  at: FormMessage,
  banner: Banner | null,
): Promise<Extract<OpenedForm, { kind: 'form' }>> {
  const { draft, ...opened } = await startDraft(
    turn,
    stored.deal.id,
    REGISTER,
    prefilled(stored.deal, turn.services, turn.reader.locale),
    at,
  );
  return { kind: 'form', answer: await drawForm(turn, stored, draft, { banner }), stored, ...opened };
}

/** What of it is refused is said by the deal's own card: its registration's state, or what is against one. */
async function refused(turn: DialogTurn, stored: StoredDeal, banner: Banner | null): Promise<OpenedForm> {
  const view = await viewDeal(turn.services, stored, { readAtOnce: true, banner });
  return { kind: 'refused', answer: { card: dealCard(view, turn.reader), view } };
}

export interface RegisterRequest {
  dealId: string;
  inputs: RegistrationInputs;
  /** `submit`: the form, to be checked and reviewed; `send`: the review; `back`: the form once more. */
  step: string;
}

/** A step of the form: kept first, then asked again with the errors beside the fields, reviewed, or sent. */
export async function stepRegistration(turn: DialogTurn, request: RegisterRequest): Promise<DialogAnswer> {
  const { services, decider } = turn;
  const sight = await lookAtDeal(services, decider, request.dealId);
  if (sight.kind === 'unavailable' && !sight.stored)
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: null });
  if (sight.kind === 'signIn') await keepUnread(turn, request);
  if (sight.kind !== 'seen' && sight.kind !== 'unavailable') return outcomeAnswer(turn, sight);
  const stored = sight.stored as StoredDeal;
  const at = { placeId: turn.placeId, activityId: turn.activityId };
  if (!mayRegister(stored.deal, stored.kind)) {
    const { answer } = await openRegistration(turn, request.dealId, at);
    return answer;
  }
  const known = prefilled(stored.deal, services, turn.reader.locale);
  const { draft } = await startDraft(turn, request.dealId, REGISTER, known, at);
  const isForm = request.step === 'submit';
  const kept = isForm ? await keepDraft(turn, draft, 'form', request.inputs) : draft;
  if (isForm) await remind(turn, stored, kept);
  if (request.step === 'back') return drawForm(turn, stored, await keepDraft(turn, draft, 'form', {}));
  return request.step === 'send' ? send(turn, stored, kept) : review(turn, stored, kept, null);
}

/** What was typed stays, although the deal cannot be read before the person signs in. */
async function keepUnread(turn: DialogTurn, { dealId, step, inputs }: RegisterRequest): Promise<void> {
  const draft = step === 'submit' ? await findOpenForm(turn, dealId, REGISTER) : null;
  if (draft) await keepDraft(turn, draft, 'form', inputs);
}

/** The 60 days count from the signature as soon as it is known (REG-14). */
async function remind({ services, decider }: DialogTurn, { deal }: StoredDeal, draft: Draft): Promise<void> {
  const signed = knownSignature(typedIn(draft));
  if (signed) await wantRegistrationReminders(services, decider, deal, signed);
}

async function review(
  turn: DialogTurn,
  stored: StoredDeal,
  draft: Draft,
  banner: Banner | null,
  refusal: Omit<RegisterRefusal, 'csv'> | null = null,
): Promise<DialogAnswer> {
  const { services } = turn;
  const now = services.clock.now();
  const typed = typedIn(draft);
  const parsed = parseRegistrationInputs(typed, await contextOf(turn, stored));
  if (parsed.errors) return drawForm(turn, stored, draft, { errors: parsed.errors });
  await keepDraft(turn, draft, 'review', {});
  const view = await viewDeal(services, stored, { readAtOnce: true, banner });
  const file = registrationFile(stored.deal.id, parsed.values);
  const card = registerReviewCard(
    view,
    { ...turn.reader, redaction: 'full' },
    {
      values: parsed.values,
      warnings: parsed.warnings,
      frozenUntil: freezeAt(now, services.registration.freezes)?.until ?? null,
      draftId: draft.id,
      refusal: refusal && { ...refusal, csv: file.text },
      isFileOffered: turn.takesFiles,
    },
  );
  return { card, view, draftId: draft.id, ...(refusal && turn.takesFiles && { file }) };
}

/** One write under the person's own rights; what the service shows afterwards is what is said (FORM-15). */
async function send(turn: DialogTurn, stored: StoredDeal, draft: Draft): Promise<DialogAnswer> {
  const { services, decider, placeId } = turn;
  const now = services.clock.now();
  if (freezeAt(now, services.registration.freezes)) return review(turn, stored, draft, null);
  const { invitedAt } = await contextOf(turn, stored);
  const registration = { typed: typedIn(draft), invitedAt: invitedAt?.toISOString() ?? null };
  const outcome = await services.decide({
    dealId: stored.deal.id,
    verb: 'deal.register',
    decider,
    inputs: { registration },
    version: null,
    placeId,
  });
  const again = await stillOpen(turn, draft, outcome);
  if (again) return again;
  const isOver = outcome.kind !== 'pending' && outcome.kind !== 'signIn';
  if (isOver) await closeDraft(services.store.db, draft.id, now);
  return outcomeAnswer(turn, outcome, 'deal.register');
}

/** The form or its review once more, where the draft stays; null where the exchange has ended. */
async function stillOpen(
  turn: DialogTurn,
  draft: Draft,
  outcome: DecisionOutcome,
): Promise<DialogAnswer | null> {
  if (outcome.kind === 'registrationInvalid')
    return drawForm(turn, outcome.stored, draft, { errors: outcome.errors });
  if (outcome.kind === 'rejected')
    return review(turn, outcome.stored, draft, null, { kind: 'rejected', code: outcome.code });
  if (outcome.kind === 'done' && !isRegistered(outcome.stored.deal))
    return review(turn, outcome.stored, draft, null, { kind: 'unseen', code: null });
  if (outcome.kind === 'notAllowed') return review(turn, outcome.stored, draft, { kind: 'notAllowed' });
  if (outcome.kind === 'unavailable' && outcome.stored)
    return review(turn, outcome.stored, draft, { kind: 'unavailable' });
  return null;
}

async function drawForm(
  turn: DialogTurn,
  stored: StoredDeal,
  draft: Draft,
  { errors = {}, banner = null }: { errors?: RegistrationErrors; banner?: Banner | null } = {},
): Promise<DialogAnswer & { draftId: string }> {
  const { services, reader } = turn;
  const { freezes } = services.registration;
  const values = typedIn(draft);
  const signed = errors.signedDate ? null : knownSignature(values);
  const view = await viewDeal(services, stored, { readAtOnce: true, banner });
  // In a person's own chat everything is shown.
  const card = registerFormCard(
    view,
    { ...reader, redaction: 'full' },
    {
      values,
      errors,
      deadline: signed ? registrationDeadline(signed, freezes) : null,
      frozenUntil: freezeAt(services.clock.now(), freezes)?.until ?? null,
      solutions: ownSolutions(stored.deal),
      draftId: draft.id,
    },
  );
  return { card, view, draftId: draft.id };
}

/** The day of signature, if it can be read. */
function knownSignature({ signedDate }: RegistrationInputs): string | null {
  const text = signedDate?.trim() ?? '';
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(`${text}T00:00:00Z`).getTime());
  return isDay ? text : null;
}
