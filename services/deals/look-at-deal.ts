import type { PersonKey } from '../people/person.ts';
import { isReferralError, type ReferralServiceError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { findAccess, saveAccess } from '../store/access.ts';
import { findDeal, type StoredDeal } from '../store/deals.ts';
import { recordDeal } from './record-deal.ts';

/** What a person may learn about a deal. Refusals are values; only surprises are thrown. */
export type Sight =
  | { kind: 'seen'; stored: StoredDeal }
  /** No Referrals role, or a stronger sign-in is wanted (PERM-06). */
  | { kind: 'noAccess' }
  /** Unknown, or not visible to this person: nobody is told which. */
  | { kind: 'notFound' }
  | { kind: 'signIn' }
  /** Partner Center did not answer; `stored` is what this person was allowed to see before, if anything. */
  | { kind: 'unavailable'; stored: StoredDeal | null; error: ReferralServiceError };

/** How long a 'may see' learnt under the person's own rights is believed for pushes and lists. */
export const ACCESS_KEEPS_MS = 12 * 60 * 60 * 1000;

/**
 * Reads a deal fresh under the person's own rights, records it, and remembers whether they may see it
 * (PERM-01 to PERM-03: Partner Center decides, per person). Never from a cache.
 */
export async function lookAtDeal(
  services: Services,
  person: PersonKey,
  dealId: string,
  signal?: AbortSignal,
): Promise<Sight> {
  try {
    const deal = await services.referrals.get({ kind: 'person', person }, dealId, signal);
    await saveAccess(services.store.db, person, deal.id, true, services.clock.now());
    return { kind: 'seen', stored: await recordDeal(services, deal) };
  } catch (error) {
    if (!isReferralError(error)) throw error;
    return refusedSight(services, person, dealId, error);
  }
}

/**
 * May this person be shown the deal? Believes what their own reading said in the last hours, else looks.
 * For pushes; whoever decides something uses `lookAtDeal`.
 */
export async function glanceAtDeal(
  services: Services,
  person: PersonKey,
  dealId: string,
  signal?: AbortSignal,
): Promise<Sight> {
  const { db } = services.store;
  const access = await findAccess(db, person, dealId);
  const isFresh =
    access !== null && services.clock.now().getTime() - access.checkedAt.getTime() < ACCESS_KEEPS_MS;
  const stored = isFresh ? await findDeal(db, dealId) : null;
  if (!isFresh || !stored) return lookAtDeal(services, person, dealId, signal);
  return access.maySee ? { kind: 'seen', stored } : { kind: 'noAccess' };
}

async function refusedSight(
  services: Services,
  person: PersonKey,
  dealId: string,
  error: ReferralServiceError,
): Promise<Sight> {
  const { db } = services.store;
  switch (error.kind) {
    case 'unauthorized':
      return { kind: 'signIn' };
    case 'forbidden':
      await saveAccess(db, person, dealId, false, services.clock.now());
      return { kind: 'noAccess' };
    case 'notFound':
    case 'rejected':
      await forgetIfKnown(services, person, dealId);
      return { kind: 'notFound' };
    case 'conflict':
    case 'throttled':
    case 'unavailable':
    case 'malformed': {
      const access = await findAccess(db, person, dealId);
      return { kind: 'unavailable', stored: access?.maySee ? await findDeal(db, dealId) : null, error };
    }
  }
}

/** A 404 says 'not you' as well as 'not there': remember it for deals that we know. */
async function forgetIfKnown(services: Services, person: PersonKey, dealId: string): Promise<void> {
  const { db } = services.store;
  if (await findDeal(db, dealId)) await saveAccess(db, person, dealId, false, services.clock.now());
}
