import type { Deal } from './deal.ts';
import { deadlineBand } from './expiry.ts';

/** A joining place gets a card each for up to this many open deals. */
const MOST_CARDS_ON_JOINING = 3;

export interface Greeting {
  /** Ids of the deals that get a card of their own. */
  cards: string[];
  /** Are there more than that, so that one digest names them all? */
  digest: boolean;
}

/**
 * What a place is shown on joining: a card each for up to three open inbound deals; of more, one digest and cards
 * for those in their last 24 hours only, so that nobody is flooded. Pure.
 */
export function planGreeting(open: readonly { deal: Deal }[], now: Date): Greeting {
  if (open.length <= MOST_CARDS_ON_JOINING) return { cards: open.map(({ deal }) => deal.id), digest: false };
  const critical = open.filter(({ deal }) => ['critical', 'passed'].includes(deadlineBand(deal, now)));
  return { cards: critical.map(({ deal }) => deal.id), digest: true };
}
