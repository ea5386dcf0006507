import { isReferralError, type ReferralServiceError } from '../../referrals/errors.ts';
import type { NewReferral } from '../../referrals/new-referral.ts';
import type { Caller } from '../../referrals/referral-service.ts';
import type { Services } from '../../services.ts';
import type { Deal } from '../deal.ts';
import { dealKind, isOthers } from '../lifecycle.ts';

/**
 * How long after the last sending a referral that is not found may still turn up: a request that timed out here may be
 * carried out there, and a list may lag behind. Only then is it sent again.
 */
export const SETTLES_AFTER_MS = 15_000;

/** Our clock and the service's may differ by this much, when we look for what was made since. */
const CLOCKS_DIFFER_MS = 24 * 60 * 60 * 1000;

/** What is to be made, and how far it got before. */
export interface Making {
  caller: Caller;
  /** With `externalReferenceId` our own deal, with `engagementId` Microsoft's invitation to one. */
  referral: NewReferral;
  /** When it was first asked for: it cannot have been made before. */
  askedAt: Date;
  /** When it was last sent with nobody knowing what became of it; null: it surely was never sent. */
  sentAt: Date | null;
}

export type Made =
  | { kind: 'made'; deal: Deal }
  /** It may have been made, and does not show: look again later, with the same `sentAt`. */
  | { kind: 'unknown'; sentAt: Date };

/**
 * Makes a referral exactly once although the service knows no idempotency key (partner-center-api.md 2.3, 7.4): whatever
 * may have been sent is looked for before it is sent again.
 * @param beforeSending keeps on disk that it is being sent now
 * @throws ReferralServiceError where surely nothing was made
 */
export async function makeOnce(
  services: Pick<Services, 'referrals' | 'clock' | 'ownOrganizationIds'>,
  making: Making,
  beforeSending: (sentAt: Date) => Promise<void>,
): Promise<Made> {
  const { referrals, clock } = services;
  const { caller, referral, sentAt: sentBefore } = making;
  if (sentBefore !== null) {
    const found = await lookForMade(services, making);
    if (found) return { kind: 'made', deal: found };
    if (clock.now().getTime() - sentBefore.getTime() < SETTLES_AFTER_MS)
      return { kind: 'unknown', sentAt: sentBefore };
  }
  const sentAt = clock.now();
  await beforeSending(sentAt);
  try {
    return { kind: 'made', deal: await referrals.create(caller, referral) };
  } catch (error) {
    if (!isReferralError(error) || isSurelyNotMade(error)) throw error;
  }
  const found = await lookForOrNot(services, making);
  return found ? { kind: 'made', deal: found } : { kind: 'unknown', sentAt };
}

/** A 503 may come from a gateway that gave up waiting; without If-Match a second POST would be a second referral. */
function isSurelyNotMade({ wrote, status }: ReferralServiceError): boolean {
  return wrote === 'no' && status !== 503;
}

/** A service that does not answer now has not said that nothing is there. */
async function lookForOrNot(
  services: Parameters<typeof lookForMade>[0],
  making: Making,
): Promise<Deal | null> {
  try {
    return await lookForMade(services, making);
  } catch (error) {
    if (!isReferralError(error)) throw error;
    return null;
  }
}

/**
 * Whether it has been made. An invitation stands in its engagement; our own deal carries our reference. Only documented
 * queries are asked.
 * @throws ReferralServiceError where that cannot be known
 */
export async function lookForMade(
  { referrals, ownOrganizationIds }: Pick<Services, 'referrals' | 'ownOrganizationIds'>,
  { caller, referral, askedAt }: Making,
): Promise<Deal | null> {
  const { engagementId, externalReferenceId } = referral;
  if (engagementId !== undefined) {
    for await (const deal of referrals.listEngagement(caller, engagementId))
      if (dealKind(deal, ownOrganizationIds) === 'sister') return deal;
    return null;
  }
  const since = new Date(askedAt.getTime() - CLOCKS_DIFFER_MS);
  for await (const deal of referrals.listCreatedSince(caller, since)) {
    const isOurs = !isOthers(dealKind(deal, ownOrganizationIds));
    if (isOurs && externalReferenceId !== undefined && deal.crmId === externalReferenceId) return deal;
  }
  return null;
}
