import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import { findByEngagement, type StoredDeal } from '../store/deals.ts';
import { listDigestsWith } from '../store/digests.ts';
import { listPostedOf } from '../store/posted-cards.ts';
import { hasReadAll } from '../store/watermarks.ts';
import { dealDeliveries } from './deal-deliveries.ts';
import { chatsOfDeal } from './people-of-deal.ts';
import { planMicrosoftNews } from './plan-microsoft-news.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/**
 * What a change of Microsoft's own referral means for our deals of its engagement: their cards say it, their people are
 * told, and the ladder follows Microsoft's deadline (SEED-02, EXP-05).
 */
export async function microsoftDeliveries(
  trx: Db,
  services: Pick<Services, 'reminders' | 'clock'>,
  { before, after, isBacklog }: { before: StoredDeal | null; after: StoredDeal; isBacklog: boolean },
): Promise<WantedDelivery[]> {
  if (after.kind !== 'sister' || !after.deal.engagementId) return [];
  const engaged = await findByEngagement(trx, after.deal.engagementId);
  const ours = engaged.filter(({ kind, goneAt }) => (kind === 'inbound' || kind === 'outbound') && !goneAt);
  // What a first reading brings up is no news to anybody.
  const mayBeNews = before !== null || (!isBacklog && (await hasReadAll(trx)));
  const now = services.clock.now();
  const wanted = ours.map(async (stored) => [
    ...(await redraws(trx, stored, now)),
    ...(stored.kind === 'outbound' ? await dealDeliveries(trx, services, stored) : []),
    ...(mayBeNews
      ? planMicrosoftNews({
          before: before?.deal ?? null,
          after: after.deal,
          ours: stored,
          places: await chatsOfDeal(trx, stored.deal),
          now,
        })
      : []),
  ]);
  return (await Promise.all(wanted)).flat();
}

/** The cards of our deal, and the digests that name it, say how Microsoft's side stands. */
async function redraws(trx: Db, { deal, version }: StoredDeal, now: Date): Promise<WantedDelivery[]> {
  const posted = await listPostedOf(trx, deal.id);
  const digests = await listDigestsWith(trx, deal.id);
  return [
    ...posted.map(({ placeId, occasion }) => ({
      placeId,
      subject: deal.id,
      occasion,
      dueAt: now,
      wantedVersion: version,
    })),
    ...digests.map((digest) => ({ ...digest, subject: 'place', dueAt: now, wantedVersion: 1 })),
  ];
}
