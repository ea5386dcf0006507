import { welcomeCard } from '../../cards/help-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { planGreeting } from '../../services/deals/plan-greeting.ts';
import { planReminders } from '../../services/deals/plan-reminders.ts';
import { wantDeliveries } from '../../services/store/deliveries.ts';
import { findWatermark } from '../../services/store/watermarks.ts';
import { LOCAL_STEWARD } from '../../services/watch/watch-deals.ts';
import { isOutsider } from '../sign-in/outsider.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { openInboundOf, rulesOf, sparing } from './sight.ts';

/** Said where the bot arrives. A shared place is told how to follow: nothing is posted there unasked. */
export const renderWelcome: Render = async (app, place) => {
  if (place.kind !== 'personal' && !place.following)
    return said(noticeCard({ kind: 'followHint' }, placeReader(place)));
  if (isOutsider(app, place)) return said(noticeCard({ kind: 'outsider' }, placeReader(place)));
  const open = await openInboundOf(app, place);
  const count = typeof open === 'string' ? null : open.length;
  const rights = open === 'noAccess' ? 'noRole' : open === 'signIn' ? 'signIn' : 'mayRead';
  return said(welcomeCard(placeReader(place), { open: count, rights }));
};

function said(card: AdaptiveCard): Rendering {
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
}

/** Wants the first cards of a place that joins; before the first full reading nobody can say which. */
export const greet: Render = async (app, place) => {
  const { db } = app.store;
  const mark = await findWatermark(db, LOCAL_STEWARD);
  if (!mark?.reconciledAt) return { kind: 'later', seconds: 1 };
  if (!place.following) return NOTHING;
  const open = await openInboundOf(app, place);
  if (open === 'unavailable') return SOON;
  if (open === 'signIn') return untilSignedIn(app, place);
  if (open === 'noAccess') return NOTHING;

  const now = app.clock.now();
  // Whoever is spared now need not be spared when a step is due.
  const isLeftOut = await sparing(app, place);
  const rules = await rulesOf(app, place);
  const { cards, digest } = planGreeting(
    open.filter(({ deal }) => !isLeftOut(deal)),
    now,
  );
  const wish = { placeId: place.id, dueAt: now, wantedVersion: 1 };
  const wanted = [
    ...(digest ? [{ ...wish, subject: 'place', occasion: 'digest:joined' }] : []),
    ...cards.map((dealId) => ({ ...wish, subject: dealId, occasion: 'new' })),
    ...open.flatMap((stored) => planReminders(stored, [place], rules, now)),
  ];
  await wantDeliveries(db, wanted, now);
  return NOTHING;
};
