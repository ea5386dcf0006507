import type { Place } from '../people/place.ts';
import type { Deal } from './deal.ts';
import { NEVER_QUIET, type ReminderRules } from './ladder.ts';
import { type Freeze, registrationDeadline } from './registration-deadline.ts';
import type { WantedDelivery } from './wanted-delivery.ts';
import { outOfQuietHours } from './working-time.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Days before the last day of registering (REG-14) at which a won, unregistered deal is reminded of. */
const REGISTRATION_STEPS = [30, 14, 7, 2] as const;

export interface RegistrationCountdown {
  deal: Deal;
  /** yyyy-mm-dd: the day from which the 60 days count. */
  since: string;
  /** Whether that is the contract's signature or, while that is not known, the day of Won. */
  basis: 'signed' | 'won';
  freezes: readonly Freeze[];
  now: Date;
}

/** The steps that are still to come; quiet hours move them earlier. Each is looked at again when it is due. Pure. */
export function planRegistrationReminders(
  { deal, since, basis, freezes, now }: RegistrationCountdown,
  place: Pick<Place, 'id' | 'timeZone'>,
  { quietHours, ladder }: ReminderRules,
): WantedDelivery[] {
  if (ladder.length === 0) return [];
  const deadline = registrationDeadline(since, freezes);
  return REGISTRATION_STEPS.flatMap((days) => {
    const moment = new Date(deadline.getTime() - days * DAY);
    const dueAt = outOfQuietHours(moment, quietHours ?? NEVER_QUIET, place.timeZone);
    if (dueAt <= now) return [];
    const occasion = countdownOccasion(days, basis, since);
    return [{ placeId: place.id, subject: deal.id, occasion, dueAt, wantedVersion: 1 }];
  });
}

function countdownOccasion(days: number, basis: 'signed' | 'won', since: string): string {
  return `registration:deadline:${days}d:${basis}:${since}`;
}

/** Reads an occasion of the countdown; null for another one. */
export function readCountdown(occasion: string): { basis: 'signed' | 'won'; since: string } | null {
  const [, basis, since] =
    /^registration:deadline:\d+d:(signed|won):(\d{4}-\d{2}-\d{2})$/.exec(occasion) ?? [];
  return basis && since ? { basis: basis as 'signed' | 'won', since } : null;
}
