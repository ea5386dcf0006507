import { dealCard } from '../cards/deal-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { FRESH_WITHIN_MS } from './fresh-within.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { viewDeal } from './view-deal.ts';

/**
 * Leaves a form without doing anything: the deal as it is now. The person's other forms on the deal stay.
 * @param draftId of the form; null where the button does not say it: all of them end
 */
export async function cancel(
  turn: DialogTurn,
  dealId: string,
  draftId: string | null = null,
): Promise<DialogAnswer> {
  const ends = ({ id }: { id: string }) => draftId === null || id === draftId;
  await closeForms(turn.services, turn.decider, dealId, ends);
  const sight = await lookAtDeal(turn.services, turn.decider, dealId, AbortSignal.timeout(FRESH_WITHIN_MS));
  if (sight.kind === 'unavailable') {
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
  }
  if (sight.kind !== 'seen') return outcomeAnswer(turn, sight);
  const view = await viewDeal(turn.services, sight.stored, {
    readAtOnce: true,
    banner: { kind: 'cancelled' },
  });
  return { card: dealCard(view, turn.reader), view };
}
