import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { dealIdsWithAccess } from '../store/access.ts';
import { findDealsByIds, findOpenInbound, type StoredDeal } from '../store/deals.ts';
import { deadlineOf } from './expiry.ts';
import { awaitsAnswer } from './lifecycle.ts';
import { readOpenDeals } from './read-open-deals.ts';

export type InboundList =
  | { kind: 'listed'; deals: StoredDeal[] }
  | { kind: 'noAccess' }
  | { kind: 'signIn' }
  /** Partner Center did not answer: the deals this person was allowed to see before, as we last knew them. */
  | { kind: 'unavailable'; deals: StoredDeal[] };

/** The deals that wait for an answer and that this person may see, nearest deadline first: read under their own rights. */
export async function listInbound(
  services: Services,
  person: PersonKey,
  signal?: AbortSignal,
): Promise<InboundList> {
  const reading = await readOpenDeals(services, person, ['New'], signal);
  if (reading.kind === 'unavailable') return { ...reading, deals: await listFromStore(services, person) };
  if (reading.kind !== 'read') return reading;
  const deals = await findDealsByIds(services.store.db, reading.ids);
  return { kind: 'listed', deals: deals.filter(isOpenInbound).sort(byDeadline) };
}

/** How many deals wait that this person is known to see, without asking Partner Center; null where nothing is known. */
export async function countOpenInboundOf(services: Services, person: PersonKey): Promise<number | null> {
  const deals = await listFromStore(services, person);
  return deals.length > 0 ? deals.length : null;
}

async function listFromStore({ store: { db } }: Services, person: PersonKey): Promise<StoredDeal[]> {
  const open = await findOpenInbound(db);
  const ids = open.map(({ deal }) => deal.id);
  const visible = await dealIdsWithAccess(db, person, ids);
  return open.filter(({ deal }) => visible.has(deal.id)).sort(byDeadline);
}

function isOpenInbound({ deal, kind }: StoredDeal): boolean {
  return kind === 'inbound' && awaitsAnswer(deal);
}

/** Nearest deadline first; deals without one last, newest first among themselves. */
function byDeadline(one: StoredDeal, other: StoredDeal): number {
  const deadline = ({ deal }: StoredDeal) => deadlineOf(deal)?.getTime() ?? Number.MAX_SAFE_INTEGER;
  const created = ({ deal }: StoredDeal) => deal.createdAt?.getTime() ?? 0;
  return deadline(one) - deadline(other) || created(other) - created(one);
}
