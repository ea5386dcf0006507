import { digestCard } from '../../cards/digest-card.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import { awaitsAnswer } from '../../services/deals/lifecycle.ts';
import { isInDigest } from '../../services/deals/plan-reminders.ts';
import { localDate } from '../../services/deals/working-time.ts';
import type { Place } from '../../services/people/place.ts';
import { dealIdsWithAccess } from '../../services/store/access.ts';
import { findDealsByIds, findExpiredInbound, type StoredDeal } from '../../services/store/deals.ts';
import { wantDeliveries } from '../../services/store/deliveries.ts';
import { dealIdsInDigest } from '../../services/store/digests.ts';
import { listPostedIn } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { isSpared, openInboundOf } from './sight.ts';

/** Most deals in a digest; its button shows the rest. */
const MOST_IN_DIGEST = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How far back a digest looks that has no predecessor. */
const LOOK_BACK_MS = 7 * DAY_MS;
const JOINED = 'digest:joined';

/** What a digest names. */
interface Named {
  open: StoredDeal[];
  expired: StoredDeal[];
}

/**
 * One message in place of many: what is open when a place joins, or the 7 d and 3 d steps of one day and what expired
 * untouched (EXP-01). Once posted, its rows follow their deals.
 */
export const renderDigest: Render = async (app, place, delivery, posted) => {
  const { occasion } = delivery;
  if (posted) return draw(app, place, occasion, await namedBefore(app, place, occasion));
  if (await isSpared(app, place)) return NOTHING;
  const open = await openInboundOf(app, place);
  if (open === 'unavailable' || open === 'signIn') return SOON;
  if (open === 'noAccess') return NOTHING;
  if (occasion === JOINED) return draw(app, place, occasion, { open, expired: [] });

  const date = occasion.slice('digest:'.length);
  const now = app.clock.now();
  if (date > localDate(now, place.timeZone)) return { kind: 'later', seconds: 60 * 60 };
  if (date < localDate(now, place.timeZone)) return movedToToday(app, place, now);
  return draw(app, place, occasion, await namedToday(app, place, open, date));
};

/** The bot was down on its day: today's digest names what that one would have named. */
async function movedToToday(app: App, place: Place, now: Date): Promise<Rendering> {
  const occasion = `digest:${localDate(now, place.timeZone)}`;
  await wantDeliveries(
    app.store.db,
    [{ placeId: place.id, subject: 'place', occasion, dueAt: now, wantedVersion: 1 }],
    now,
  );
  return NOTHING;
}

async function namedToday(app: App, place: Place, open: StoredDeal[], date: string): Promise<Named> {
  const now = app.clock.now();
  const since = await lastDigestDate(app, place, date);
  const expired = await findExpiredInbound(app.store.db, new Date(now.getTime() - LOOK_BACK_MS));
  const visible = await visibleTo(app, place, expired);
  return {
    open: open.filter((stored) => isInDigest(stored, place, app.reminders, date, since)),
    expired: visible.filter(
      (stored) => stored.recordedAt > place.joinedAt && expiredSince(stored, place, since),
    ),
  };
}

/** An expiry is told by the first digest after it. */
function expiredSince({ recordedAt }: StoredDeal, place: Place, since: string): boolean {
  return localDate(recordedAt, place.timeZone) >= since;
}

/** Local date of the digest before this one, or a week ago. */
async function lastDigestDate(app: App, place: Place, date: string): Promise<string> {
  const posted = await listPostedIn(app.store.db, place.id, 'place');
  const dates = posted
    .map(({ occasion }) => /^digest:(\d{4}-\d{2}-\d{2})$/.exec(occasion)?.[1])
    .filter((found): found is string => found !== undefined && found < date)
    .sort();
  return dates.at(-1) ?? localDate(new Date(app.clock.now().getTime() - LOOK_BACK_MS), place.timeZone);
}

async function visibleTo(app: App, place: Place, deals: StoredDeal[]): Promise<StoredDeal[]> {
  if (place.kind !== 'personal') return deals;
  if (place.personId === null) return [];
  const person = { tenantId: place.tenantId, personId: place.personId };
  const ids = await dealIdsWithAccess(
    app.store.db,
    person,
    deals.map(({ deal }) => deal.id),
  );
  return deals.filter(({ deal }) => ids.has(deal.id));
}

async function namedBefore(app: App, place: Place, occasion: string): Promise<Named> {
  const { db } = app.store;
  const ids = await dealIdsInDigest(db, { placeId: place.id, occasion });
  const named = await visibleTo(app, place, await findDealsByIds(db, ids));
  return { open: named.toSorted(byDeadline), expired: [] };
}

/** As the rows stood when the digest was posted: nearest deadline first, without a deadline last. */
function byDeadline({ deal: one }: StoredDeal, { deal: other }: StoredDeal): number {
  const deadline = (at: Date | null) => at?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return deadline(one.expiresAt) - deadline(other.expiresAt) || (one.id < other.id ? -1 : 1);
}

async function draw(app: App, place: Place, occasion: string, { open, expired }: Named): Promise<Rendering> {
  const named = [...open, ...expired];
  if (named.length === 0) return NOTHING;
  const items = await Promise.all(named.slice(0, MOST_IN_DIGEST).map((stored) => viewDeal(app, stored)));
  const reason = occasion === JOINED ? 'joined' : 'daily';
  const total = reason === 'joined' ? named.filter(({ deal }) => awaitsAnswer(deal)).length : named.length;
  const card = digestCard({ reason, items, total }, placeReader(place));
  return {
    kind: 'message',
    message: { card, summary: card.fallbackText },
    version: 1,
    nextLookAt: null,
    dealIds: named.map(({ deal }) => deal.id),
  };
}
