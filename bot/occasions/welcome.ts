import { welcomeCard } from '../../cards/help-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { CATCH_UP, GREETING, planGreeting } from '../../services/deals/plan-greeting.ts';
import { personScope } from '../../services/deals/settings-of-places.ts';
import { findSettings } from '../../services/store/settings.ts';
import { TEAMS_APP } from '../../services/people/plan-installations.ts';
import { planReminders } from '../../services/deals/plan-reminders.ts';
import type { Place } from '../../services/people/place.ts';
import { findDelivery, wantDeliveries } from '../../services/store/deliveries.ts';
import { findPosted } from '../../services/store/posted-cards.ts';
import { hasReadAll } from '../../services/store/watermarks.ts';
import { offersWatch } from '../../services/stewards/volunteer.ts';
import { isFirstReadingUnderway, isWatched } from '../../services/stewards/steward-reader.ts';
import type { App } from '../app.ts';
import { isOutsider } from '../sign-in/outsider.ts';
import { JOINED } from './digest.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { openInboundOf, rulesOf, sparing, untoldIn } from './sight.ts';

const A_MOMENT: Rendering = { kind: 'later', seconds: 2 };
/** Whoever begins to watch has the greetings looked at soon (`startWatching`). */
const WITHOUT_WATCHER_SECONDS = 60;

/** Said where the bot arrives. A shared place is told how to follow: nothing is posted there unasked. */
export const renderWelcome: Render = async (app, place, _delivery, posted) => {
  if (place.kind !== 'personal' && !place.following)
    return said(noticeCard({ kind: 'followHint' }, placeReader(place)));
  if (place.kind === 'personal' && isOutsider(app, place))
    return said(noticeCard({ kind: 'outsider' }, placeReader(place)));
  const open = await openInboundOf(app, place);
  const count = typeof open === 'string' ? null : open.length;
  const rights = open === 'noAccess' ? 'noRole' : open === 'signIn' ? 'signIn' : 'mayRead';
  const offers = typeof open !== 'string' && (await offersWatchIn(app, place, posted === null));
  const isOnTeam = await wasInstalledForTeam(app, place);
  return said(welcomeCard(placeReader(place), { open: count, rights, offersWatch: offers, isOnTeam }));
};

/** Nobody asked for it there, so it says why it came. */
async function wasInstalledForTeam({ store }: App, place: Place): Promise<boolean> {
  const { kind, tenantId, personId } = place;
  if (kind !== 'personal' || personId === null) return false;
  const settings = await findSettings(store.db, personScope({ tenantId, personId }));
  return settings[TEAMS_APP] === 'installed';
}

/** An edit notifies nobody, so it asks nobody. */
async function offersWatchIn(
  app: App,
  { kind, tenantId, personId }: Place,
  isNews: boolean,
): Promise<boolean> {
  return kind === 'personal' && personId !== null && offersWatch(app, { tenantId, personId }, isNews);
}

function said(card: AdaptiveCard): Rendering {
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
}

/**
 * Wants the first cards of a place that joins; before a steward has read everything nobody can say which. Also later,
 * when a backlog has come to light or the place follows again: always those of deals that it was not shown yet.
 */
export const greet: Render = async (app, place, delivery) => {
  const { occasion } = delivery;
  const { db } = app.store;
  const isLater = occasion === CATCH_UP;
  if (!(await hasReadAll(db)))
    return { kind: 'later', seconds: (await isWatched(app)) ? 1 : WITHOUT_WATCHER_SECONDS };
  if (isLater && (await isFirstReadingUnderway(app))) return A_MOMENT;
  if (isLater && (await isGreetingDue(app, place))) return SOON;
  if (!place.following) return NOTHING;
  const all = await openInboundOf(app, place);
  if (all === 'unavailable') return SOON;
  if (all === 'signIn') return untilSignedIn(app, place, delivery);
  if (all === 'noAccess') return NOTHING;

  const now = app.clock.now();
  const untold = await untoldIn(app, place, all);
  // Whoever is spared now need not be spared when a step is due.
  const isLeftOut = await sparing(app, place);
  const rules = await rulesOf(app, place);
  const { cards, digest } = planGreeting(
    untold.filter(({ deal }) => !isLeftOut(deal)),
    now,
  );
  const wish = { placeId: place.id, dueAt: now, wantedVersion: 1 };
  const isFirst = (await findPosted(db, place.id, 'place', JOINED)) === null;
  const digestOccasion = isFirst ? JOINED : `${JOINED}:${now.toISOString()}`;
  const wanted = [
    ...(digest ? [{ ...wish, subject: 'place', occasion: digestOccasion }] : []),
    ...cards.map((dealId) => ({ ...wish, subject: dealId, occasion: 'new' })),
    // What came to light later has had its steps planned when it was recorded.
    ...(isLater ? [] : all.flatMap((stored) => planReminders(stored, [place], rules, now))),
  ];
  await wantDeliveries(db, wanted, now);
  return NOTHING;
};

/** First the greeting on joining, so that the rest is not told with it and once more. */
async function isGreetingDue({ store }: App, place: Place): Promise<boolean> {
  const greeting = await findDelivery(store.db, place.id, 'place', GREETING);
  return greeting?.state === 'due';
}
