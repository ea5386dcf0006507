import { csvText, type OfferedFile } from './csv-text.ts';
import type { Deal } from './deal.ts';
import { dealType } from './deal-type.ts';
import type { InsightFilters } from './insight-filters.ts';
import type { DealKind } from './lifecycle.ts';
import { minutesToDecide } from './minutes-to-decide.ts';
import { registrationState } from './registration-state.ts';

/** As many rows as Partner Center's own download has at most. */
export const MOST_ROWS = 5000;

/** One deal of the file, with Microsoft's own referral where one was seen. */
export interface CsvDeal {
  deal: Deal;
  kind: DealKind;
  sister: Deal | null;
}

/** Everything in UTC (FLD-20); no contact of the customer (VIS-04). */
const COLUMNS: readonly [name: string, cell: (row: CsvDeal) => string][] = [
  ['Deal ID', ({ deal }) => deal.id],
  ['Deal name', ({ deal }) => deal.name ?? ''],
  ['Customer', ({ deal }) => deal.customer.name ?? ''],
  ['Country', ({ deal }) => deal.customer.country ?? ''],
  ['Direction', ({ kind }) => kind],
  ['Deal type', ({ deal, kind }) => dealType(deal, kind)],
  ['Status', ({ deal }) => deal.status],
  ['Sub-status', ({ deal }) => deal.substatus],
  ['Reason', ({ deal }) => deal.statusReason ?? ''],
  ['Value', ({ deal }) => deal.value ?? ''],
  ['Currency', ({ deal }) => deal.currency ?? ''],
  ['Created', ({ deal }) => day(deal.createdAt)],
  ['Accepted', ({ deal }) => day(deal.acceptedAt)],
  ['Closed', ({ deal }) => day(deal.closedAt)],
  ['Hours to decide', ({ deal, kind }) => (kind === 'inbound' ? hours(minutesToDecide(deal)) : '')],
  ['Microsoft', ({ sister }) => (sister ? sister.substatus : '')],
  ['Registration', ({ deal }) => (deal.substatus === 'Won' ? registrationState(deal).state : '')],
  ['Solutions', ({ deal }) => deal.solutions.map(({ name, id }) => name ?? id ?? '').join('; ')],
];

/** The deals behind the figures. It begins with a byte order mark: else Excel takes accents for something else. */
export function insightFile(deals: readonly CsvDeal[], filters: InsightFilters, now: Date): OfferedFile {
  const header = COLUMNS.map(([name]) => name);
  const rows = deals.map((deal) => COLUMNS.map(([, cell]) => cell(deal)));
  const name = `co-sell-deals-${filters.period}-${now.toISOString().slice(0, 10)}.csv`;
  return { name, text: `\uFEFF${csvText([header, ...rows])}` };
}

function day(at: Date | null): string {
  return at?.toISOString().slice(0, 10) ?? '';
}

function hours(minutes: number | null): string {
  return minutes === null ? '' : (minutes / 60).toFixed(1);
}
