import type { Place } from '../people/place.ts';
import { latestAtHour, localDate, outOfQuietHours, type QuietHours } from './working-time.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** One step of the reminders before expiry. */
export interface LadderStep {
  /** As written in the setting and in occasions: `7d`, `24h`. */
  name: string;
  /** Milliseconds before the deadline. */
  before: number;
  /**
   * `digest`: named in the day's one digest of the place. `single`: a message of its own. `manager`: a message to the
   * manager of those who were asked.
   */
  shown: 'digest' | 'single' | 'manager';
}

/** How a place is reminded. */
export interface ReminderRules {
  /** The longest step first. */
  ladder: readonly LadderStep[];
  /** Steps for the manager of those who were asked, who sets none of them. Default: none. */
  toManagers?: readonly LadderStep[];
  quietHours: QuietHours | null;
  /** Local hour of the daily digest. */
  digestHour: number;
}

export const DEFAULT_LADDER: readonly LadderStep[] = [
  { name: '7d', before: 7 * DAY, shown: 'digest' },
  { name: '3d', before: 3 * DAY, shown: 'digest' },
  { name: '24h', before: 24 * HOUR, shown: 'single' },
  { name: '4h', before: 4 * HOUR, shown: 'single' },
];

export const NEVER_QUIET: QuietHours = { from: 0, to: 0, weekends: false };

/**
 * When this step is due in a place that has known the deal since `seenAt`: out of quiet hours earlier, and in a digest
 * at the last digest before. Where earlier is before the deal was seen, a single step stays where it is, quiet or not:
 * a push at night is better than a lost deal.
 * @returns null where the deal was first seen inside the step: its new card carries the urgency
 */
export function stepMoment(
  step: LadderStep,
  deadline: Date,
  place: Pick<Place, 'timeZone'>,
  rules: ReminderRules,
  seenAt: Date,
): Date | null {
  const moment = new Date(deadline.getTime() - step.before);
  const quiet = rules.quietHours ?? NEVER_QUIET;
  if (step.shown === 'digest') {
    const digest = latestAtHour(moment, rules.digestHour, quiet, place.timeZone);
    return digest > seenAt ? digest : null;
  }
  const earlier = outOfQuietHours(moment, quiet, place.timeZone);
  if (earlier > seenAt) return earlier;
  return moment > seenAt ? moment : null;
}

/** A reminder is about one deadline: a changed one begins a new ladder. */
export function reminderOccasion(step: LadderStep, deadline: Date): string {
  return `expiry:${step.name}:${deadline.toISOString()}`;
}

export function digestOccasion(moment: Date, place: Pick<Place, 'timeZone'>): string {
  return `digest:${localDate(moment, place.timeZone)}`;
}

/** Reads an occasion of `reminderOccasion`; null where its step is no longer in the ladder or it is for another deadline. */
export function currentStep(occasion: string, deadline: Date, { ladder }: ReminderRules): LadderStep | null {
  return ladder.find((step) => reminderOccasion(step, deadline) === occasion) ?? null;
}

/**
 * Reads the setting: steps by commas, each a number with `d`, `h` or `m`, and `:digest` where the day's digest names
 * it, `:manager` where the manager of those who were asked is told, as in `7d:digest,3d:digest,24h,4h,2h:manager`.
 * `none` is an empty ladder.
 * @returns null where it cannot be read
 */
export function parseLadder(text: string): LadderStep[] | null {
  if (text.trim() === 'none') return [];
  const steps = text.split(',').map((word) => parseStep(word.trim()));
  return steps.includes(null)
    ? null
    : (steps as LadderStep[]).sort((one, other) => other.before - one.before);
}

const UNITS: Record<string, number> = { d: DAY, h: HOUR, m: 60 * 1000 };

function parseStep(word: string): LadderStep | null {
  const [, count, unit, shown] = /^([1-9]\d{0,3})([dhm])(?::(digest|manager))?$/.exec(word) ?? [];
  if (!count || !unit) return null;
  return {
    name: `${count}${unit}`,
    before: Number(count) * (UNITS[unit] ?? 0),
    shown: shown === 'digest' || shown === 'manager' ? shown : 'single',
  };
}
