import { awaitsAnswer } from '../deals/lifecycle.ts';
import type { Deal } from '../deals/deal.ts';
import { deadlineOf } from '../deals/expiry.ts';
import { recordDeal } from '../deals/record-deal.ts';
import { recordGone } from '../deals/record-gone.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Caller } from '../referrals/referral-service.ts';
import type { Services } from '../services.ts';
import { findOpenInbound, idsOfOpenDeals } from '../store/deals.ts';
import { findWatermark, saveWatermark } from '../store/watermarks.ts';

/** Local mode has one steward; the live mode brings one for each Referrals admin who volunteers. */
export const LOCAL_STEWARD = 'local';

const MINUTE = 60 * 1000;
/** Read again this far behind the mark, because changes may become visible out of order. */
const OVERLAP_MS = 5 * MINUTE;
/** How often everything is read, so that what no list of changes shows is found too. */
const RECONCILE_EVERY_MS = 60 * MINUTE;
/** For how long after its deadline a deal that still says New is read again in each pass. */
const OVERDUE_MS = 10 * MINUTE;
/** Single deals read again in one pass, at most. */
const MOST_REREAD = 20;
const WATCHER: Caller = { kind: 'watcher', steward: null };

/**
 * One pass that looks for new and changed deals. The first pass, and one now and then, reads everything; the others
 * read back from the newest change to the mark. The mark is the service's own time, never our clock.
 */
export async function watchDeals(services: Services, signal: AbortSignal): Promise<void> {
  const { store, clock } = services;
  const startedAt = clock.now();
  const mark = await findWatermark(store.db, LOCAL_STEWARD);
  const reconciledAt = mark?.reconciledAt ?? null;
  const isFirst = reconciledAt === null;
  const isFull = isFirst || Math.abs(startedAt.getTime() - reconciledAt.getTime()) >= RECONCILE_EVERY_MS;
  const since = isFull || !mark?.changedThrough ? null : new Date(mark.changedThrough.getTime() - OVERLAP_MS);

  const seen = new Set<string>();
  let newest = mark?.changedThrough ?? null;
  for await (const deal of services.referrals.listChangedSince(WATCHER, since, signal)) {
    await recordDeal(services, deal);
    seen.add(deal.id);
    if (deal.updatedAt && (!newest || deal.updatedAt > newest)) newest = deal.updatedAt;
  }
  if (isFull) await lookForMissing(services, seen, signal);
  await lookAtOverdue(services, signal);
  await saveWatermark(store.db, {
    steward: LOCAL_STEWARD,
    changedThrough: newest,
    reconciledAt: isFull ? startedAt : reconciledAt,
  });
  if (isFirst) services.wakeDeliveries();
}

/** Open deals that the full list did not name: gone only on a 404 to one who saw them. */
async function lookForMissing(
  services: Services,
  seen: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const missing = (await idsOfOpenDeals(services.store.db)).filter((id) => !seen.has(id));
  for (const id of missing.slice(0, MOST_REREAD)) await reread(services, id, signal);
}

/** Deals past their deadline that still say New: expiry need not show in the list of changes (EXP-01). */
async function lookAtOverdue(services: Services, signal: AbortSignal): Promise<void> {
  const now = services.clock.now();
  const open = await findOpenInbound(services.store.db);
  const overdue = open.filter(({ deal }) => isJustOverdue(deal, now));
  for (const { deal } of overdue.slice(0, MOST_REREAD)) await reread(services, deal.id, signal);
}

/** Later than that, the full reading now and then is enough. */
function isJustOverdue(deal: Deal, now: Date): boolean {
  const deadline = deadlineOf(deal);
  const late = deadline ? now.getTime() - deadline.getTime() : -1;
  return awaitsAnswer(deal) && late >= 0 && late < OVERDUE_MS;
}

async function reread(services: Services, id: string, signal: AbortSignal): Promise<void> {
  try {
    await recordDeal(services, await services.referrals.get(WATCHER, id, signal));
  } catch (error) {
    if (!isReferralError(error, 'notFound')) throw error;
    await recordGone(services, id);
  }
}
