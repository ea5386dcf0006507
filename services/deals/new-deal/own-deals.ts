import type { Services } from '../../services.ts';
import type { Decide, InFlight } from '../decide.ts';
import { createDeal } from './create-deal.ts';
import type { CreateOutcome, CreateRequest, ShareOutcome, ShareRequest } from './own-deal-outcome.ts';
import { shareDeal } from './share-deal.ts';

/** Making and sharing deals of our own; README.md says what each answer means. */
export interface OwnDeals {
  /** Makes a deal from a draft; of a co-sell deal also Microsoft's part. Sent again: the same answer, one deal. */
  create(request: CreateRequest): Promise<CreateOutcome>;
  /** Makes a private deal partner-led, or either of them co-sell (TYPE-08). */
  share(request: ShareRequest): Promise<ShareOutcome>;
}

export function createOwnDeals(services: Services & { decide: Decide }, inFlight: InFlight): OwnDeals {
  return {
    create: (request) => createDeal(services, inFlight, request),
    share: (request) => shareDeal(services, inFlight, request),
  };
}
