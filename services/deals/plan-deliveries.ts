import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import { awaitsAnswer, type DealKind } from './lifecycle.ts';

/** The wish that one place shows one subject for one occasion; carried out by `bot/deliver.ts`. */
export interface WantedDelivery {
  placeId: string;
  /** A deal id, or `place` for what is about the place itself. */
  subject: string;
  /** Why it is shown: `new`, `copy:<activity id>`, `welcome`, ... */
  occasion: string;
  /** When it is to be looked at; null: not before something else asks. */
  dueAt: Date | null;
  wantedVersion: number;
}

export interface DealSituation {
  deal: Deal;
  kind: DealKind;
  version: number;
  /** When we first recorded the deal; 'new' to a place only if that was after the place joined. */
  firstSeenAt: Date;
  /** Following places that may be written to. */
  places: readonly Place[];
  /** What Teams shows of this deal now. */
  posted: readonly { placeId: string; occasion: string; version: number }[];
  /** People (by `personId`) who are known not to see this deal. */
  blind: ReadonlySet<string>;
  now: Date;
}

/**
 * What Teams should show of one deal: one new-deal card in every place that joined before we first saw it, and every
 * card that already stands brought up to the deal's version. Pure.
 */
export function planDeliveries(situation: DealSituation): WantedDelivery[] {
  const { deal, version, posted, now } = situation;
  const wish = (placeId: string, occasion: string): WantedDelivery => ({
    placeId,
    subject: deal.id,
    occasion,
    dueAt: now,
    wantedVersion: version,
  });
  const edits = posted
    .filter((card) => card.version !== version)
    .map((card) => wish(card.placeId, card.occasion));
  const shown = new Set(posted.filter((card) => card.occasion === 'new').map((card) => card.placeId));
  const news = placesToTell(situation)
    .filter((place) => !shown.has(place.id))
    .map((place) => wish(place.id, 'new'));
  return [...edits, ...news];
}

function placesToTell({ deal, kind, firstSeenAt, places, blind }: DealSituation): Place[] {
  if (kind !== 'inbound' || !awaitsAnswer(deal)) return [];
  return places.filter((place) => firstSeenAt >= place.joinedAt && !isBlind(place, blind));
}

function isBlind(place: Place, blind: ReadonlySet<string>): boolean {
  return place.kind === 'personal' && place.personId !== null && blind.has(place.personId);
}
