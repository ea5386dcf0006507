import type { WantedDelivery } from './wanted-delivery.ts';

/**
 * Who goes first where not everything may be sent at once: answers and edits after clicks, then news, then reminders,
 * then edits of what stands.
 */
export type Lane = 'answer' | 'news' | 'reminder' | 'edit';

/** In the order of the lanes, as the store keeps them. */
export const LANES: readonly Lane[] = ['answer', 'news', 'reminder', 'edit'];

const MINUTE_MS = 60_000;

/**
 * A lane goes before what is in a later one unless that has been due for longer by so much. So nothing starves: however
 * much arrives, what has waited for two hours goes before all that is newer.
 */
export const HANDICAP_MS: Readonly<Record<Lane, number>> = {
  answer: 0,
  news: 30 * MINUTE_MS,
  reminder: 60 * MINUTE_MS,
  edit: 120 * MINUTE_MS,
};

/** By the occasion's first word; all others are edits. */
const LANE_OF: Readonly<Record<string, Lane>> = {
  welcome: 'answer',
  greeting: 'answer',
  notDone: 'answer',
  making: 'answer',
  new: 'news',
  favorite: 'news',
  microsoft: 'news',
  ours: 'news',
  signIn: 'news',
  watching: 'news',
  registration: 'reminder',
  expiry: 'reminder',
  manager: 'reminder',
  digest: 'reminder',
};

/** The lane of something that does not stand yet. */
export function laneOf(occasion: string): Lane {
  return LANE_OF[occasion.split(':')[0] ?? ''] ?? 'edit';
}

/** What follows at once from something that a person did. */
export function afterClick(wanted: readonly WantedDelivery[], now: Date): WantedDelivery[] {
  return wanted.map((want) => (want.dueAt && want.dueAt <= now ? { ...want, lane: 'answer' } : want));
}
