import { declineFormCard } from '../cards/decline-form-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import { legalMoves } from '../services/deals/lifecycle.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { parseReason } from '../services/deals/reasons.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { openForm } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { viewDeal } from './view-deal.ts';

export interface DeclineRequest {
  dealId: string;
  version: number | null;
  inputs: { reason: string | null; note: string | null };
  /** Did the form send this, so that a missing reason is an error beside the field? */
  isSubmitted: boolean;
}

/** Decline: final, so a reason is asked first (LIFE-06, LIFE-11, RSN-01); with a reason it is written. */
export async function decline(turn: DialogTurn, request: DeclineRequest): Promise<DialogAnswer> {
  const { dealId, version, inputs } = request;
  if (parseReason(inputs.reason) === null) return askForReason(turn, request);
  const outcome = await turn.services.decide({
    dealId,
    verb: 'deal.decline',
    decider: turn.decider,
    inputs,
    version,
    placeId: turn.placeId,
  });
  await closeForms(turn.services, turn.decider, dealId);
  return outcomeAnswer(turn, outcome);
}

async function askForReason(turn: DialogTurn, request: DeclineRequest): Promise<DialogAnswer> {
  const sight = await lookAtDeal(turn.services, turn.decider, request.dealId);
  if (sight.kind === 'unavailable') {
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
  }
  if (sight.kind !== 'seen') return outcomeAnswer(turn, sight);
  if (!mayDecline(sight.stored)) return refuse(turn, request);
  const draft = await openForm(turn, request.dealId, 'decline', request.inputs);
  const view = await viewDeal(turn.services, sight.stored, { readAtOnce: true });
  const card = declineFormCard(view, turn.reader, {
    values: request.inputs,
    errors: request.isSubmitted ? { reason: 'required' } : {},
    draftId: draft.id,
  });
  return { card, view, draftId: draft.id };
}

function mayDecline({ deal, kind }: StoredDeal): boolean {
  return legalMoves(deal, kind).includes('deal.decline');
}

/** The deal cannot be declined any more: `decide` knows who was first and says so. */
async function refuse(turn: DialogTurn, { dealId, version }: DeclineRequest): Promise<DialogAnswer> {
  const outcome = await turn.services.decide({
    dealId,
    verb: 'deal.decline',
    decider: turn.decider,
    inputs: {},
    version,
    placeId: turn.placeId,
  });
  return outcomeAnswer(turn, outcome);
}
