import type { PersonKey } from '../../services/people/person.ts';
import { dealToRow, type StoredDeal } from '../../services/store/deals.ts';
import { dealToListedRow } from '../../services/store/listed-deal-row.ts';
import type { AccessRow } from '../../services/store/schema.ts';
import type { PlainStore } from './plain-store.ts';

/** What `saveDeal` writes of inbound deals, which have no sister to be asked for. */
export async function insertDeals(plain: PlainStore, stored: readonly StoredDeal[]): Promise<void> {
  await plain.insert('deals', stored.map(dealToRow));
  await plain.insert(
    'listed_deals',
    stored.map((deal) => dealToListedRow(deal)),
  );
}

/** What `saveAccess` writes of a deal that the person may see. */
export function accessRow({ tenantId, personId }: PersonKey, dealId: string, checkedAt: Date): AccessRow {
  return {
    tenant_id: tenantId,
    person_id: personId,
    deal_id: dealId,
    may_see: 1,
    checked_at: checkedAt.toISOString(),
  };
}
