import { insightCard } from '../../cards/insight-card.ts';
import { insightFormCard } from '../../cards/insight-form-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { FILTERS, SAMPLE_INSIGHT } from '../cards/insight-cards.ts';

/** As a client without charts draws it: the words of each chart's `fallback`. */
export const INSIGHT_SHEETS = [
  {
    name: 'insights',
    cards: (reader: Reader) => [
      insightCard(
        {
          insight: SAMPLE_INSIGHT,
          filters: FILTERS,
          medianMinutes: 3120,
          incomplete: 'unknown',
          isStale: false,
          takesFiles: true,
        },
        reader,
      ),
      insightFormCard({ filters: FILTERS, countries: ['FR', 'DE', 'US'] }, reader),
    ],
  },
];
