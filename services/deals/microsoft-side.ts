import { isReferralError } from '../referrals/errors.ts';
import type { Caller } from '../referrals/referral-service.ts';
import type { Services } from '../services.ts';
import { findSisters } from '../store/deals.ts';
import type { Deal } from './deal.ts';
import { dealKind } from './lifecycle.ts';
import { recordDeal } from './record-deal.ts';
import type { MicrosoftSide } from './registration-rules.ts';

/**
 * Microsoft's referral of the deal's engagement (ID-01), read fresh; its change need not touch ours, so what is stored
 * counts only where Partner Center does not answer.
 * @param caller whose rights the engagement is read with
 */
export async function readMicrosoftSide(
  services: Services,
  caller: Caller,
  deal: Deal,
  signal?: AbortSignal,
): Promise<MicrosoftSide> {
  if (!deal.engagementId) return { kind: 'none' };
  try {
    for await (const one of services.referrals.listEngagement(caller, deal.engagementId, signal)) {
      if (dealKind(one, services.ownOrganizationIds) !== 'sister' || one.id === deal.id) continue;
      return { kind: 'seen', deal: (await recordDeal(services, one)).deal };
    }
    return { kind: 'none' };
  } catch (error) {
    if (!isReferralError(error)) throw error;
    const stored = await storedMicrosoftSide(services, deal);
    return stored.kind === 'seen' ? stored : { kind: 'unknown' };
  }
}

/** As last read by anybody: where a card is drawn, nothing is asked. */
export async function storedMicrosoftSide(
  services: Pick<Services, 'store'>,
  deal: Pick<Deal, 'engagementId'>,
): Promise<MicrosoftSide> {
  const sideOf = await storedMicrosoftSides(services, [deal]);
  return sideOf(deal);
}

/** `storedMicrosoftSide` of each of many, read at once. */
export async function storedMicrosoftSides(
  { store }: Pick<Services, 'store'>,
  deals: readonly Pick<Deal, 'engagementId'>[],
): Promise<(deal: Pick<Deal, 'engagementId'>) => MicrosoftSide> {
  const engagements = deals.flatMap(({ engagementId }) => engagementId ?? []);
  const sisters = await findSisters(store.db, engagements);
  return ({ engagementId }) => {
    const sister = sisters.get(engagementId ?? '');
    return sister ? { kind: 'seen', deal: sister } : { kind: 'none' };
  };
}
