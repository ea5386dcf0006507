import type { DealType } from './deal-type.ts';
import type { DealKind } from './lifecycle.ts';
import type { RegistrationState } from './registration-state.ts';

const LISTS = [
  'inbound',
  'outbound',
  'deals',
  'expiring',
  'favorites',
  'closed',
  'leads',
  'leadFavorites',
  'search',
] as const;
export type ListName = (typeof LISTS)[number];

/** How a list is put together. */
export interface ListRule {
  kinds: readonly DealKind[];
  /** Default: every state. */
  statuses?: readonly string[];
  /** Default: every sub-status; unknown ones are read-only and wait for nobody (LIFE-03). */
  substatuses?: readonly string[];
  /** `created`: newest first (NAV-02, SEED-21); `deadline`: nearest first, only deals with one; `microsoft`: Microsoft's
   * deadline to answer, nearest first, then as `created`; `changed`: last changed first. */
  order: 'created' | 'deadline' | 'microsoft' | 'changed';
  /** Only what this person keeps as a favourite (FAV-02). */
  isFavorites?: true;
  /** Which deals are read under the person's own rights before the list is shown; absent: what is known is shown. */
  reads?: readonly ('New' | 'Active')[];
  /** States that one may filter by; none where the list is of one state only. */
  states: readonly DealStateFilter[];
  /** May one filter by the state of the registration (NAV-07)? Default: no won deal is in it */
  byRegistration?: true;
}

/** States that lists are filtered by, with the pair of each (LIFE-01). */
export const STATE_FILTERS = {
  new: { status: 'New' },
  accepted: { status: 'Active', substatus: 'Accepted' },
  won: { status: 'Closed', substatus: 'Won' },
  lost: { status: 'Closed', substatus: 'Lost' },
  declined: { status: 'Closed', substatus: 'Declined' },
  expired: { status: 'Closed', substatus: 'Expired' },
} as const satisfies Record<string, { status: string; substatus?: string }>;
export type DealStateFilter = keyof typeof STATE_FILTERS;

/** Registrations that lists are filtered by (NAV-07), with the states of each. */
export const REGISTRATION_FILTERS = {
  none: ['none', 'pending'],
  action: ['actionRequired'],
  review: ['reviewPending', 'validationPending', 'received'],
  approved: ['approved', 'passed', 'validationPassed'],
  failed: ['failed', 'validationFailed'],
  other: ['closed', 'other'],
} as const satisfies Record<string, readonly RegistrationState[]>;
export type RegistrationFilter = keyof typeof REGISTRATION_FILTERS;

const OURS: readonly DealKind[] = ['inbound', 'outbound'];
const OPEN = ['New', 'Active'] as const;
const WAITING = ['Pending', 'Received'] as const;
const ALL_STATES = Object.keys(STATE_FILTERS) as DealStateFilter[];

/** NAV-01 and the commands beyond it. Leads have lists of their own, of favourites too (FAV-03); search finds all. */
export const LIST_RULES: Record<ListName, ListRule> = {
  inbound: {
    kinds: ['inbound'],
    statuses: ['New'],
    substatuses: WAITING,
    order: 'created',
    reads: ['New'],
    states: [],
  },
  outbound: {
    kinds: ['outbound'],
    statuses: OPEN,
    order: 'microsoft',
    reads: OPEN,
    states: ['new', 'accepted'],
  },
  deals: { kinds: OURS, statuses: OPEN, order: 'created', reads: OPEN, states: ['new', 'accepted'] },
  expiring: {
    kinds: OURS,
    statuses: ['New'],
    substatuses: WAITING,
    order: 'deadline',
    reads: ['New'],
    states: [],
  },
  favorites: { kinds: OURS, order: 'created', isFavorites: true, states: ALL_STATES, byRegistration: true },
  closed: {
    kinds: OURS,
    statuses: ['Closed'],
    order: 'created',
    states: ['won', 'lost', 'declined', 'expired'],
    byRegistration: true,
  },
  leads: { kinds: ['lead'], statuses: OPEN, order: 'created', reads: OPEN, states: ['new', 'accepted'] },
  leadFavorites: { kinds: ['lead'], order: 'created', isFavorites: true, states: ALL_STATES },
  // Filters do not combine with search (NAV-03).
  search: { kinds: [...OURS, 'lead'], order: 'changed', states: [] },
};

/** Search needs as many characters as Partner Center's own (NAV-03). */
export const SHORTEST_SEARCH = 3;

/** What a person narrowed a list to; null and empty: any. Kept until cleared (NAV-04). */
export interface DealFilters {
  state: DealStateFilter | null;
  dealType: DealType | null;
  /** ISO 3166 alpha-2; at most 50 (NAV-04). */
  countries: readonly string[];
  /** Whole units in the deal's own currency, at least. */
  value: string | null;
  /** Words of a solution's name or id. */
  solution: string | null;
  /** Of won deals (NAV-07). */
  registration: RegistrationFilter | null;
}

export const NO_FILTERS: DealFilters = {
  state: null,
  dealType: null,
  countries: [],
  value: null,
  solution: null,
  registration: null,
};
export const MOST_COUNTRIES = 50;

export function isFiltered(filters: DealFilters): boolean {
  return JSON.stringify({ ...NO_FILTERS, ...filters }) !== JSON.stringify(NO_FILTERS);
}
