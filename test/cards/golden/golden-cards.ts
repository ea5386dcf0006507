import { dealCard } from '../../../cards/deal-card.ts';
import { reasonFormCard } from '../../../cards/reason-form-card.ts';
import { digestCard } from '../../../cards/digest-card.ts';
import type { AdaptiveCard } from '../../../cards/render.ts';
import { frenchReader, reader, sampleView } from '../sample-deal.ts';

/** The main cards as they are, so that a change of their layout shows in review. */
export const GOLDEN_CARDS: Record<string, () => AdaptiveCard> = {
  'deal-new.en': () => dealCard(sampleView, reader),
  'deal-new.fr': () => dealCard(sampleView, frenchReader),
  'decline-form.en': () =>
    reasonFormCard('decline', sampleView, reader, { values: {}, errors: {}, draftId: 'x-1' }),
  'digest.fr': () => digestCard({ reason: 'joined', items: [sampleView], total: 4 }, frenchReader),
};

export function goldenText(card: AdaptiveCard): string {
  return `${JSON.stringify(card, null, 2)}\n`;
}
