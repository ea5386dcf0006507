import type { PersonKey } from '../../people/person.ts';
import type { Place } from '../../people/place.ts';
import type { WantedDelivery } from '../wanted-delivery.ts';
import { CREATE, INVITE } from './own-deal-outcome.ts';

export type OwnNews = 'create' | 'share' | 'invite';

const NEWS: Record<string, OwnNews> = { [CREATE]: 'create', 'deal.share': 'share', [INVITE]: 'invite' };
const OURS = 'ours:';

export interface OwnNewsSituation {
  dealId: string;
  version: number;
  /** What brought the reading about. */
  verb: string;
  actor: PersonKey;
  /** The own chats of the people of the deal that may be pushed to. */
  places: readonly Place[];
  now: Date;
}

/**
 * That a deal of ours was made, shared or sent to Microsoft is told once to the people of the deal, in their own chats;
 * not to the one who did it. Pure.
 */
export function planOwnNews({
  dealId,
  version,
  verb,
  actor,
  places,
  now,
}: OwnNewsSituation): WantedDelivery[] {
  const news = NEWS[verb];
  if (news === undefined) return [];
  return places
    .filter(({ personId }) => personId !== actor.personId)
    .map(({ id }) => ({
      placeId: id,
      subject: dealId,
      occasion: `${OURS}${news}`,
      dueAt: now,
      wantedVersion: version,
    }));
}

/** Reads an occasion of `planOwnNews`; null for another one. */
export function toldOwnNews(occasion: string): OwnNews | null {
  return Object.values(NEWS).find((news) => occasion === `${OURS}${news}`) ?? null;
}

/** The verb behind a piece of news. */
export function verbOfNews(news: OwnNews): string {
  return `deal.${news}`;
}
