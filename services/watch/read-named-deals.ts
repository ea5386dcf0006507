import type { Deal } from '../deals/deal.ts';
import { recordDeal } from '../deals/record-deal.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Caller } from '../referrals/referral-service.ts';
import type { Services } from '../services.ts';
import { findDeal } from '../store/deals.ts';
import { claimNamedDeal, forgetNamedDeal, type NamedDeal, postponeNamedDeal } from '../store/named-deals.ts';

const WATCHER: Caller = { kind: 'watcher', steward: null };
/** Longer than a reading with all its retries. */
const LEASE_SECONDS = 120;
/** Then the pass over all changes is left to find it. */
const MOST_ATTEMPTS = 5;
const FIRST_RETRY_SECONDS = 5;

/** One pass that reads the deals which events have named, one after the other, through the ordinary way. */
export async function readNamedDeals(services: Services, owner: string, signal: AbortSignal): Promise<void> {
  const { store, clock } = services;
  while (!signal.aborted) {
    const named = await claimNamedDeal(store.db, { now: clock.now(), leaseSeconds: LEASE_SECONDS, owner });
    if (!named) return;
    await readOne(services, named, owner, signal);
  }
}

async function readOne(
  services: Services,
  named: NamedDeal,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, log } = services;
  try {
    await readNamed(services, named, signal);
  } catch (error) {
    if (named.attempts + 1 < MOST_ATTEMPTS) {
      const asked = isReferralError(error) ? (error.retryAfterSeconds ?? 0) : 0;
      const seconds = Math.max(asked, FIRST_RETRY_SECONDS * 2 ** named.attempts);
      await postponeNamedDeal(store.db, named, owner, new Date(clock.now().getTime() + seconds * 1000));
      return;
    }
    log.warn({ err: error, dealId: named.dealId }, 'a deal that an event named could not be read');
  }
  await forgetNamedDeal(store.db, named, owner);
}

/** A deal that nobody may see is left alone: an event can name any (NOT-12), and only the full pass knows what is gone. */
async function readNamed(
  services: Services,
  { dealId, withEngagement }: NamedDeal,
  signal: AbortSignal,
): Promise<void> {
  const deal = await getVisible(services, dealId, signal);
  if (deal) await recordDeal(services, deal);
  if (!withEngagement) return;
  const known = deal ?? (await findDeal(services.store.db, dealId))?.deal;
  if (!known?.engagementId) return;
  for await (const other of services.referrals.listEngagement(WATCHER, known.engagementId, signal))
    if (other.id !== dealId) await recordDeal(services, other);
}

async function getVisible(services: Services, dealId: string, signal: AbortSignal): Promise<Deal | null> {
  try {
    return await services.referrals.get(WATCHER, dealId, signal);
  } catch (error) {
    if (isReferralError(error, 'notFound', 'forbidden')) return null;
    throw error;
  }
}
