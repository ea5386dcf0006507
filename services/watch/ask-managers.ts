import { placeRules } from '../deals/place-settings.ts';
import { concernsManagersUntil, type ManagerChat, planEscalations } from '../deals/plan-escalations.ts';
import { settingsOfPlaces } from '../deals/settings-of-places.ts';
import { managersOfAsked } from '../deals/who-leads-asked.ts';
import type { Deal } from '../deals/deal.ts';
import type { Services } from '../services.ts';
import { findOpenInboundDue } from '../store/deals.ts';
import { findDelivery, wantDeliveries } from '../store/deliveries.ts';
import { dealIdsInSight } from '../store/sightings.ts';
import { findPersonalPlace } from '../store/places.ts';

/**
 * One pass: where the ladder has steps for managers, wants them for deals whose deadline is near, in the chats of those
 * managers who have one. Off where the directory does not know who reports to whom.
 */
export async function askManagers(services: Services, signal?: AbortSignal): Promise<void> {
  const { store, clock, reminders, people } = services;
  const steps = reminders.toManagers ?? [];
  if (steps.length === 0 || !people.can('reportsTo')) return;
  const now = clock.now();
  const near = await findOpenInboundDue(store.db, { after: now, until: concernsManagersUntil(steps, now) });
  // What somebody looked at under their own rights alone is told to nobody else.
  const inSight = await dealIdsInSight(
    store.db,
    near.map(({ deal }) => deal.id),
  );
  for (const stored of near.filter(({ deal }) => inSight.has(deal.id))) {
    signal?.throwIfAborted();
    const chats = await chatsOfManagers(services, stored.deal);
    const wanted = planEscalations(stored, chats, steps, now);
    for (const wish of wanted) {
      const { placeId, subject, occasion } = wish;
      if (await findDelivery(store.db, placeId, subject, occasion)) continue;
      await wantDeliveries(store.db, [wish], now);
      services.wakeDeliveries();
    }
  }
}

async function chatsOfManagers(services: Services, deal: Deal): Promise<ManagerChat[]> {
  const { store, people, reminders } = services;
  const { tenantId } = people;
  if (tenantId === null) return [];
  const managers = await managersOfAsked(services, deal);
  const found = await Promise.all(
    managers.map(({ personId }) => findPersonalPlace(store.db, { tenantId, personId })),
  );
  const places = found.filter((place) => place !== null).filter(({ following }) => following);
  const settings = await settingsOfPlaces(store.db, places);
  return places.map((place) => ({ place, rules: placeRules(settings.get(place.id), reminders) }));
}
