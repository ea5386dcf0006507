import type { Deal } from '../../../services/deals/deal.ts';
import { sampleDeal } from '../store/sample-deal.ts';

/** The id of `inbound()`. */
export const DEAL_ID = '0f7f4a52-3c1d-4a6b-9a58-1d2f6f0b7e11';

const SOLUTION = {
  id: 'SOL-100',
  name: 'Lamna Checkout',
  type: 'Name',
  kind: '3P',
  publisher: null,
  price: null,
  quantity: null,
  currency: null,
};

/** A deal from Microsoft that waits for our answer, with nothing missing for Accept. */
export function inbound(changes: Partial<Deal> = {}): Deal {
  return sampleDeal({ id: DEAL_ID, solutions: [SOLUTION], registrations: [], ...changes });
}
