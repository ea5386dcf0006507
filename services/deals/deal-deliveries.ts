import type { Place } from '../people/place.ts';
import type { Services } from '../services.ts';
import { listAccessOfDeal } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { findSister, type StoredDeal } from '../store/deals.ts';
import { listDigestsWith } from '../store/digests.ts';
import { listFollowingPlaces } from '../store/places.ts';
import { listPostedOf } from '../store/posted-cards.ts';
import { chatsOfDeal } from './people-of-deal.ts';
import { type DealSituation, planDeliveries } from './plan-deliveries.ts';
import { isPosted } from './place-settings.ts';
import { settingsOfPlaces } from './settings-of-places.ts';
import { findToldPeople } from './told-people.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/** What Teams should show of a deal as it is now, with all that `planDeliveries` needs to know. */
export async function dealDeliveries(
  db: Db,
  { reminders, clock }: Pick<Services, 'reminders' | 'clock'>,
  stored: StoredDeal,
  met: Pick<DealSituation, 'isBacklog' | 'isNew'> = {},
): Promise<WantedDelivery[]> {
  const { deal, kind } = stored;
  const places = await placesFor(db, stored);
  const settings = await settingsOfPlaces(db, places);
  return planDeliveries({
    ...stored,
    sister: kind === 'outbound' ? await findSister(db, deal.engagementId) : null,
    places,
    posted: await listPostedOf(db, deal.id),
    digests: await listDigestsWith(db, deal.id),
    blind: await findBlindPeople(db, deal.id),
    told: await findToldPeople(
      db,
      places.filter(({ id }) => isPosted(deal, settings.get(id))),
    ),
    rules: reminders,
    settings,
    ...met,
    now: clock.now(),
  });
}

/** Inbound deals are posted wherever that is followed; what happens to our own is told to the people of the deal. */
async function placesFor(db: Db, { kind, deal }: StoredDeal): Promise<Place[]> {
  if (kind === 'inbound') return listFollowingPlaces(db);
  return kind === 'outbound' ? chatsOfDeal(db, deal) : [];
}

async function findBlindPeople(db: Db, dealId: string): Promise<Set<string>> {
  const access = await listAccessOfDeal(db, dealId);
  return new Set(access.filter(({ maySee }) => !maySee).map(({ personId }) => personId));
}
