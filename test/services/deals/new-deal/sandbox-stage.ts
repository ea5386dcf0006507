import { createDecide, type InFlight } from '../../../../services/deals/decide.ts';
import { finishDecisions } from '../../../../services/deals/finish-decisions.ts';
import { createOwnDeals, type OwnDeals } from '../../../../services/deals/new-deal/own-deals.ts';
import type { CreateRequest, ShareRequest } from '../../../../services/deals/new-deal/own-deal-outcome.ts';
import { localAccessTokens } from '../../../../services/auth/access-tokens.ts';
import { ReferralServiceError } from '../../../../services/referrals/errors.ts';
import type { NewReferral } from '../../../../services/referrals/new-referral.ts';
import { createPartnerCenter } from '../../../../services/referrals/partner-center.ts';
import { OWN_ORGANIZATION } from '../../../../services/referrals/sandbox/create-referral.ts';
import type { Services } from '../../../../services/services.ts';
import type { Store } from '../../../../services/store/database.ts';
import { API, type RunningSandbox, startSandbox } from '../../referrals/sandbox/call-sandbox.ts';
import { ANN, setStage, type TestClock } from '../stage.ts';
import { newDealTexts } from './new-deal-texts.ts';

interface Fault {
  method: 'POST' | 'GET' | 'PATCH';
  path?: string;
  status?: number;
  times?: number;
  retryAfterSeconds?: number;
  delayMs?: number;
  loseAnswer?: boolean;
}

interface Logged {
  method: string;
  path: string;
  status: number;
  body: unknown;
  caller: string;
}

/** The services on a real store, before the product's own sandbox over HTTP, whose bad days can be ordered. */
export interface SandboxStage {
  services: Services & { clock: TestClock };
  ownDeals: OwnDeals;
  sandbox: RunningSandbox;
  create(changes?: Partial<CreateRequest>): ReturnType<OwnDeals['create']>;
  share(changes: Pick<ShareRequest, 'dealId' | 'to'> & Partial<ShareRequest>): ReturnType<OwnDeals['share']>;
  faults(faults: Fault[]): Promise<void>;
  /** One pass of what ends open decisions. */
  finish(): Promise<void>;
  /** All that stands in Partner Center: whose it is, by its organisation. */
  referrals(): Promise<Record<string, unknown>[]>;
  /** The bodies that were sent by POST, whatever became of them. */
  posted(): Promise<NewReferral[]>;
  log(): Promise<Logged[]>;
  /** Nobody has a token any more, until `true`. */
  signedIn(is: boolean): void;
}

/** A request that takes longer than this counts as not answered. */
export const TIMEOUT_SECONDS = 0.5;

export async function openSandboxStage(store: Store): Promise<SandboxStage> {
  const sandbox = await startSandbox({ seed: 'empty' });
  let isSignedIn = true;
  const stage = setStage(store);
  const inFlight: InFlight = new Map();
  const referrals = createPartnerCenter({
    baseUrl: sandbox.url,
    accessTokens: async (caller, options) => {
      if (!isSignedIn) throw new ReferralServiceError('unauthorized');
      return localAccessTokens(caller, options);
    },
    fetch,
    sleep: async () => undefined,
    writeTimeoutSeconds: TIMEOUT_SECONDS,
  });
  const services = {
    ...stage,
    referrals,
    ownOrganizationIds: new Set([OWN_ORGANIZATION.organizationId]),
  };
  const at = stage.clock.now().toISOString();
  await sandbox.call('POST', '/sandbox/clock', { now: at });
  const ownDeals = createOwnDeals({ ...services, decide: createDecide(services, inFlight) }, inFlight);
  const log = async () => (await sandbox.call('GET', '/sandbox/log')).body as unknown as Logged[];
  return {
    services,
    ownDeals,
    sandbox,
    create: (changes = {}) => ownDeals.create(creation(changes)),
    share: (changes) => ownDeals.share(sharing(changes)),
    faults: async (faults) => void (await sandbox.call('POST', '/sandbox/faults', faults)),
    finish: () => finishDecisions(services, inFlight),
    referrals: async () => {
      const { body } = await sandbox.call('GET', `${API}?$orderby=createdDateTime desc`);
      return (body['value'] as Record<string, unknown>[]).toReversed();
    },
    posted: async () => {
      const all = await log();
      return all
        .filter(({ method, path }) => method === 'POST' && path.startsWith(API))
        .map(({ body }) => body as NewReferral);
    },
    log,
    signedIn: (is) => {
      isSignedIn = is;
    },
  };
}

/** A co-sell deal with everything, from Ann's draft `d-1`. */
export function creation(changes: Partial<CreateRequest> = {}): CreateRequest {
  return {
    draftId: 'd-1',
    kind: 'coSell',
    texts: newDealTexts(),
    decider: ANN,
    placeId: 'place-ann',
    seenSame: [],
    ...changes,
  };
}

export const HELP = {
  help: 'ProofOfConceptOrDemo',
  helpNotes: 'A workshop, please.',
  solutionArea: 'Security',
  solutionPlay: 'Data Security',
} as const;

export function sharing(changes: Pick<ShareRequest, 'dealId' | 'to'> & Partial<ShareRequest>): ShareRequest {
  return { texts: HELP, confirmed: true, decider: ANN, placeId: 'place-ann', version: null, ...changes };
}
