import type { PersonKey } from '../people/person.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { noteRole } from '../stewards/volunteer.ts';
import { forgetAccessTo, saveVisible } from '../store/access.ts';
import { idsOfKnownOpenDeals } from '../store/deal-pages.ts';
import type { Deal } from './deal.ts';
import { recordDeals } from './record-deal.ts';

export type OpenReading =
  /** In the order of the reading. */
  { kind: 'read'; ids: string[] } | { kind: 'noAccess' } | { kind: 'signIn' } | { kind: 'unavailable' };

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
    const deals: Deal[] = [];
    for await (const deal of services.referrals.listOpen({ kind: 'person', person }, statuses, signal))
      deals.push(deal);
    await recordDeals(services, deals, { isBacklog: true });
    const ids = deals.map(({ id }) => id);
    await saveVisible(db, person, ids, services.clock.now());
    const named = new Set(ids);
    await forgetAccessTo(
      db,
      person,
      known.filter((id) => !named.has(id)),
    );
    await noteRole(services, person, true);
    return { kind: 'read', ids };
  } catch (error) {
    if (!isReferralError(error)) throw error;
    if (error.kind === 'unauthorized') return { kind: 'signIn' };
    if (error.kind !== 'forbidden') return { kind: 'unavailable' };
    await noteRole(services, person, false);
    return { kind: 'noAccess' };
  }
}
