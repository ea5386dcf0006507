import { dealCard } from '../cards/deal-card.ts';
import { dealSummary, digestSummary } from '../cards/deal-summary.ts';
import { digestCard } from '../cards/digest-card.ts';
import { welcomeCard } from '../cards/help-card.ts';
import { type NotDoneReason, noticeCard } from '../cards/notice-card.ts';
import type { Reader } from '../cards/reader.ts';
import { viewDeal } from '../dialogs/view-deal.ts';
import { nextBandChange } from '../services/deals/expiry.ts';
import { awaitsAnswer } from '../services/deals/lifecycle.ts';
import { listInbound } from '../services/deals/list-inbound.ts';
import { glanceAtDeal, type Sight } from '../services/deals/look-at-deal.ts';
import { planGreeting } from '../services/deals/plan-greeting.ts';
import type { Place } from '../services/people/place.ts';
import { findDeal, findOpenInbound, type StoredDeal } from '../services/store/deals.ts';
import { findDecision } from '../services/store/decisions.ts';
import { type Delivery, wantDeliveries } from '../services/store/deliveries.ts';
import type { PostedCard } from '../services/store/posted-cards.ts';
import { findWatermark } from '../services/store/watermarks.ts';
import { LOCAL_STEWARD } from '../services/watch/watch-deals.ts';
import type { App } from './app.ts';
import type { Message } from './messenger.ts';

/** What a delivery shows now. */
export type Rendering =
  | { kind: 'message'; message: Message; version: number; nextLookAt: Date | null }
  /** There is nothing (more) to show, and what stands may stand. */
  | { kind: 'nothing' }
  /** It cannot be told yet. */
  | { kind: 'later'; seconds: number };

type Render = (app: App, place: Place, delivery: Delivery, posted: PostedCard | null) => Promise<Rendering>;

/** Why something is shown, with what draws it. An occasion is the word before the colon. */
const OCCASIONS: Record<string, Render> = {
  new: renderDeal,
  copy: renderDeal,
  welcome: renderWelcome,
  greeting: greet,
  digest: renderDigest,
  notDone: renderNotDone,
};

export function renderOccasion(
  app: App,
  place: Place,
  delivery: Delivery,
  posted: PostedCard | null,
): Promise<Rendering> {
  const render = OCCASIONS[delivery.occasion.split(':')[0] ?? ''];
  return render ? render(app, place, delivery, posted) : Promise.resolve({ kind: 'nothing' });
}

/** As the place reads: everybody in it sees the same card. */
export function placeReader({ locale, timeZone, redaction }: Place): Reader {
  return { locale, timeZone, redaction };
}

const TRY_AGAIN_SECONDS = 30;

async function renderDeal(
  app: App,
  place: Place,
  { subject, wantedVersion }: Delivery,
  posted: PostedCard | null,
): Promise<Rendering> {
  const sight = await sightOf(app, place, subject);
  if (sight.kind === 'unavailable' || sight.kind === 'signIn')
    return { kind: 'later', seconds: TRY_AGAIN_SECONDS };
  const reader = placeReader(place);
  if (sight.kind !== 'seen') return posted ? noLonger(reader, wantedVersion) : { kind: 'nothing' };
  const { stored } = sight;
  if (!posted && !awaitsAnswer(stored.deal)) return { kind: 'nothing' };

  const now = app.clock.now();
  const view = await viewDeal(app, stored);
  const message = { card: dealCard(view, reader), summary: dealSummary(view, reader, now) };
  return { kind: 'message', message, version: stored.version, nextLookAt: nextBandChange(stored.deal, now) };
}

/** In a shared place everybody reads the place's card; in a personal chat only what the person may see. */
async function sightOf(app: App, place: Place, dealId: string): Promise<Sight> {
  if (place.kind === 'personal' && place.personId !== null) {
    return glanceAtDeal(app, { tenantId: place.tenantId, personId: place.personId }, dealId);
  }
  const stored = place.kind === 'personal' ? null : await findDeal(app.store.db, dealId);
  return stored ? { kind: 'seen', stored } : { kind: 'notFound' };
}

