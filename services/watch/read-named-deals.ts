import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { findDeal } from '../store/deals.ts';
import { claimNamedDeal, forgetNamedDeal, type NamedDeal, postponeNamedDeal } from '../store/named-deals.ts';
import { asAnySteward } from './as-any-steward.ts';
import { type Reading, seeDeals } from './see-deals.ts';

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
  const { referrals, store } = services;
  await asAnySteward(services, dealId, async (reader) => {
    await seeDeals(services, reader, [await referrals.get(reader.caller, dealId, signal)], ONE);
  });
  const engagementId = (await findDeal(store.db, dealId))?.deal.engagementId;
  if (!withEngagement || !engagementId) return;
  await asAnySteward(services, dealId, async (reader) => {
    for await (const other of referrals.listEngagement(reader.caller, engagementId, signal))
      if (other.id !== dealId) await seeDeals(services, reader, [other], ONE);
  });
}

const ONE: Reading = { isFull: false, isFirst: false };
