import type { Deal } from './deal.ts';
import { registrationState } from './registration-state.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Counted from the first registration. */
const ASK_WITHIN_DAYS = 60;

/** Until when an exception may be asked for; null: Partner Center does not say when it was first registered. */
export interface ExceptionWay {
  until: Date | null;
}

/**
 * A registration that failed may be looked at once more, on request: one a referral, within 60 days of the first
 * registration, in Partner Center only (RST-11). null: there is nothing to ask for, or not any more.
 */
export function exceptionWay(
  deal: Pick<Deal, 'registrationStatus' | 'registrations'>,
  now: Date,
): ExceptionWay | null {
  const { state } = registrationState(deal);
  if (state !== 'failed' && state !== 'validationFailed') return null;
  const registered = deal.registrations.flatMap(({ registeredAt }) => registeredAt?.getTime() ?? []);
  if (registered.length === 0) return { until: null };
  const until = new Date(Math.min(...registered) + ASK_WITHIN_DAYS * DAY);
  return until > now ? { until } : null;
}
