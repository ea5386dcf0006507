import { wonFormCard } from '../cards/won-form-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import { judgeDeal } from '../services/deals/judge-deal.ts';
import { legalMoves } from '../services/deals/lifecycle.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { readMicrosoftSide } from '../services/deals/microsoft-side.ts';
import { findNamedSolution, saveNamedSolution } from '../services/deals/named-solution.ts';
import { isEarlyWin, ownSolutions, safeToWinFrom } from '../services/deals/registration-rules.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { openForm } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { refuseMove } from './refuse-move.ts';
import { viewDeal } from './view-deal.ts';

export interface WinRequest {
  dealId: string;
  version: number | null;
  inputs: { confirm: string | null; solutionId: string | null };
  /** `submit`: the form sent it; `again`: so did the second form, for deals less than 72 h old; null: opens it. */
  step: string | null;
}

export interface WinAnswer extends DialogAnswer {
  /**
   * The deal is won and may be registered: what goes on at once. Its forms are still open, so that no edit of their
   * message comes before the next form: whoever goes on ends them afterwards.
   */
  registers?: StoredDeal;
}

/** Longest wait for Microsoft's side, beside the reading of the deal itself. */
const ENGAGEMENT_WITHIN_MS = 1000;

/**
 * Won: final, so a yes is asked first (SEED-08), beside what it means for the registration; twice where the deal is
 * less than 72 h old (WON-02).
 */
export async function win(turn: DialogTurn, request: WinRequest): Promise<WinAnswer> {
  const sight = await lookAtDeal(turn.services, turn.decider, request.dealId);
  if (sight.kind === 'unavailable') {
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
  }
  if (sight.kind !== 'seen') return outcomeAnswer(turn, sight);
  const { stored } = sight;
  const { deal, kind } = stored;
  if (!legalMoves(deal, kind).includes('deal.won')) return refuseMove(turn, 'deal.won', request);

  const isYes = /^(true|yes|oui|on|1)$/i.test(request.inputs.confirm ?? '');
  const isSent = request.step !== null;
  await keepNamed(turn, request);
  if (!isSent || !isYes) return form(turn, stored, request, isSent && !isYes);
  const early = isEarlyWin(deal, turn.services.clock.now());
  if (early && request.step !== 'again') return form(turn, stored, { ...request, step: 'again' }, false);
  return write(turn, request, early);
}

async function write(turn: DialogTurn, request: WinRequest, early: boolean): Promise<WinAnswer> {
  const { services, decider, placeId } = turn;
  const outcome = await services.decide({
    dealId: request.dealId,
    verb: 'deal.won',
    decider,
    inputs: { confirmed: true, confirmedEarly: early },
    version: request.version,
    placeId,
  });
  const answer = await outcomeAnswer(turn, outcome, 'deal.won');
  const isMine = outcome.kind === 'done' && outcome.decision.personId === decider.personId;
  const isOffered = answer.view?.verbs.includes('deal.register') ?? false;
  if (isMine && isOffered) return { ...answer, registers: outcome.stored };
  if (outcome.kind !== 'signIn') await closeForms(services, decider, request.dealId);
  return answer;
}

/** What the person knows of eligible solutions is kept for the deal (REG-02). */
async function keepNamed({ services }: DialogTurn, { dealId, inputs, step }: WinRequest): Promise<void> {
  const { solutionId } = inputs;
  if (step === null || solutionId === null) return;
  await saveNamedSolution(services.store.db, dealId, solutionId === 'unknown' ? null : solutionId);
}

async function form(
  turn: DialogTurn,
  stored: StoredDeal,
  { step, inputs }: WinRequest,
  isUnconfirmed: boolean,
): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  const { deal } = stored;
  const signal = AbortSignal.timeout(ENGAGEMENT_WITHIN_MS);
  const microsoft = await readMicrosoftSide(services, { kind: 'person', person: decider }, deal, signal);
  const findings = await judgeDeal(services, deal, microsoft);
  const draft = await openForm(turn, deal.id, 'won', { ...inputs });
  const view = await viewDeal(services, stored, { readAtOnce: true });
  const card = wonFormCard(view, reader, {
    findings,
    earlyUntil: step === 'again' ? safeToWinFrom(deal) : null,
    isUnconfirmed,
    solutionId: (await findNamedSolution(services.store.db, deal.id)) ?? inputs.solutionId,
    solutions: ownSolutions(deal),
    draftId: draft.id,
  });
  return { card, view, draftId: draft.id };
}
