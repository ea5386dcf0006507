import type { Decider } from '../../../services/deals/patch-deal.ts';
import type { NewDecision } from '../../../services/store/decisions.ts';
import { DEAL_ID } from './inbound.ts';
import { START } from './stage.ts';

/** A decision row as a click leaves it: asked at the start, with nothing typed. */
export function newDecision(id: string, decider: Decider, changes: Partial<NewDecision> = {}): NewDecision {
  return {
    id,
    dealId: DEAL_ID,
    verb: 'deal.accept',
    tenantId: decider.tenantId,
    personId: decider.personId,
    personName: decider.name,
    inputs: {},
    dealVersion: null,
    placeId: `place-${decider.personId}`,
    openedAt: START,
    owner: 'this bot',
    ...changes,
  };
}
