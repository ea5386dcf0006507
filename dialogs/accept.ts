import { acceptFormCard } from '../cards/accept-form-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import type { AcceptInputs } from '../services/deals/accept-inputs.ts';
import type { DecisionOutcome } from '../services/deals/decision.ts';
import { FILLABLE_GAPS } from '../services/deals/gaps.ts';
import { type KnownSolution, knownSolutions } from '../services/deals/known-solutions.ts';
import { findLatestDeals } from '../services/store/deals.ts';
import { keepTyped, openForm } from './draft-form.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { knownValues } from './known-values.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { viewDeal } from './view-deal.ts';

export interface AcceptRequest {
  dealId: string;
  version: number | null;
  inputs: AcceptInputs;
}

/**
 * Accept: one click where nothing is missing. Else, or where Partner Center refuses, a form in the same message,
 * with the gaps only (FLD-17).
 */
export async function accept(
  turn: DialogTurn,
  { dealId, version, inputs }: AcceptRequest,
): Promise<DialogAnswer> {
  const typed = Object.fromEntries(
    Object.entries(inputs).filter(([, text]) => text !== null && text !== undefined),
  );
  const outcome = await turn.services.decide({
    dealId,
    verb: 'deal.accept',
    decider: turn.decider,
    inputs: { accept: typed },
    version,
    placeId: turn.placeId,
  });
  const answer = needsForm(outcome) ? await form(turn, outcome, typed) : await outcomeAnswer(turn, outcome);
  if (answer.signIn) await keepTyped(turn, dealId, 'accept', typed);
  else if (!answer.draftId) await closeForms(turn.services, turn.decider, dealId);
  return answer;
}

type NeedsForm = Extract<DecisionOutcome, { kind: 'gaps' | 'rejected' }>;

function needsForm(outcome: DecisionOutcome): outcome is NeedsForm {
  return outcome.kind === 'gaps' || (outcome.kind === 'rejected' && outcome.stored.deal.status === 'New');
}

async function form(turn: DialogTurn, outcome: NeedsForm, typed: AcceptInputs): Promise<DialogAnswer> {
  const { stored } = outcome;
  const draft = await openForm(turn, stored.deal.id, 'accept', { ...typed });
  const isRefused = outcome.kind === 'rejected';
  const view = await viewDeal(turn.services, stored, {
    readAtOnce: true,
    banner: isRefused ? { kind: 'rejected', args: { code: outcome.code } } : null,
  });
  const card = acceptFormCard(view, turn.reader, {
    gaps: isRefused ? FILLABLE_GAPS : outcome.gaps,
    values: { ...knownValues(stored.deal, turn.reader.locale), ...draft.inputs, ...typed },
    errors: isRefused ? {} : outcome.errors,
    draftId: draft.id,
    solutions: await ourSolutions(turn),
  });
  return { card, view, draftId: draft.id };
}

/** Deals that are read for their solutions. */
const DEALS_READ = 200;

async function ourSolutions({ services }: DialogTurn): Promise<KnownSolution[]> {
  const latest = await findLatestDeals(services.store.db, DEALS_READ);
  return knownSolutions(latest.map(({ deal }) => deal));
}
