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
import { nextAtHour } from './working-time.ts';

const PLACE = 'place';

/** What the ladder needs to know of a deal. */
export interface DealOnLadder {
  deal: Deal;
  kind: DealKind;
  version: number;
  firstSeenAt: Date;
  /** Microsoft's own referral of the engagement, for whose answer an outbound deal waits (SEED-02). Default: none */
  sister?: { deal: Deal; firstSeenAt: Date } | null;
}

/**
 * The steps to come for some places, each looked at again, with fresh eyes, when it is due; of those that have passed,
 * the last one counts, should it not have been told. Pure.
 */
export function planReminders(
  seen: DealOnLadder,
  places: readonly Place[],
  rules: ReminderRules,
  now: Date,
): WantedDelivery[] {
  const deadline = waitsUntil(seen);
  if (!deadline || deadline <= now) return [];
  return places.flatMap((place) => {
    const steps = stepsOf(seen, deadline, place, rules);
    const last = steps.findLast(({ dueAt }) => dueAt <= now);
    const coming = steps.filter(({ dueAt }) => dueAt > now);
    return (last ? [last, ...coming] : coming).map(({ step, dueAt }) => {
      if (step.shown === 'single') {
        const occasion = reminderOccasion(step, deadline);
        return { placeId: place.id, subject: seen.deal.id, occasion, dueAt, wantedVersion: seen.version };
      }
      return dueAt > now ? digestAt(place, dueAt) : planNextDigest(place, rules, now);
    });
  });
}

interface DueStep {
  step: LadderStep;
  dueAt: Date;
}

/** The steps that are meant for a place, the longest before the deadline first. */
function stepsOf(seen: DealOnLadder, deadline: Date, place: Place, rules: ReminderRules): DueStep[] {
  return rules.ladder.flatMap((step) => {
    const dueAt = stepMoment(step, deadline, place, rules, seenAt(seen, place));
    return dueAt ? [{ step, dueAt }] : [];
  });
}

/** Since when a place knows of what the deal waits for: since both were there. */
export function seenAt(
  { kind, firstSeenAt, sister }: Pick<DealOnLadder, 'kind' | 'firstSeenAt' | 'sister'>,
  { joinedAt }: Pick<Place, 'joinedAt'>,
): Date {
  const since = kind === 'outbound' && sister ? sister.firstSeenAt : firstSeenAt;
  return since > joinedAt ? since : joinedAt;
}

/**
 * Until when a deal waits: an inbound one for our answer, one of ours for Microsoft's (SEED-02, EXP-05); null where it
 * does not, or no deadline is given (EXP-02).
 */
export function waitsUntil({
  deal,
  kind,
  sister,
}: Pick<DealOnLadder, 'deal' | 'kind' | 'sister'>): Date | null {
  if (kind === 'inbound') return awaitsAnswer(deal) ? deadlineOf(deal) : null;
  const waitsForMicrosoft = kind === 'outbound' && deal.status === 'Active' && sister;
  return waitsForMicrosoft && awaitsAnswer(sister.deal) ? deadlineOf(sister.deal) : null;
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
 * Does a digest name the deal now? Where the last step that has passed is one of the digest, and no digest since has
 * named it: however late that is (the bot was down), and whatever moved the deadline.
 * @param namedAt when a digest of the place named the deal with its present deadline; null: never
 */
export function isInDigest(
  seen: DealOnLadder,
  place: Place,
  rules: ReminderRules,
  namedAt: Date | null,
  now: Date,
): boolean {
  const deadline = waitsUntil(seen);
  if (!deadline || deadline <= now) return false;
  const last = stepsOf(seen, deadline, place, rules).findLast(({ dueAt }) => dueAt <= now);
  return last?.step.shown === 'digest' && (namedAt === null || namedAt < last.dueAt);
}

/** Expired with nobody's answer (EXP-01): told in the next digest after. */
export function isExpiredUntouched({ deal, kind }: Pick<DealOnLadder, 'deal' | 'kind'>): boolean {
  return kind === 'inbound' && deal.status === 'Closed' && deal.substatus === 'Expired';
}

/** The next digest of a place. */
export function planNextDigest(place: Place, rules: ReminderRules, now: Date): WantedDelivery {
  return digestAt(place, nextAtHour(now, rules.digestHour, rules.quietHours ?? NEVER_QUIET, place.timeZone));
}

function digestAt(place: Place, dueAt: Date): WantedDelivery {
  const occasion = digestOccasion(dueAt, place);
  return { placeId: place.id, subject: PLACE, occasion, dueAt, wantedVersion: 1 };
}
