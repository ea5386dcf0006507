import type { PersonKey } from '../people/person.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { noteRole } from '../stewards/volunteer.ts';
import { forgetAccessTo, saveAccessMany } from '../store/access.ts';
import { idsOfKnownOpenDeals } from '../store/deal-pages.ts';
import type { StoredDeal } from '../store/deals.ts';
import { recordDeal } from './record-deal.ts';

export type OpenReading =
  | { kind: 'read'; deals: StoredDeal[] }
  | { kind: 'noAccess' }
  | { kind: 'signIn' }
  | { kind: 'unavailable' };

/**
 * Reads the open deals under the person's own rights, records them, and learns what the person may see: those named,
 * and no longer those that a whole list does not name.
 */
export async function readOpenDeals(
  services: Services,
  person: PersonKey,
  statuses: readonly ('New' | 'Active')[],
  signal?: AbortSignal,
): Promise<OpenReading> {
  const { db } = services.store;
  try {
    // Before the reading: what somebody else meets while it goes on is not named by it, and known all the same.
    const known = await idsOfKnownOpenDeals(db, person, statuses);
    const deals: StoredDeal[] = [];
    for await (const deal of services.referrals.listOpen({ kind: 'person', person }, statuses, signal)) {
      deals.push(await recordDeal(services, deal, { isBacklog: true }));
    }
    const seen = deals.map(({ deal }) => ({ dealId: deal.id, maySee: true }));
    await saveAccessMany(db, person, seen, services.clock.now());
    const named = new Set(seen.map(({ dealId }) => dealId));
    await forgetAccessTo(
      db,
      person,
      known.filter((id) => !named.has(id)),
    );
    await noteRole(services, person, true);
    return { kind: 'read', deals };
  } catch (error) {
    if (!isReferralError(error)) throw error;
    if (error.kind === 'unauthorized') return { kind: 'signIn' };
    if (error.kind !== 'forbidden') return { kind: 'unavailable' };
    await noteRole(services, person, false);
    return { kind: 'noAccess' };
  }
}
