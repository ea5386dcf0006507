import type { Deal } from '../../../services/deals/deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import type { NewReferral } from '../../../services/referrals/new-referral.ts';
import { parseReferral } from '../../../services/referrals/resource.ts';
import type {
  Caller,
  PatchOperation,
  ReferralService,
} from '../../../services/referrals/referral-service.ts';

type Method = keyof ReferralService;

export interface Call {
  method: Method;
  caller: Caller;
  /** Of `listChangedSince`. */
  since?: Date | null;
  id?: string;
  eTag?: string;
  operations?: readonly PatchOperation[];
  /** Of `create`. */
  referral?: NewReferral;
}

/** Partner Center in memory: as much of it as deciding and watching can tell apart. */
export interface SmallPartnerCenter extends ReferralService {
  readonly calls: Call[];
  /** How often a method was called. */
  count(method: Method): number;
  deal(id: string): Deal;
  all(): Deal[];
  /** Somebody changes (or makes) a deal there: a new eTag, a new change time. */
  change(deal: Deal): Deal;
  remove(id: string): void;
  /** The next calls of a method fail; `after`: once they have done their work. */
  fail(method: Method, error: ReferralServiceError, options?: { times?: number; after?: boolean }): void;
  /** No call fails any more. */
  recover(): void;
  /** Runs before the next call of the method does its work. */
  before(method: Method, work: () => unknown): void;
}

const FIELDS: Record<string, (value: unknown) => Partial<Deal>> = {
  '/status': (value) => ({ status: value as string }),
  '/substatus': (value) => ({ substatus: value as string }),
  '/statusReason': (value) => ({ statusReason: value as string }),
  '/name': (value) => ({ name: value as string }),
  '/details/dealValue': (value) => ({ value: String(value) }),
  '/details/currency': (value) => ({ currency: value as string }),
  '/details/closingDateTime': (value) => ({ closesAt: new Date(value as string) }),
  '/team/-': (value) => ({ team: [value as Deal['team'][number]] }),
  '/consent/consentToShareReferralWithMicrosoftSellers': (value) => ({
    consent: {
      shareWithOthers: true,
      contactCustomer: true,
      shareWithMicrosoftSellers: value as boolean,
    },
  }),
};

/** Our own deals are accepted at once (LIFE-07); Microsoft's part of one waits for its answer. */
function stateOf({ engagementId, inviteContext }: NewReferral): object {
  const invitedBy = { organizationId: 'our-organization', organizationName: 'Ours' };
  return engagementId === undefined
    ? {
        organizationId: 'our-organization',
        status: 'Active',
        substatus: 'Accepted',
        inviteContext: { invitedBy },
      }
    : {
        organizationId: 'msft',
        status: 'New',
        substatus: 'Pending',
        inviteContext: { ...inviteContext, invitedBy },
      };
}

function idsOf({ engagementId }: NewReferral, made: number, now: Date): object {
  return {
    id: `made-${made}`,
    engagementId: engagementId ?? `engagement-${made}`,
    createdDateTime: now.toISOString(),
  };
}

/** @param now the service's own clock, which stamps its changes */
export function smallPartnerCenter(deals: readonly Deal[], now: () => Date): SmallPartnerCenter {
  const kept = new Map(deals.map((deal) => [deal.id, deal]));
  const calls: Call[] = [];
  const hooks: { method: Method; work: () => unknown }[] = [];
  const failures: { method: Method; error: ReferralServiceError; after: boolean }[] = [];
  let changes = 1;

  const found = (id: string): Deal => {
    const deal = kept.get(id);
    if (!deal) throw new ReferralServiceError('notFound', { status: 404 });
    return deal;
  };
  const change = (deal: Deal): Deal => {
    changes += 1;
    const changed = { ...deal, eTag: `"c-${changes}"`, updatedAt: new Date(now().getTime() + changes) };
    kept.set(deal.id, changed);
    return changed;
  };
  const failing = (method: Method, after: boolean): void => {
    const index = failures.findIndex((failure) => failure.method === method && failure.after === after);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (failure) throw failure.error;
  };
  const run = async <T>(call: Call, work: () => T): Promise<T> => {
    calls.push(call);
    const index = hooks.findIndex(({ method }) => method === call.method);
    if (index >= 0) await hooks.splice(index, 1)[0]?.work();
    failing(call.method, false);
    const result = work();
    failing(call.method, true);
    return result;
  };
  async function* list(call: Call, wanted: (deal: Deal) => boolean): AsyncGenerator<Deal> {
    const age = (deal: Deal) => deal.updatedAt?.getTime() ?? 0;
    yield* await run(call, () => [...kept.values()].filter(wanted).sort((a, b) => age(b) - age(a)));
    failing(call.method, true);
  }

  return {
    calls,
    count: (method) => calls.filter((call) => call.method === method).length,
    deal: found,
    all: () => [...kept.values()],
    change,
    remove: (id) => void kept.delete(id),
    fail: (method, error, { times = 1, after = false } = {}) => {
      for (let count = 0; count < times; count++) failures.push({ method, error, after });
    },
    recover: () => void failures.splice(0),
    before: (method, work) => void hooks.push({ method, work }),

    listChangedSince: (caller, since) =>
      list(
        { method: 'listChangedSince', caller, since },
        (deal) => !since || (deal.updatedAt !== null && deal.updatedAt >= since),
      ),
    listCreatedSince: (caller, since) =>
      list(
        { method: 'listCreatedSince', caller, since },
        ({ createdAt }) => createdAt !== null && createdAt >= since,
      ),
    create: (caller, referral) =>
      run({ method: 'create', caller, referral }, () => {
        const made = kept.size + 1;
        return change(parseReferral({ ...referral, ...stateOf(referral), ...idsOf(referral, made, now()) }));
      }),
    listOpen: (caller, statuses = ['New', 'Active']) =>
      list({ method: 'listOpen', caller }, ({ status }) => (statuses as readonly string[]).includes(status)),
    listEngagement: (caller, engagementId) =>
      list({ method: 'listEngagement', caller }, (deal) => deal.engagementId === engagementId),
    get: (caller, id) => run({ method: 'get', caller, id }, () => found(id)),
    update: (caller, id, eTag, operations) =>
      run({ method: 'update', caller, id, eTag, operations }, () => {
        const deal = found(id);
        if (deal.eTag !== eTag) throw new ReferralServiceError('conflict', { status: 412 });
        const fields = operations.map(({ path, value }) => FIELDS[path]?.(value) ?? {});
        return change(Object.assign({}, deal, ...fields) as Deal);
      }),
  };
}
