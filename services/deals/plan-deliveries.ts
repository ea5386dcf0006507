import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import type { ReminderRules } from './ladder.ts';
import { awaitsAnswer, type DealKind } from './lifecycle.ts';
import { catchUpWish } from './plan-greeting.ts';
import type { WantedDelivery } from './wanted-delivery.ts';
import { isPosted, placeRules, type PlaceSettings } from './place-settings.ts';
import { type DealOnLadder, isExpiredUntouched, planNextDigest, planReminders } from './plan-reminders.ts';

export interface DealSituation {
  deal: Deal;
  kind: DealKind;
  version: number;
  /** When we first recorded the deal; later on 'new' to a place only if that was after the place joined. */
  firstSeenAt: Date;
  /** Microsoft's own referral, for whose answer a deal of ours waits. Default: none */
  sister?: DealOnLadder['sister'];
  /** Following places that may be written to; of a deal of our own, the chats of its people. */
  places: readonly Place[];
  /** What Teams shows of this deal now. */
  posted: readonly { placeId: string; occasion: string; version: number }[];
  /** Posted digests that name this deal. */
  digests: readonly { placeId: string; occasion: string }[];
  /** People (by `personId`) who are known not to see this deal. */
  blind: ReadonlySet<string>;
  /** People whom a shared place tells already: their personal chats, following by default, are spared. */
  told: ReadonlySet<string>;
  /** The bot's own rules, for what a place does not set. */
  rules: ReminderRules;
  /** By place id; a place without any follows the bot's. */
  settings: ReadonlyMap<string, PlaceSettings>;
  /** First met in a reading that shows old deals and new ones alike, so it need not be new. Default false */
  isBacklog?: boolean;
  /** Met just now, and news: to every place that is there, whichever bot's clock said when it joined. Default false */
  isNew?: boolean;
  now: Date;
}

/**
 * What Teams should show of one deal: one new-deal card in every place that joined before we first saw it, the steps
 * of the ladder to come, and everything that already stands brought up to the deal's version. Pure.
 */
export function planDeliveries(situation: DealSituation): WantedDelivery[] {
  const { now, blind, told } = situation;
  const seeing = situation.places.filter((place) => !isBlind(place, blind));
  // What a place is set to be posted, and who is told elsewhere, is about what is posted: inbound deals.
  const isPushed = situation.kind === 'inbound';
  const wanting = isPushed
    ? seeing.filter(({ id }) => isPosted(situation.deal, situation.settings.get(id)))
    : seeing;
  return [
    ...edits(situation),
    ...newCards(
      situation,
      wanting.filter((place) => !isSpared(place, told)),
    ),
    // Spared or not is judged when a step is due: people come and go.
    ...wanting.flatMap((place) => planReminders(situation, [place], rulesOf(place, situation), now)),
    ...expiryNews(situation, seeing),
  ];
}

function rulesOf({ id }: Place, { settings, rules }: DealSituation): ReminderRules {
  return placeRules(settings.get(id), rules);
}

function isBlind({ kind, personId }: Place, blind: DealSituation['blind']): boolean {
  return kind === 'personal' && personId !== null && blind.has(personId);
}

function isSpared({ kind, personId, byDefault }: Place, told: DealSituation['told']): boolean {
  return kind === 'personal' && personId !== null && byDefault && told.has(personId);
}

function edits({ deal, version, posted, digests, now }: DealSituation): WantedDelivery[] {
  const cards = posted
    .filter((card) => card.version !== version)
    .map(({ placeId, occasion }) => ({
      placeId,
      subject: deal.id,
      occasion,
      dueAt: now,
      wantedVersion: version,
    }));
  const lists = digests.map((digest) => ({ ...digest, subject: 'place', dueAt: now, wantedVersion: 1 }));
  return [...cards, ...lists];
}

/** What a digest names was shown: no card follows it only because the deal changed. */
function newCards(situation: DealSituation, places: Place[]): WantedDelivery[] {
  const {
    deal,
    kind,
    version,
    firstSeenAt,
    posted,
    digests,
    isBacklog = false,
    isNew = false,
    now,
  } = situation;
  if (kind !== 'inbound' || !awaitsAnswer(deal)) return [];
  const cards = posted.filter((card) => card.occasion === 'new');
  const shown = new Set([...cards, ...digests].map(({ placeId }) => placeId));
  const unaware = places.filter(({ id }) => !shown.has(id));
  if (isBacklog) return unaware.map((place) => catchUpWish(place, now));
  return unaware
    .filter((place) => isNew || firstSeenAt >= place.joinedAt)
    .map((place) => ({
      placeId: place.id,
      subject: deal.id,
      occasion: 'new',
      dueAt: now,
      wantedVersion: version,
    }));
}

/** A deal that expired with nobody's answer is told in the next digest of the places that were shown it. */
function expiryNews(situation: DealSituation, places: Place[]): WantedDelivery[] {
  if (!isExpiredUntouched(situation)) return [];
  const shown = new Set([...situation.posted, ...situation.digests].map(({ placeId }) => placeId));
  return places
    .filter((place) => shown.has(place.id))
    .map((place) => planNextDigest(place, rulesOf(place, situation), situation.now));
}
