import type { Services } from '../services.ts';
import { findDealForUpdate, saveDeal } from '../store/deals.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { appendHistory } from '../store/history.ts';
import { listPostedOf } from '../store/posted-cards.ts';

/** Takes in that Partner Center no longer knows a deal: its cards say so, and nothing is deleted. */
export async function recordGone(services: Services, dealId: string): Promise<void> {
  const now = services.clock.now();
  await services.store.db.transaction().execute(async (trx) => {
    const before = await findDealForUpdate(trx, dealId);
    if (!before || before.goneAt) return;
    const version = before.version + 1;
    await saveDeal(trx, { ...before, version, goneAt: now, recordedAt: now });
    const actor = { kind: 'partnerCenter' } as const;
    await appendHistory(trx, {
      dealId,
      at: now,
      kind: 'gone',
      actor,
      verb: null,
      version,
      before: null,
      after: null,
    });
    const posted = await listPostedOf(trx, dealId);
    const wanted = posted.map(({ placeId, occasion }) => ({
      placeId,
      subject: dealId,
      occasion,
      dueAt: now,
      wantedVersion: version,
    }));
    await wantDeliveries(trx, wanted, now);
  });
  services.wakeDeliveries();
}
