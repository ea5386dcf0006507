import type { PersonKey } from '../../services/people/person.ts';
import { dealToRow, type StoredDeal } from '../../services/store/deals.ts';
import { dealToListedRow } from '../../services/store/listed-deal-row.ts';
import type { AccessRow, DealRow, ListedDealRow } from '../../services/store/schema.ts';

/** What `saveDeal` writes of an inbound deal, which has no sister to be asked for. */
export function dealRows(stored: StoredDeal): { row: DealRow; listed: ListedDealRow } {
  return { row: dealToRow(stored), listed: dealToListedRow(stored) };
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
