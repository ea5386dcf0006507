import type { Place } from '../people/place.ts';
import type { Services } from '../services.ts';
import { findOpenInbound } from '../store/deals.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { listFollowingPlaces } from '../store/places.ts';
import { findSettings, saveSetting } from '../store/settings.ts';
import { awaitingMicrosoftOf } from './awaiting-microsoft.ts';
import { isPosted, placeRules } from './place-settings.ts';
import { planReminders } from './plan-reminders.ts';
import { settingsOfPlaces } from './settings-of-places.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/** Settings of the bot as a whole. */
const SCOPE = 'bot';
const NAME = 'reminderRules';

/**
 * Brings changed rules (`REMINDERS`, `QUIET_HOURS`, `DIGEST_HOUR`) to the deals that are open already; each step is
 * judged once more when it is due. Where the rules are those of the last time, nothing is done; where this breaks off,
 * or is told to stop, it is done again the next time.
 * @returns how many places were planned anew
 */
export async function replanReminders(services: Services, signal?: AbortSignal): Promise<number> {
  const { db } = services.store;
  const rules = JSON.stringify(services.reminders);
  const { [NAME]: before } = await findSettings(db, SCOPE);
  if (before === rules) return 0;
  // The first time there is nothing yet that was planned by other rules, unless an older version did.
  const places = await listFollowingPlaces(db);
  for (const place of places) {
    signal?.throwIfAborted();
    await wantDeliveries(db, await stepsToCome(services, place), services.clock.now());
  }
  await saveSetting(db, SCOPE, NAME, rules);
  services.wakeDeliveries();
  return places.length;
}

/** The steps of the ladder, to come in a place, of all deals that wait for an answer now. */
export async function stepsToCome(
  { store: { db }, reminders, clock }: Pick<Services, 'store' | 'reminders' | 'clock'>,
  place: Place,
): Promise<WantedDelivery[]> {
  if (!place.following) return [];
  const settings = (await settingsOfPlaces(db, [place])).get(place.id);
  const rules = placeRules(settings, reminders);
  const open = await findOpenInbound(db);
  const awaiting = await awaitingMicrosoftOf(db, place);
  return [...open.filter(({ deal }) => isPosted(deal, settings)), ...awaiting].flatMap((deal) =>
    planReminders(deal, [place], rules, clock.now()),
  );
}
