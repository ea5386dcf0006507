import type { Contact } from '../services/deals/deal.ts';
import { SHORTEST_SEARCH } from '../services/deals/deal-lists.ts';
import type { KnownSolution } from '../services/deals/known-solutions.ts';
import { dunsIn, type KnownCustomer, knownCustomers } from '../services/deals/new-deal/known-customers.ts';
import { ownLine } from '../services/deals/new-deal/own-line.ts';
import { ownSolutions } from '../services/deals/new-deal/own-solutions.ts';
import { findAccess } from '../services/store/access.ts';
import { findDeal, findLatestDeals } from '../services/store/deals.ts';
import { findDealsNaming } from '../services/store/known-customers.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Deals that are read for what they tell: solutions, customers, colleagues. */
const DEALS_READ = 200;
const DIRECTORY_WITHIN_MS = 1500;

/** Our own solutions, as far as they are known (SEED-20). */
export async function solutionsOf({ services }: Pick<DialogTurn, 'services'>): Promise<KnownSolution[]> {
  const latest = await findLatestDeals(services.store.db, DEALS_READ);
  const deals = latest.map(({ deal }) => deal);
  return ownSolutions(services.coSellSolutions, services.registration.eligibleSolutionIds, deals);
}

export type CustomerSearch = { kind: 'tooShort' } | { kind: 'found'; customers: KnownCustomer[] };

/** Customers of deals that this person may see, by some characters of their name or by D-U-N-S number (SEED-15). */
export async function searchCustomers(
  { services, decider }: Pick<DialogTurn, 'services' | 'decider'>,
  query: string,
): Promise<CustomerSearch> {
  if (query.trim().length < SHORTEST_SEARCH) return { kind: 'tooShort' };
  const words = dunsIn(query) ?? query;
  const deals = await findDealsNaming(services.store.db, decider, words, DEALS_READ);
  return { kind: 'found', customers: knownCustomers(query, deals) };
}

/** The customer of a deal that was offered for its customer; null where this person may not see it. */
export async function customerOfDeal(
  { services, decider }: Pick<DialogTurn, 'services' | 'decider'>,
  dealId: string,
): Promise<KnownCustomer | null> {
  const { db } = services.store;
  const access = await findAccess(db, decider, dealId);
  const stored = access?.maySee ? await findDeal(db, dealId) : null;
  return stored && { dealId, customer: stored.deal.customer };
}

/** The line of the team for who begins the deal (FLD-08). */
export async function ownTeamLine({ services, decider }: DialogTurn): Promise<string> {
  const signal = AbortSignal.timeout(DIRECTORY_WITHIN_MS);
  const profile = (await services.people.profilesOf([decider], signal)).get(decider.personId);
  const [firstName = null, ...rest] = (profile?.name ?? decider.name ?? '').trim().split(/\s+/);
  const named: Contact = {
    firstName: profile?.firstName ?? firstName,
    lastName: profile?.lastName ?? (rest.join(' ') || null),
    email: profile?.email ?? null,
    phone: null,
    title: null,
  };
  const latest = await findLatestDeals(services.store.db, DEALS_READ);
  return ownLine(
    named,
    latest.map(({ deal }) => deal),
  );
}
