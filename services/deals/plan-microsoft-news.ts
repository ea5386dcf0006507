import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import { type DealKind, MICROSOFT } from './lifecycle.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/** What Microsoft made of its own referral of an engagement; null: it has not answered, or in a way that we do not know. */
export const MICROSOFT_ANSWERS = ['accepted', 'declined', 'expired', 'won', 'lost'] as const;
export type MicrosoftAnswer = (typeof MICROSOFT_ANSWERS)[number];

/** A map, because the service may say any word (LIFE-03). */
const ANSWERS = new Map<string, MicrosoftAnswer>([
  ['Active/Accepted', 'accepted'],
  ['Closed/Declined', 'declined'],
  ['Closed/Expired', 'expired'],
  ['Closed/Won', 'won'],
  ['Closed/Lost', 'lost'],
]);

export function microsoftAnswer(sister: Pick<Deal, 'status' | 'substatus'>): MicrosoftAnswer | null {
  return ANSWERS.get(`${sister.status}/${sister.substatus}`) ?? null;
}

/** When Microsoft's side came to be as it is; null: Partner Center does not say. */
export function answeredAt(sister: Deal): Date | null {
  return (sister.status === 'Closed' ? sister.closedAt : sister.acceptedAt) ?? sister.updatedAt;
}

export interface MicrosoftNews {
  /** Microsoft's own referral; null: not seen before. */
  before: Deal | null;
  after: Deal;
  /** Our deal of the engagement. */
  ours: { deal: Deal; kind: DealKind; version: number; firstSeenAt: Date };
  /** The chats of the people of the deal that may be pushed to. */
  places: readonly Place[];
  now: Date;
}

const NEWS = 'microsoft:';

/**
 * Microsoft accepted, declined, let it expire, won or lost: told once to the people of the deal, in their own chats, as a
 * message of its own, because edits notify nobody (SEED-02, EXP-05). It is never one of them who did it. Where
 * Microsoft's side is seen for the first time, it is news if it happened since we know the deal. Once our own deal is
 * closed, only its registration is told. Pure.
 */
export function planMicrosoftNews({ before, after, ours, places, now }: MicrosoftNews): WantedDelivery[] {
  const answer = microsoftAnswer(after);
  if (ours.deal.status === 'Closed' || answer === null || !isNews(before, after, ours.firstSeenAt)) return [];
  // Whoever invites has accepted.
  if (answer === 'accepted' && ours.deal.invitation.organizationId === MICROSOFT) return [];
  const wish = {
    subject: ours.deal.id,
    occasion: `${NEWS}${answer}`,
    dueAt: now,
    wantedVersion: ours.version,
  };
  return places.map(({ id }) => ({ ...wish, placeId: id }));
}

function isNews(before: Deal | null, after: Deal, since: Date): boolean {
  if (before) return microsoftAnswer(before) !== microsoftAnswer(after);
  const at = answeredAt(after);
  return at !== null && at > since;
}

/** Reads an occasion of `planMicrosoftNews`; null for another one. */
export function toldAnswer(occasion: string): MicrosoftAnswer | null {
  return MICROSOFT_ANSWERS.find((answer) => occasion === `${NEWS}${answer}`) ?? null;
}
