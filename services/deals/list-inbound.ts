import type { PersonKey } from '../people/person.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { dealIdsWithAccess, saveAccessMany } from '../store/access.ts';
import { findOpenInbound, type StoredDeal } from '../store/deals.ts';
import { deadlineOf } from './expiry.ts';
import { awaitsAnswer } from './lifecycle.ts';
import { recordDeal } from './record-deal.ts';

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
  try {
    const deals: StoredDeal[] = [];
    for await (const deal of services.referrals.listOpen({ kind: 'person', person }, ['New'], signal)) {
      deals.push(await recordDeal(services, deal));
    }
    const seen = deals.map(({ deal }) => ({ dealId: deal.id, maySee: true }));
    await saveAccessMany(services.store.db, person, seen, services.clock.now());
    return { kind: 'listed', deals: deals.filter(isOpenInbound).sort(byDeadline) };
  } catch (error) {
    if (!isReferralError(error)) throw error;
    if (error.kind === 'unauthorized') return { kind: 'signIn' };
    if (error.kind === 'forbidden') return { kind: 'noAccess' };
    return { kind: 'unavailable', deals: await listFromStore(services, person) };
  }
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
