import type { Place } from '../people/place.ts';
import { type LadderStep, reminderOccasion, type ReminderRules, stepMoment } from './ladder.ts';
import { type DealOnLadder, seenAt, waitsUntil } from './plan-reminders.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Quiet hours move a step earlier, over a weekend at most. */
const EARLIEST_MS = 4 * DAY_MS;

/** A manager's chat, with how it is reminded. */
export interface ManagerChat {
  place: Place;
  rules: ReminderRules;
}

/** Up to which deadline managers may have to be asked now: of those deals it is worth knowing who they are. */
export function concernsManagersUntil(steps: readonly LadderStep[], now: Date): Date {
  const longest = Math.max(0, ...steps.map(({ before }) => before));
  return new Date(now.getTime() + longest + EARLIEST_MS);
}

/**
 * The steps of one deal for the managers of those who were asked, in the managers' own chats. Who they are is a fact
 * handed in; each is looked at again when it is due. Pure.
 */
export function planEscalations(
  seen: DealOnLadder,
  chats: readonly ManagerChat[],
  steps: readonly LadderStep[],
  now: Date,
): WantedDelivery[] {
  const deadline = waitsUntil(seen);
  if (!deadline || deadline <= now) return [];
  return chats.flatMap(({ place, rules }) =>
    steps.flatMap((step) => {
      const dueAt = stepMoment(step, deadline, place, rules, seenAt(seen, place));
      if (!dueAt) return [];
      const occasion = escalationOccasion(step, deadline);
      return [{ placeId: place.id, subject: seen.deal.id, occasion, dueAt, wantedVersion: seen.version }];
    }),
  );
}

/** About one deadline, as reminders are. */
export function escalationOccasion(step: LadderStep, deadline: Date): string {
  return reminderOccasion(step, deadline).replace(/^expiry:/, 'manager:');
}

/** Reads an occasion of `escalationOccasion`; null where its step is not set any more, or it is for another deadline. */
export function currentEscalation(
  occasion: string,
  seen: DealOnLadder,
  { toManagers = [] }: ReminderRules,
): LadderStep | null {
  const deadline = waitsUntil(seen);
  return (deadline && toManagers.find((step) => escalationOccasion(step, deadline) === occasion)) ?? null;
}
