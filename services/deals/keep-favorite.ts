import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { addFavorite } from '../store/favorites.ts';
import type { StoredDeal } from '../store/deals.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { dealDeliveries } from './deal-deliveries.ts';

/**
 * Puts a deal on a person's own list (FAV-02). They are one of its people from now on, so they are reminded of what a
 * deal of our own waits for (SEED-02); the steps of an inbound one are planned for everybody already.
 */
export async function keepFavorite(services: Services, person: PersonKey, stored: StoredDeal): Promise<void> {
  const { db } = services.store;
  const now = services.clock.now();
  await addFavorite(db, person, stored.deal.id, now);
  if (stored.kind !== 'outbound') return;
  await wantDeliveries(db, await dealDeliveries(db, services, stored), now);
  services.wakeDeliveries();
}
