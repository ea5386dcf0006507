import { setImmediate as nextTurnOfLoop } from 'node:timers/promises';
import type { Deal } from '../deals/deal.ts';
import type { Services } from '../services.ts';
import { findDealsByIds } from '../store/deals.ts';
import { listAbsentPeople } from '../store/forget-person.ts';
import { BATCH, forgetClosedDeals, forgetLooseEnds, forgetRetiredPlaces } from '../store/retention.ts';
import { forgetPerson } from './forget-person.ts';

const DAY = 24 * 60 * 60 * 1000;

type Keeping = Pick<Services, 'store' | 'clock' | 'retentionDays'>;

/** What has not changed since this moment is forgotten once it is over; null: everything is kept. */
export function keptSince({ retentionDays, clock }: Pick<Services, 'retentionDays' | 'clock'>): Date | null {
  return retentionDays === null ? null : new Date(clock.now().getTime() - retentionDays * DAY);
}

/**
 * Forgets what is over for longer than `RETENTION_DAYS`: closed deals with all about them, places that the bot was taken
 * away from, people whom nobody has met since, and what they leave behind. In batches, with a breath between two, so
 * that nobody waits for it; what one pass does not reach, the next one does.
 */
export async function forgetOld(services: Services, signal: AbortSignal): Promise<void> {
  const before = keptSince(services);
  if (!before) return;
  const { db } = services.store;
  const works = [forgetClosedDeals, forgetRetiredPlaces, forgetLooseEnds];
  for (const work of works) {
    while (!signal.aborted && (await work(db, before)) >= BATCH) await nextTurnOfLoop();
  }
  for (const person of await listAbsentPeople(db, before, BATCH)) {
    if (signal.aborted) return;
    await forgetPerson(services, person);
    await nextTurnOfLoop();
  }
}

/**
 * The deals of a reading without those that are over for longer than we keep them, and that we do not know: the service
 * goes on naming them.
 */
export async function withoutOld(services: Keeping, deals: readonly Deal[]): Promise<readonly Deal[]> {
  const before = keptSince(services);
  if (!before) return deals;
  const old = deals.filter((deal) => isOver(deal, before)).map(({ id }) => id);
  if (old.length === 0) return deals;
  const known = new Set((await findDealsByIds(services.store.db, old)).map(({ deal }) => deal.id));
  return deals.filter(({ id }) => !old.includes(id) || known.has(id));
}

/** Pure. As `forgetClosedDeals` asks the store. */
export function isOver({ status, updatedAt, createdAt }: Deal, before: Date): boolean {
  const last = updatedAt ?? createdAt;
  return status === 'Closed' && last !== null && last < before;
}
