import type { Banner, DealView } from '../cards/deal-view.ts';
import { dealType } from '../services/deals/deal-type.ts';
import { deadlineBand } from '../services/deals/expiry.ts';
import { gapsOf } from '../services/deals/gaps.ts';
import { awaitsAnswer, hasMoved, legalMoves, type Move, moveThatLedTo } from '../services/deals/lifecycle.ts';
import type { Services } from '../services/services.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import { lastDoneDecision } from '../services/store/decisions.ts';

export interface ViewOptions {
  /** Is the card read at once (an answer or a push)? Then 'in 3 days' may stand in it. Default false. */
  readAtOnce?: boolean;
  banner?: Banner | null;
}

/** What the product needs besides its services to draw a deal. */
export interface Viewing extends Services {
  /** `{id}` stands for the referral id. */
  dealUrlTemplate: string;
}

/** Gathers what a deal card says: the deal, what may be done with it, and who decided. */
export async function viewDeal(
  viewing: Viewing,
  stored: StoredDeal,
  options: ViewOptions = {},
): Promise<DealView> {
  const { deal, kind, version } = stored;
  const now = viewing.clock.now();
  return {
    deal,
    version,
    kind,
    dealType: dealType(deal, kind),
    band: deadlineBand(deal, now),
    gaps: kind === 'inbound' && awaitsAnswer(deal) ? gapsOf(deal) : [],
    verbs: stored.goneAt ? [] : legalMoves(deal, kind),
    decided: await whoDecided(viewing, stored),
    dealUrl: viewing.dealUrlTemplate.replaceAll('{id}', encodeURIComponent(deal.id)),
    readAtOnce: options.readAtOnce ? now : null,
    banner: options.banner ?? null,
  };
}

/** Our own decision where it led to the present state; else it happened in Partner Center. */
async function whoDecided({ store }: Services, { deal, kind }: StoredDeal): Promise<DealView['decided']> {
  const verb = kind === 'inbound' ? moveThatLedTo(deal) : null;
  if (!verb) return null;
  const ours = await lastDoneDecision(store.db, deal.id, verb);
  const at = momentOf(deal, verb);
  if (ours && hasMoved(deal, ours.verb as Move)) return { verb, by: ours.personName, at: ours.endedAt ?? at };
  return { verb, by: null, at };
}

function momentOf(deal: StoredDeal['deal'], verb: Move): Date {
  const stamped = verb === 'deal.accept' ? deal.acceptedAt : deal.closedAt;
  return stamped ?? deal.updatedAt ?? new Date(0);
}
