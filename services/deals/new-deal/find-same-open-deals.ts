import type { PersonKey } from '../../people/person.ts';
import type { Services } from '../../services.ts';
import { findDealsByIds, type StoredDeal } from '../../store/deals.ts';
import { readOpenDeals } from '../read-open-deals.ts';
import type { NewDealValues } from './new-deal.ts';
import { sameOpenDeals } from './same-open-deals.ts';

export type SameOpenDeals =
  | { kind: 'found'; deals: StoredDeal[] }
  /** The person may make no deal either. */
  | { kind: 'noAccess' }
  | { kind: 'signIn' }
  /** Not known: Partner Center does not answer. */
  | { kind: 'unavailable' };

/**
 * Open deals of the same customer with one of the same solutions, which the person may see: read fresh under their own
 * rights, because two people begin the same deal on the same day.
 */
export async function findSameOpenDeals(
  services: Services,
  person: PersonKey,
  values: Pick<NewDealValues, 'customer' | 'ownSolutions' | 'otherSolutions' | 'microsoftSolutions'>,
  signal?: AbortSignal,
): Promise<SameOpenDeals> {
  const reading = await readOpenDeals(services, person, ['New', 'Active'], signal);
  if (reading.kind !== 'read') return reading;
  const open = await findDealsByIds(services.store.db, reading.ids);
  const ours = open.filter(({ kind }) => kind === 'inbound' || kind === 'outbound');
  const same = new Set(
    sameOpenDeals(
      values,
      ours.map(({ deal }) => deal),
    ),
  );
  return { kind: 'found', deals: ours.filter(({ deal }) => same.has(deal)) };
}
