import { digestCard } from '../../cards/digest-card.ts';
import { viewDeals } from '../../dialogs/view-deal.ts';
import { awaitingMicrosoftOf } from '../../services/deals/awaiting-microsoft.ts';
import { awaitsAnswer } from '../../services/deals/lifecycle.ts';
import { digestOccasion, type ReminderRules } from '../../services/deals/ladder.ts';
import { glanceAtDeal } from '../../services/deals/look-at-deal.ts';
import { onLadder } from '../../services/deals/on-ladder.ts';
import {
  type DealOnLadder,
  isExpiredUntouched,
  isInDigest,
  planNextDigest,
} from '../../services/deals/plan-reminders.ts';
import { isQuiet, localDate, localHour } from '../../services/deals/working-time.ts';
import type { Place } from '../../services/people/place.ts';
import { dealIdsWithAccess } from '../../services/store/access.ts';
import { findDealsByIds, findExpiredInbound, type StoredDeal } from '../../services/store/deals.ts';
import { wantDeliveries } from '../../services/store/deliveries.ts';
import { dealIdsInDigest, lastNamedIn } from '../../services/store/digests.ts';
import { listHistory } from '../../services/store/history.ts';
import { findPosted, listPostedIn } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { openInboundOf, rulesOf, sparing, untoldIn } from './sight.ts';

/** Most deals in a digest; its button shows the rest. */
const MOST_IN_DIGEST = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How far back a digest looks for what expired. */
const LOOK_BACK_MS = 7 * DAY_MS;
/** What a place is greeted with; with a moment behind it, what came to light later. */
export const JOINED = 'digest:joined';

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
  if (posted) {
    const named = await namedBefore(app, place, occasion);
    return named ? draw(app, place, occasion, named) : SOON;
  }
  if (!place.following) return NOTHING;
  const all = await openInboundOf(app, place);
  if (all === 'unavailable') return SOON;
  if (all === 'signIn') return untilSignedIn(app, place, delivery);
  if (all === 'noAccess') return NOTHING;
  const isLeftOut = await sparing(app, place);
  const open = all.filter(({ deal }) => !isLeftOut(deal));
  if (isJoining(occasion))
    return draw(app, place, occasion, { open: await untoldIn(app, place, open), expired: [] });

  const now = app.clock.now();
  const date = occasion.slice('digest:'.length);
  if (date > localDate(now, place.timeZone)) return { kind: 'later', seconds: 60 * 60 };
  const rules = await rulesOf(app, place);
  if (isMissed(rules, place, date, now)) return movedToNext(app, place, rules, now);
  const { open: due, expired } = await namedNow(app, place, rules, open);
  return draw(app, place, occasion, { open: due, expired: expired.filter(({ deal }) => !isLeftOut(deal)) });
};

function isJoining(occasion: string): boolean {
  return occasion === JOINED || occasion.startsWith(`${JOINED}:`);
}

/** Its day is over (the bot was down, or the clock jumped), or its hour, and people sleep. */
function isMissed(rules: ReminderRules, place: Place, date: string, now: Date): boolean {
  if (date < localDate(now, place.timeZone)) return true;
  return sleeps(rules, place, now) && localHour(now, place.timeZone) !== rules.digestHour;
}

function sleeps({ quietHours }: ReminderRules, place: Place, now: Date): boolean {
  return quietHours !== null && isQuiet(now, quietHours, place.timeZone);
}

/** A digest that was missed is told at once, while people work; else by the next one, which names all that is due. */
async function movedToNext(app: App, place: Place, rules: ReminderRules, now: Date): Promise<Rendering> {
  const { db } = app.store;
  const next = planNextDigest(place, rules, now);
  const today = digestOccasion(now, place);
  const isToldToday = next.occasion === today || (await findPosted(db, place.id, 'place', today)) !== null;
  const atOnce = !isToldToday && !sleeps(rules, place, now);
  await wantDeliveries(db, [atOnce ? { ...next, occasion: today, dueAt: now } : next], now);
  return NOTHING;
}

