import { mayRegister } from '../deals/register-verb.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { claimEngagements, type EngagementTurn } from '../store/engagement-readings.ts';
import { findDeal } from '../store/deals.ts';
import { asAnySteward } from './as-any-steward.ts';
import { seeDeals } from './see-deals.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Calls of one pass. With a pass a minute, 300 engagements are read within an hour. */
export const MOST_ENGAGEMENTS = 5;
/** Where there are few: none is read more often than every so many passes. */
export const PASSES_BETWEEN = 5;
/** A registration is due 60 days after the contract's signature (REG-14), which may come after Won. */
const WON_WITHIN_DAYS = 90;

/**
 * One pass over a few engagements of accepted deals, and of won ones that are not registered, in turn: Microsoft's
 * answer is a change of its own referral, which need not touch ours or stand on the first page of what changed
 * (ID-01, REG-04). What it leads to is `recordDeal`'s to say. One that fails keeps no other waiting.
 * @param passSeconds how often the pass runs
 */
export async function rereadEngagements(
  services: Services,
  passSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const now = services.clock.now();
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  const turns = await claimEngagements(services.store.db, {
    now,
    most: MOST_ENGAGEMENTS,
    readBefore: before(PASSES_BETWEEN * passSeconds * 1000),
    wonSince: before(WON_WITHIN_DAYS * DAY),
  });
  for (const turn of turns) {
    if (signal.aborted || !(await readOne(services, turn, signal))) return;
  }
}

/** @returns false where Partner Center asks for a pause: the others wait for their next turn */
async function readOne(
  services: Services,
  { engagementId, dealId }: EngagementTurn,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, referrals, log } = services;
  const stored = await findDeal(store.db, dealId);
  const isOver = stored?.deal.status === 'Closed' && !mayRegister(stored.deal, stored.kind);
  if (!stored || isOver) return true;
  try {
    await asAnySteward(services, dealId, async (reader) => {
      for await (const deal of referrals.listEngagement(reader.caller, engagementId, signal))
        await seeDeals(services, reader, [deal], { isFull: false, isFirst: false });
    });
    return true;
  } catch (error) {
    if (!isReferralError(error)) throw error;
    log.warn({ err: error, dealId }, 'an engagement could not be read again');
    return !isReferralError(error, 'throttled', 'unauthorized');
  }
}
