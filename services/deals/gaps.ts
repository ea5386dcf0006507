import type { Deal } from './deal.ts';

/** What Partner Center needs before a deal may change state (FLD-17), as far as Accept can know it. */
export type Gap =
  | 'name'
  | 'customerName'
  | 'customerCountry'
  | 'dealValue'
  | 'currency'
  | 'closingDate'
  | 'solutions';

/** Each gap with the question whether it is one (FLD-01, FLD-03, FLD-05, FLD-06, FLD-09). */
const CHECKS: Record<Gap, (deal: Deal) => boolean> = {
  name: (deal) => isBlank(deal.name),
  customerName: (deal) => isBlank(deal.customer.name),
  customerCountry: (deal) => isBlank(deal.customer.country),
  dealValue: (deal) => !isPositive(deal.value),
  currency: (deal) => isBlank(deal.currency),
  closingDate: (deal) => deal.closesAt === null,
  solutions: (deal) => deal.solutions.length === 0,
};

/** What is missing for Accept, in the order a form asks for it. */
export function gapsOf(deal: Deal): Gap[] {
  return (Object.keys(CHECKS) as Gap[]).filter((gap) => CHECKS[gap](deal));
}

/** Gaps that the person can fill in our form; the rest only in Partner Center (FLD-15: customer identity is fixed). */
export const FILLABLE_GAPS = [
  'name',
  'dealValue',
  'currency',
  'closingDate',
  'solutions',
] as const satisfies readonly Gap[];

export type FillableGap = (typeof FILLABLE_GAPS)[number];

export function isFillable(gap: Gap): gap is FillableGap {
  return (FILLABLE_GAPS as readonly Gap[]).includes(gap);
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function isPositive(decimal: string | null): boolean {
  return decimal !== null && Number(decimal) > 0;
}
