import { renderHash } from '../cards/render.ts';
import { settleDelivery } from '../services/store/deliveries.ts';
import { saveDigest } from '../services/store/digests.ts';
import { newId } from '../services/store/new-id.ts';
import { savePosted } from '../services/store/posted-cards.ts';
import type { Carrier, Showing } from './deliver.ts';

/**
 * What Teams shows and that the delivery is settled, in one transaction.
 * @param activityId null: Teams gave none, so the message can never be edited
 */
export async function rememberShown(
  { app, owner }: Carrier,
  { delivery, place, rendering, posted }: Showing,
  activityId: string | null,
): Promise<void> {
  const now = app.clock.now();
  await app.store.db.transaction().execute(async (trx) => {
    if (activityId !== null) {
      await savePosted(trx, {
        id: newId(),
        placeId: place.id,
        subject: delivery.subject,
        occasion: delivery.occasion,
        activityId,
        version: rendering.version,
        hash: renderHash(rendering.message.card),
        postedAt: posted?.postedAt ?? now,
        changedAt: now,
        ...(rendering.standIns && { standIns: rendering.standIns }),
      });
      if (rendering.dealIds) {
        await saveDigest(trx, { placeId: place.id, occasion: delivery.occasion }, rendering.dealIds);
      }
    }
    await settleDelivery(trx, delivery.id, owner, {
      now,
      nextDueAt: rendering.nextLookAt,
      // Drawn after the claim, so all that was wanted then is shown, whatever version the card itself carries.
      seenVersion: Math.max(rendering.version, delivery.wantedVersion),
    });
  });
}
