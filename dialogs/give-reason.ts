import { reasonFormCard } from '../cards/reason-form-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import { legalMoves } from '../services/deals/lifecycle.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { parseReason } from '../services/deals/reasons.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { keepTyped, openForm } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { refuseMove } from './refuse-move.ts';
import { viewDeal } from './view-deal.ts';

export interface ReasonRequest {
  dealId: string;
  version: number | null;
  inputs: { reason: string | null; note: string | null };
  /** Did the form send this, so that a missing reason is an error beside the field? */
  isSubmitted: boolean;
}

/** What ends with a reason. */
export type ReasonAct = 'decline' | 'lost';

/** A move that is final, so a reason is asked first (LIFE-06, LIFE-11, RSN-01); with a reason it is written. */
export async function giveReason(
  turn: DialogTurn,
  act: ReasonAct,
  request: ReasonRequest,
): Promise<DialogAnswer> {
  const { dealId, version, inputs } = request;
  if (parseReason(inputs.reason) === null) return askForReason(turn, act, request);
  const outcome = await turn.services.decide({
    dealId,
    verb: `deal.${act}`,
    decider: turn.decider,
    inputs,
    version,
    placeId: turn.placeId,
  });
  if (outcome.kind === 'signIn') await keepTyped(turn, dealId, act, inputs);
  else await closeForms(turn.services, turn.decider, dealId);
  return outcomeAnswer(turn, outcome);
}

async function askForReason(turn: DialogTurn, act: ReasonAct, request: ReasonRequest): Promise<DialogAnswer> {
  const verb = `deal.${act}` as const;
  const sight = await lookAtDeal(turn.services, turn.decider, request.dealId);
  if (sight.kind === 'unavailable') {
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
  }
  if (sight.kind !== 'seen') return outcomeAnswer(turn, sight);
  const { deal, kind } = sight.stored;
  if (!legalMoves(deal, kind).includes(verb)) return refuseMove(turn, verb, request);
  const { isSubmitted, inputs } = request;
  const draft = await openForm(turn, request.dealId, act, isSubmitted ? inputs : typedIn(inputs));
  const view = await viewDeal(turn.services, sight.stored, { readAtOnce: true });
  const card = reasonFormCard(act, view, turn.reader, {
    values: { reason: null, note: null, ...draft.inputs },
    errors: isSubmitted ? { reason: 'required' } : {},
    draftId: draft.id,
  });
  return { card, view, draftId: draft.id };
}

function typedIn(inputs: ReasonRequest['inputs']): Partial<ReasonRequest['inputs']> {
  return Object.fromEntries(Object.entries(inputs).filter(([, text]) => text !== null));
}
