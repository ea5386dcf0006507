import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import { deadlineOf } from './expiry.ts';
import {
  digestOccasion,
  type LadderStep,
  NEVER_QUIET,
  reminderOccasion,
  type ReminderRules,
  stepMoment,
} from './ladder.ts';
import { awaitsAnswer, type DealKind } from './lifecycle.ts';
import type { WantedDelivery } from './wanted-delivery.ts';
import { localDate, nextAtHour } from './working-time.ts';

const PLACE = 'place';

/** What the ladder needs to know of a deal. */
export interface DealOnLadder {
  deal: Deal;
  kind: DealKind;
  version: number;
  firstSeenAt: Date;
}

/** The steps to come for some places; each is looked at again, with fresh eyes, when it is due. Pure. */
export function planReminders(
  seen: DealOnLadder,
  places: readonly Place[],
  rules: ReminderRules,
  now: Date,
): WantedDelivery[] {
  const deadline = waitsUntil(seen);
  if (!deadline || deadline <= now) return [];
  return places.flatMap((place) =>
    rules.ladder.flatMap((step) => stepsWanted(seen, place, step, deadline, rules)),
  );
}

function stepsWanted(
  seen: DealOnLadder,
  place: Place,
  step: LadderStep,
  deadline: Date,
  rules: ReminderRules,
): WantedDelivery[] {
  const dueAt = stepMoment(step, deadline, place, rules, seenAt(seen, place));
  if (!dueAt) return [];
  const isDigest = step.shown === 'digest';
  const subject = isDigest ? PLACE : seen.deal.id;
  const occasion = isDigest ? digestOccasion(dueAt, place) : reminderOccasion(step, deadline);
  return [{ placeId: place.id, subject, occasion, dueAt, wantedVersion: isDigest ? 1 : seen.version }];
}

/** Since when a place knows a deal: since both were there. */
export function seenAt(
  { firstSeenAt }: Pick<DealOnLadder, 'firstSeenAt'>,
  { joinedAt }: Pick<Place, 'joinedAt'>,
): Date {
  return firstSeenAt > joinedAt ? firstSeenAt : joinedAt;
}

/** Until when a deal waits for our answer; null where it does not, or no deadline is given (EXP-02). */
export function waitsUntil({ deal, kind }: Pick<DealOnLadder, 'deal' | 'kind'>): Date | null {
  return kind === 'inbound' && awaitsAnswer(deal) ? deadlineOf(deal) : null;
}

/** Is a single step overtaken, because a later one is due as well? Then only the later one is shown. */
export function isOvertaken(
  step: LadderStep,
  deadline: Date,
  place: Place,
  rules: ReminderRules,
  since: Date,
  now: Date,
): boolean {
  return rules.ladder.some((other) => {
    if (other.shown !== 'single' || other.before >= step.before) return false;
    const moment = stepMoment(other, deadline, place, rules, since);
    return moment !== null && moment <= now;
  });
}

/**
 * Does the digest of this local date name the deal? Where the last digest is longer ago (the bot was down), everything
 * since counts.
 * @param date local date of the digest, `yyyy-mm-dd`
 * @param since local date of the digest before; what that one named is not named again
 */
export function isInDigest(
  seen: DealOnLadder,
  place: Place,
  rules: ReminderRules,
  date: string,
  since: string,
): boolean {
  const deadline = waitsUntil(seen);
  if (!deadline) return false;
  return rules.ladder
    .filter((step) => step.shown === 'digest')
    .map((step) => stepMoment(step, deadline, place, rules, seenAt(seen, place)))
    .some((dueAt) => dueAt !== null && isBetween(localDate(dueAt, place.timeZone), since, date));
}

/** Expired with nobody's answer (EXP-01): told in the next digest after. */
export function isExpiredUntouched({ deal, kind }: Pick<DealOnLadder, 'deal' | 'kind'>): boolean {
  return kind === 'inbound' && deal.status === 'Closed' && deal.substatus === 'Expired';
}

/** The next digest of a place. */
export function planNextDigest(place: Place, rules: ReminderRules, now: Date): WantedDelivery {
  const dueAt = nextAtHour(now, rules.digestHour, rules.quietHours ?? NEVER_QUIET, place.timeZone);
  return {
    placeId: place.id,
    subject: PLACE,
    occasion: digestOccasion(dueAt, place),
    dueAt,
    wantedVersion: 1,
  };
}

function isBetween(date: string, after: string, upTo: string): boolean {
  return date > after && date <= upTo;
}
