import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import { deadlineBand } from './expiry.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/** A joining place gets a card each for up to this many open deals. */
const MOST_CARDS_ON_JOINING = 3;

/** On joining. */
export const GREETING = 'greeting';
/** Later on: only what the place was not shown yet. */
export const CATCH_UP = 'greeting:more';
/** A reading that brings up several deals is told as one. */
const TOGETHER_WITHIN_MS = 3000;

export interface Greeting {
  /** Ids of the deals that get a card of their own. */
  cards: string[];
  /** Are there more, which one digest names? */
  digest: boolean;
}

/**
 * What a place is shown on joining: a card each for up to three open inbound deals; of more, cards for those in their
 * last 24 hours only and one digest of the others, so that nobody is flooded, nor told twice. Pure.
 */
export function planGreeting(open: readonly { deal: Deal }[], now: Date): Greeting {
  if (open.length <= MOST_CARDS_ON_JOINING) return { cards: open.map(({ deal }) => deal.id), digest: false };
  const critical = open.filter(({ deal }) => ['critical', 'passed'].includes(deadlineBand(deal, now)));
  return { cards: critical.map(({ deal }) => deal.id), digest: critical.length < open.length };
}

export function greetingWish({ id }: Pick<Place, 'id'>, now: Date): WantedDelivery {
  return { placeId: id, subject: 'place', occasion: GREETING, dueAt: now, wantedVersion: 1 };
}

/**
 * A backlog came to light (a steward who sees more, somebody's list): the place is told as on joining, not with a card
 * each.
 */
export function catchUpWish({ id }: Pick<Place, 'id'>, now: Date): WantedDelivery {
  const dueAt = new Date(now.getTime() + TOGETHER_WITHIN_MS);
  return { placeId: id, subject: 'place', occasion: CATCH_UP, dueAt, wantedVersion: 1 };
}