async function namedNow(app: App, place: Place, rules: ReminderRules, open: StoredDeal[]): Promise<Named> {
  const now = app.clock.now();
  const expired = await findExpiredInbound(app.store.db, new Date(now.getTime() - LOOK_BACK_MS));
  const awaiting = await visibleTo(app, place, await awaitingMicrosoftOf(app.store.db, place));
  const known = [...open, ...awaiting, ...(await visibleTo(app, place, expired))];
  const named = await lastNamedIn(
    app.store.db,
    place.id,
    known.map(({ deal }) => deal.id),
  );
  const due: (StoredDeal & DealOnLadder)[] = [];
  const ended: StoredDeal[] = [];
  for (const stored of known) {
    const namedAt = named.get(stored.deal.id) ?? null;
    if (isExpiredUntouched(stored)) {
      if (await isEndNews(app, place, stored, namedAt)) ended.push(stored);
    } else {
      const asItIs = namedAt && (await wasNamedAsItIs(app, stored, namedAt)) ? namedAt : null;
      if (isInDigest(stored, place, rules, asItIs, now)) due.push(stored);
    }
  }
  return { open: due.toSorted(byDeadline), expired: ended };
}

/** An expiry is told once, where the deal was shown. */
async function isEndNews(
  app: App,
  place: Place,
  { deal, recordedAt }: StoredDeal,
  namedAt: Date | null,
): Promise<boolean> {
  const endedAt = deal.expiresAt ?? recordedAt;
  if (namedAt) return namedAt < endedAt;
  return endedAt > place.joinedAt && (await listPostedIn(app.store.db, place.id, deal.id)).length > 0;
}

/** Did the digest that named the deal name it with its present deadline? A changed one begins a new ladder. */
async function wasNamedAsItIs(app: App, { deal, sister }: DealOnLadder, namedAt: Date): Promise<boolean> {
  const history = await listHistory(app.store.db, sister?.deal.id ?? deal.id);
  return !history.some(({ at, after }) => at > namedAt && after !== null && 'expiresAt' in after);
}

async function visibleTo<D extends StoredDeal>(app: App, place: Place, deals: D[]): Promise<D[]> {
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

/**
 * Of what the digest named. A deal that left the list of open ones while the person read it is not known to be theirs
 * any more (`read-open-deals.ts`): it is asked for, as for a card, because a row that is dropped never comes back.
 * @returns null: Partner Center does not say just now
 */
async function stillVisibleTo(app: App, place: Place, deals: StoredDeal[]): Promise<StoredDeal[] | null> {
  const known = new Set(await visibleTo(app, place, deals));
  if (known.size === deals.length || place.personId === null) return [...known];
  const person = { tenantId: place.tenantId, personId: place.personId };
  const visible: StoredDeal[] = [];
  for (const stored of deals) {
    const sight = known.has(stored) ? null : await glanceAtDeal(app, person, stored.deal.id);
    if (sight?.kind === 'unavailable') return null;
    if (!sight) visible.push(stored);
    else if (sight.kind === 'seen') visible.push(sight.stored);
  }
  return visible;
}

/** null: Partner Center does not say just now. */
async function namedBefore(app: App, place: Place, occasion: string): Promise<Named | null> {
  const { db } = app.store;
  const ids = await dealIdsInDigest(db, { placeId: place.id, occasion });
  const found = await stillVisibleTo(app, place, await findDealsByIds(db, ids));
  if (!found) return null;
  const named = await Promise.all(found.map((stored) => onLadder(db, stored)));
  return { open: named.toSorted(byDeadline), expired: [] };
}

/** As the rows stood when the digest was posted: nearest deadline first, without a deadline last. */
function byDeadline(one: DealOnLadder, other: DealOnLadder): number {
  const deadline = ({ deal, sister }: DealOnLadder) =>
    (sister?.deal ?? deal).expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return deadline(one) - deadline(other) || (one.deal.id < other.deal.id ? -1 : 1);
}

async function draw(app: App, place: Place, occasion: string, { open, expired }: Named): Promise<Rendering> {
  const named = [...open, ...expired];
  if (named.length === 0) return NOTHING;
  const items = await viewDeals(app, named.slice(0, MOST_IN_DIGEST));
  const reason = isJoining(occasion) ? 'joined' : 'daily';
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
