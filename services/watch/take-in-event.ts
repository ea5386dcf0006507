import type { PartnerEvent } from '../referrals/events/partner-event.ts';
import type { Services } from '../services.ts';
import { isFirstOfEvent } from '../store/events.ts';
import { nameDeal } from '../store/named-deals.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Several events come for one change (API-10): they are waited for, and it is read once. */
const SETTLES_WITHIN_MS = 1000;

/** How long events are remembered, to know one that comes again. */
export const EVENTS_KEPT_MS = 7 * DAY;

export type EventTaken = 'reading' | 'repeated' | 'old' | 'nothingToRead';

/**
 * Takes in a genuine event: the deal that it names is to be read soon. Partner Center tries ten times and then no more
 * (partner-center-api.md 8.5), so an event of some days ago may be news. One of before our memory of events cannot be
 * told from a replay; nothing is lost with it, because the pass over all changes has met that deal long since. All
 * that a replay could reach is that a deal is read once more.
 */
export async function takeInEvent(services: Services, event: PartnerEvent): Promise<EventTaken> {
  const now = services.clock.now();
  return services.store.db.transaction().execute(async (trx) => {
    if (!(await isFirstOfEvent(trx, event, now))) return 'repeated';
    const isRead = event.subject === 'deal' || event.subject === 'engagement';
    if (!isRead || event.resourceId === null) return 'nothingToRead';
    if (event.changedAt && now.getTime() - event.changedAt.getTime() > EVENTS_KEPT_MS) return 'old';
    const dueAt = new Date(now.getTime() + SETTLES_WITHIN_MS);
    const withEngagement = event.subject === 'engagement';
    await nameDeal(trx, { dealId: event.resourceId, withEngagement, dueAt }, now);
    return 'reading';
  });
}
