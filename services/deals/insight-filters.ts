import { DEAL_TYPES, type DealType } from './deal-type.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Days back from now; null: since ever. */
export const INSIGHT_PERIODS = { '30d': 30, '90d': 90, '12m': 365, all: null } as const;
export type InsightPeriod = keyof typeof INSIGHT_PERIODS;

/** What is counted; null: any (NAV-06). */
export interface InsightFilters {
  period: InsightPeriod;
  /** null: any but private ones, which Partner Center's own analytics hides as well (NAV-06). */
  dealType: DealType | null;
  /** ISO 3166 alpha-2. */
  country: string | null;
  /** Words of a solution's name or id. */
  solution: string | null;
}

/** As they come back from a client: raw text. */
export type InsightInputs = Readonly<Record<keyof InsightFilters, string | null>>;

const LONGEST_SOLUTION = 100;

/** What cannot be read narrows nothing. */
export function parseInsightFilters({ period, dealType, country, solution }: InsightInputs): InsightFilters {
  const code = country?.trim().toUpperCase() ?? '';
  return {
    period: (Object.keys(INSIGHT_PERIODS) as InsightPeriod[]).find((known) => known === period) ?? '90d',
    dealType: DEAL_TYPES.find((type) => type === dealType) ?? null,
    country: /^[A-Z]{2,3}$/.test(code) ? code : null,
    solution: solution?.trim().slice(0, LONGEST_SOLUTION) || null,
  };
}

/** From when on deals are counted; null: since ever. */
export function periodStart(period: InsightPeriod, now: Date): Date | null {
  const days = INSIGHT_PERIODS[period];
  return days === null ? null : new Date(now.getTime() - days * DAY);
}
