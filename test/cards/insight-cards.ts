import { insightCard } from '../../cards/insight-card.ts';
import { insightFormCard } from '../../cards/insight-form-card.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { type DealCount, type Insight, summarizeDeals } from '../../services/deals/insight.ts';
import type { InsightFilters } from '../../services/deals/insight-filters.ts';

export const FILTERS: InsightFilters = { period: '90d', dealType: null, country: null, solution: null };

const count = (changes: Partial<DealCount>): DealCount => ({
  kind: 'inbound',
  month: '2026-10',
  status: 'Active',
  substatus: 'Accepted',
  wasAccepted: true,
  currency: 'EUR',
  registration: null,
  microsoft: null,
  count: 4,
  value: 400_000,
  ...changes,
});
const state = (status: string, substatus: string) => ({ status, substatus });

/** A quarter of an invented partner. */
export const SAMPLE_INSIGHT: Insight = summarizeDeals([
  count({ count: 9, value: 812_000 }),
  count({ month: '2026-09', ...state('Closed', 'Won'), registration: 'approved', count: 5, value: 640_500 }),
  count({ month: '2026-09', ...state('Closed', 'Won'), registration: 'none', currency: 'USD', count: 2 }),
  count({ month: '2026-11', ...state('New', 'Pending'), wasAccepted: false, count: 6 }),
  count({ month: '2026-11', ...state('Closed', 'Declined'), wasAccepted: false, count: 3 }),
  count({ month: '2026-09', ...state('Closed', 'Expired'), wasAccepted: false, count: 2 }),
  count({ month: '2026-10', ...state('Closed', 'Error'), wasAccepted: false, count: 1 }),
  count({ month: '2026-10', ...state('Closed', 'Lost'), count: 1 }),
  count({ kind: 'outbound', microsoft: state('Active', 'Accepted'), count: 3 }),
  count({ kind: 'outbound', microsoft: state('New', 'Pending'), count: 2, currency: null, value: 0 }),
  count({ kind: 'outbound', microsoft: state('Closed', 'Declined'), count: 1 }),
  count({ kind: 'outbound', microsoft: state('Closed', 'Error'), count: 1 }),
]);

/** The cards with figures, in every variant. */
export function insightCards(reader: Reader, text: string): [string, AdaptiveCard][] {
  const view = { filters: FILTERS, medianMinutes: 3120, incomplete: null, isStale: false, takesFiles: true };
  const nothing = summarizeDeals([]);
  const narrowed: InsightFilters = { period: '12m', dealType: 'coSell', country: text, solution: text };
  return [
    ['insight', insightCard({ ...view, insight: SAMPLE_INSIGHT }, reader)],
    ['insight of nothing', insightCard({ ...view, insight: nothing, medianMinutes: null }, reader)],
    ...(['learning', 'unknown'] as const).map((incomplete): [string, AdaptiveCard] => [
      `insight ${incomplete}`,
      insightCard(
        { ...view, insight: SAMPLE_INSIGHT, filters: narrowed, incomplete, isStale: true, takesFiles: false },
        reader,
      ),
    ]),
    ['insight form', insightFormCard({ filters: FILTERS, countries: [] }, reader)],
    ['insight form narrowed', insightFormCard({ filters: narrowed, countries: [] }, reader)],
  ];
}
