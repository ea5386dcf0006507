import type { NewDealError, NewDealErrors, NewDealField, NewDealKind } from './new-deal.ts';

/** The pages of the dialog in their order, one topic a page; `find` and `customer` are both about the customer. */
export const NEW_DEAL_PAGES = [
  'kind',
  'find',
  'customer',
  'contact',
  'deal',
  'solutions',
  'team',
  'help',
  'review',
] as const;
export type NewDealPage = (typeof NEW_DEAL_PAGES)[number];

/** What each page asks for. */
export const PAGE_FIELDS: Record<NewDealPage, readonly NewDealField[]> = {
  kind: [],
  find: [],
  customer: [
    'customerName',
    'addressLine1',
    'addressLine2',
    'postalCode',
    'city',
    'state',
    'country',
    'duns',
  ],
  contact: ['contactFirstName', 'contactLastName', 'contactEmail', 'contactPhone', 'consent'],
  deal: ['name', 'dealValue', 'currency', 'closingDate', 'marketplaceIntent', 'notes'],
  solutions: ['solutions', 'microsoftSolutions', 'otherSolutions'],
  team: ['team'],
  help: ['help', 'helpNotes', 'solutionArea', 'solutionPlay', 'partnerRole'],
  review: [],
};

export function isPage(text: string): text is NewDealPage {
  return NEW_DEAL_PAGES.some((page) => page === text);
}

/** Only Microsoft's help asks for the page about it (SEED-13). @param kind null: not chosen yet */
export function pagesOf(kind: NewDealKind | null): readonly NewDealPage[] {
  return NEW_DEAL_PAGES.filter((page) => page !== 'help' || kind === 'coSell');
}

/** The page that follows; the last one stays. */
export function pageAfter(page: NewDealPage, kind: NewDealKind | null): NewDealPage {
  const pages = pagesOf(kind);
  return pages[pages.indexOf(page) + 1] ?? 'review';
}

/** The page before; the first one stays. */
export function pageBefore(page: NewDealPage, kind: NewDealKind | null): NewDealPage {
  const pages = pagesOf(kind);
  return pages[Math.max(0, pages.indexOf(page) - 1)] ?? 'kind';
}

/** Which step a page is, from 1, and of how many; the count is not known before the kind is. */
export function stepOf(
  page: NewDealPage,
  kind: NewDealKind | null,
): { number: number; count: number | null } {
  const steps = pagesOf(kind).filter((one) => one !== 'find');
  const number = steps.indexOf(page === 'find' ? 'customer' : page) + 1;
  return { number, count: kind === null ? null : steps.length };
}

/** The errors of one page; what is wrong with a play is said once, and not of its area. */
export function errorsOn(page: NewDealPage, errors: NewDealErrors): NewDealErrors {
  const found = PAGE_FIELDS[page].flatMap((field): [NewDealField, NewDealError][] => {
    const error = errors[field];
    return error && field !== 'solutionArea' ? [[field, error]] : [];
  });
  return Object.fromEntries(found);
}

/** The first page on which something is missing or wrong; null where nothing is. */
export function firstWrongPage(errors: NewDealErrors, kind: NewDealKind): NewDealPage | null {
  return pagesOf(kind).find((page) => Object.keys(errorsOn(page, errors)).length > 0) ?? null;
}
