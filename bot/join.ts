import type { Place } from '../services/people/place.ts';
import { personScope } from '../services/deals/settings-of-places.ts';
import { greetingWish } from '../services/deals/plan-greeting.ts';
import { TEAMS_APP } from '../services/people/plan-installations.ts';
import { findSettings, saveSetting } from '../services/store/settings.ts';
import type { WantedDelivery } from '../services/deals/wanted-delivery.ts';
import type { Db } from '../services/store/database.ts';
import {
  findDelivery,
  forgetDeliveriesOfPlace,
  retireDeliveriesOfPlace,
  wantDeliveries,
} from '../services/store/deliveries.ts';
import { saveMembers } from '../services/store/members.ts';
import {
  findPlaceByConversation,
  listPlacesOfTeam,
  retirePlace,
  savePlace,
} from '../services/store/places.ts';
import { ARRIVALS, takeTurn } from '../services/store/take-turn.ts';
import { firstSeen } from '../services/store/turns.ts';
import { forgetPostedOfPlace } from '../services/store/posted-cards.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { refreshRoster } from './roster.ts';
import { DEFAULT_TIME_ZONE, keepPlace, openTurn } from './turn.ts';

/** Teams tells one installation by several activities; within this time they count once. */
const SAME_JOINING_MS = 60 * 1000;

type Told = Pick<Envelope, 'conversationId' | 'activityId'>;

const PLACE = 'place';
const WELCOME = 'welcome';

/**
 * The app was installed in a conversation. A place that is new, or that comes back, is welcomed and greeted; what
 * stood there before is forgotten, because the person may not see it any more.
 */
export async function joinPlace(app: App, envelope: Envelope): Promise<void> {
  await greetPlace(app, await metPlace(app, envelope), envelope);
}

/** A place that is new to us, told of or not: welcomed, and who is in it learnt. */
export async function greetPlace(app: App, place: Place, told: Told | null): Promise<void> {
  await welcomePlace(app, place, told);
  // Who is on a deal's team is known by their mail address, which only the roster tells.
  if (place.kind === 'personal') app.background('roster', refreshRoster(app, place));
}

/**
 * Welcomes and greets, once for one installation, however often it is told.
 * @param told the activity that tells of it; null: we installed it ourselves
 */
export async function welcomePlace(app: App, place: Place, told: Told | null): Promise<void> {
  const now = app.clock.now();
  await app.store.db.transaction().execute(async (trx) => {
    await takeTurn(trx, `joining ${place.id}`);
    // Before any row is touched: whoever records a deal has its turn first, and then the rows.
    await takeTurn(trx, ARRIVALS);
    if ((told && (await wasTold(trx, told, now))) || (await wasJustWelcomed(trx, place, now))) return;
    await forgetPostedOfPlace(trx, place.id);
    await forgetDeliveriesOfPlace(trx, place.id);
    await savePlace(trx, { ...place, joinedAt: now, retiredAt: null });
    await wantDeliveries(trx, greetings(place, now), now);
  });
  app.wakeDeliveries();
}

async function wasJustWelcomed(db: Db, place: Place, now: Date): Promise<boolean> {
  const welcome = await findDelivery(db, place.id, PLACE, WELCOME);
  const isOver = !welcome || welcome.state === 'retired';
  return !isOver && Math.abs(now.getTime() - welcome.createdAt.getTime()) < SAME_JOINING_MS;
}

/**
 * Teams may tell the same coming or going again, and much later: then what has happened since would be undone. To be
 * asked in the transaction that does what is told.
 */
async function wasTold(trx: Db, { conversationId, activityId }: Told, now: Date): Promise<boolean> {
  return activityId !== null && !(await firstSeen(trx, conversationId, activityId, now));
}

/**
 * The app was taken away: nothing is written there any more. What is told only after it has come back is no news; where
 * it is gone all the same, because clocks differ, Teams refuses the next message.
 */
export async function leavePlace(app: App, envelope: Envelope): Promise<void> {
  const now = app.clock.now();
  const left = (await placesMeant(app, envelope)).filter(
    ({ joinedAt }) => !envelope.sentAt || envelope.sentAt >= joinedAt,
  );
  await app.store.db.transaction().execute(async (trx) => {
    if (await wasTold(trx, envelope, now)) return;
    for (const place of left) {
      await retirePlace(trx, place.id, now);
      await retireDeliveriesOfPlace(trx, place.id, now);
      await forgetPostedOfPlace(trx, place.id);
      await saveMembers(trx, place.id, []);
      await forgetInstallation(trx, place);
    }
  });
}

/** What was installed for a person is no more: should they come back, they come by themselves. */
async function forgetInstallation(db: Db, { kind, tenantId, personId }: Place): Promise<void> {
  if (kind !== 'personal' || personId === null) return;
  const scope = personScope({ tenantId, personId });
  const settings = await findSettings(db, scope);
  if (settings[TEAMS_APP] === 'installed') await saveSetting(db, scope, TEAMS_APP, 'gone');
}

/** People and apps come to a team, and leave it, with all its channels; Teams tells it once, in General. */
async function placesMeant(app: App, { tenantId, conversationId, teamId }: Envelope): Promise<Place[]> {
  const { db } = app.store;
  if (teamId) return listPlacesOfTeam(db, tenantId, teamId);
  const place = await findPlaceByConversation(db, tenantId, conversationId);
  return place ? [place] : [];
}

/** Somebody came or went: who is told here has changed. */
export async function rosterChanged(app: App, envelope: Envelope): Promise<void> {
  for (const place of await placesMeant(app, envelope)) {
    if (place.following && !place.retiredAt) await refreshRoster(app, place);
  }
}

function greetings(place: Place, now: Date): WantedDelivery[] {
  const greeting = greetingWish(place, now);
  const welcome = { ...greeting, occasion: WELCOME };
  return place.following ? [welcome, greeting] : [welcome];
}

async function metPlace(app: App, envelope: Envelope): Promise<Place> {
  if (envelope.person) return (await openTurn(app, envelope, envelope.person, undefined, true)).place;
  const there = { locale: envelope.locale ?? 'en', timeZone: envelope.timeZone ?? DEFAULT_TIME_ZONE };
  return keepPlace(app, envelope, there, true);
}