/** The card of a deal that the person lost sight of keeps no deal content. */
function noLonger(reader: Reader, version: number): Rendering {
  const message = { card: noticeCard({ kind: 'noAccess' }, reader), summary: '' };
  return { kind: 'message', message, version, nextLookAt: null };
}

async function renderWelcome(app: App, place: Place): Promise<Rendering> {
  const reader = placeReader(place);
  const open = await openInboundOf(app, place);
  const role = open !== 'noAccess';
  const count = typeof open === 'string' ? null : open.length;
  const card = welcomeCard(reader, { open: count, role });
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
}

/** Wants the first cards of a place that joins; before the first full reading nobody can say which. */
async function greet(app: App, place: Place): Promise<Rendering> {
  const mark = await findWatermark(app.store.db, LOCAL_STEWARD);
  if (!mark?.reconciledAt) return { kind: 'later', seconds: 1 };
  const open = await openInboundOf(app, place);
  if (open === 'unavailable' || open === 'signIn') return { kind: 'later', seconds: TRY_AGAIN_SECONDS };
  if (open === 'noAccess') return { kind: 'nothing' };

  const now = app.clock.now();
  const { cards, digest } = planGreeting(open, now);
  const wish = { placeId: place.id, dueAt: now, wantedVersion: 1 };
  await wantDeliveries(
    app.store.db,
    [
      ...(digest ? [{ ...wish, subject: 'place', occasion: 'digest:joined' }] : []),
      ...cards.map((dealId) => ({ ...wish, subject: dealId, occasion: 'new' })),
    ],
    now,
  );
  return { kind: 'nothing' };
}

/** Most deals in a digest; its button shows the rest. */
const MOST_IN_DIGEST = 10;

/** A digest says what was open when it was posted: it is not edited when deals are decided. */
async function renderDigest(
  app: App,
  place: Place,
  _delivery: Delivery,
  posted: PostedCard | null,
): Promise<Rendering> {
  if (posted) return { kind: 'nothing' };
  const open = await openInboundOf(app, place);
  if (open === 'unavailable' || open === 'signIn') return { kind: 'later', seconds: TRY_AGAIN_SECONDS };
  if (open === 'noAccess' || open.length === 0) return { kind: 'nothing' };
  const items = await Promise.all(open.slice(0, MOST_IN_DIGEST).map((stored) => viewDeal(app, stored)));
  const card = digestCard({ items, total: open.length }, placeReader(place));
  const summary = digestSummary(open.length, place.locale);
  return { kind: 'message', message: { card, summary }, version: 1, nextLookAt: null };
}

/** What the place may be told is open: a person's own reading in a personal chat, the watcher's in a shared place. */
async function openInboundOf(
  app: App,
  place: Place,
): Promise<StoredDeal[] | 'noAccess' | 'signIn' | 'unavailable'> {
  if (place.kind !== 'personal') return findOpenInbound(app.store.db);
  if (place.personId === null) return 'noAccess';
  const list = await listInbound(app, { tenantId: place.tenantId, personId: place.personId });
  return list.kind === 'listed' ? list.deals : list.kind;
}

const WHY: Record<string, NotDoneReason> = {
  alreadyDecided: 'alreadyDecided',
  illegal: 'alreadyDecided',
  changed: 'changed',
  gaps: 'changed',
  reasonMissing: 'changed',
  rejected: 'refused',
  signIn: 'signIn',
  noAccess: 'notAllowed',
  notFound: 'notAllowed',
};

async function renderNotDone(app: App, place: Place, { subject }: Delivery): Promise<Rendering> {
  const decision = await findDecision(app.store.db, subject.replace(/^decision:/, ''));
  if (!decision) return { kind: 'nothing' };
  const stored = await findDeal(app.store.db, decision.dealId);
  const reader = placeReader(place);
  const why = WHY[decision.outcome ?? ''] ?? 'unavailable';
  const mayName = why !== 'notAllowed' && why !== 'signIn';
  const args = {
    dealId: decision.dealId,
    version: stored?.version ?? 0,
    dealName: mayName ? (stored?.deal.name ?? null) : null,
    verb: decision.verb,
    why,
  };
  const card = noticeCard({ kind: 'decisionNotDone', args }, reader);
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
}
