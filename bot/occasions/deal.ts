import { dealCard } from '../../cards/deal-card.ts';
import { dealSummary } from '../../cards/deal-summary.ts';
import type { Banner, DealView } from '../../cards/deal-view.ts';
import { withMentions } from '../../cards/mentions.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { nextBandChange } from '../../services/deals/expiry.ts';
import { wishFadesAt } from '../../services/deals/lead-contact.ts';
import { awaitsAnswer } from '../../services/deals/lifecycle.ts';
import type { Place } from '../../services/people/place.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import { lastNamedIn } from '../../services/store/digests.ts';
import type { PostedCard } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { whomToMention } from '../whom-to-mention.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { isSpared, sightOf } from './sight.ts';

/** The card of a new deal, and every copy of it: posted while the deal waits, then kept up to date for good. */
export const renderDeal: Render = async (app, place, delivery, posted) => {
  const { subject } = delivery;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const { stored } = sight;
  if (!posted && (!awaitsAnswer(stored.deal) || (await isSpared(app, place, stored.deal)))) return NOTHING;
  // A digest that was drawn just before the card was wanted may have named the deal meanwhile.
  if (
    !posted &&
    delivery.occasion === 'new' &&
    (await lastNamedIn(app.store.db, place.id, [subject])).size > 0
  )
    return NOTHING;
  return drawDeal(app, place, stored, null, posted);
};

/**
 * A stored card: it carries no 'in 3 days', which only its notification says.
 * @param posted what stands already
 */
export async function drawDeal(
  app: App,
  place: Place,
  stored: StoredDeal,
  banner: Banner | null,
  posted: PostedCard | null,
): Promise<Extract<Rendering, { kind: 'message' }>> {
  const now = app.clock.now();
  const reader = placeReader(place);
  const isAsked = posted?.occasion.startsWith('copy:') ?? false;
  const view = await viewDeal(app, stored, { banner, isAsked });
  const called = awaitsAnswer(stored.deal) ? await whomToMention(app, place, stored.deal, posted) : null;
  const drawn = dealCard(view, reader);
  const card = called ? withMentions(drawn, called.people, reader, called.away) : drawn;
  const message = { card, summary: dealSummary(view, reader, now) };
  return {
    kind: 'message',
    message,
    version: stored.version,
    nextLookAt: earliest([nextBandChange(deadlineOwner(view), now), wishFadesAt(stored.deal)], now),
    standIns: called?.standIns ?? null,
  };
}

/** The first of these moments that is still to come. */
function earliest(moments: readonly (Date | null)[], now: Date): Date | null {
  const coming = moments.filter((at) => at !== null).filter((at) => at > now);
  return coming.sort((one, other) => one.getTime() - other.getTime())[0] ?? null;
}

/** Whose deadline the card shows: on a deal of our own it is Microsoft's (SEED-02). */
function deadlineOwner({ deal, kind, microsoft }: DealView): Deal {
  return kind === 'outbound' && deal.status === 'Active' && microsoft ? microsoft.deal : deal;
}

/** The card of a deal that the person lost sight of keeps no deal content. */
export function noLonger(reader: Reader, posted: PostedCard): Rendering {
  const card = noticeCard({ kind: 'noAccess' }, reader);
  return {
    kind: 'message',
    message: { card, summary: card.fallbackText },
    version: posted.version,
    nextLookAt: null,
  };
}
