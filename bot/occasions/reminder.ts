import type { Banner } from '../../cards/deal-view.ts';
import { currentStep, type ReminderRules, stepMoment } from '../../services/deals/ladder.ts';
import { onLadder } from '../../services/deals/on-ladder.ts';
import { isChatOfDeal } from '../../services/deals/people-of-deal.ts';
import { type DealOnLadder, isOvertaken, seenAt, waitsUntil } from '../../services/deals/plan-reminders.ts';
import type { Place } from '../../services/people/place.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import { findPosted, listPostedIn } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { drawDeal, noLonger } from './deal.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { feedOf } from './feed.ts';
import { NOTHING, placeReader, type Render, SOON } from './rendering.ts';
import { isSpared, rulesOf, sightOf } from './sight.ts';

/** A changed deadline begins a new ladder; within this time of a reminder of the old one nobody is reminded again. */
const ONCE_WITHIN_MS = 60 * 60 * 1000;

/**
 * A single step of the ladder: a message of its own while the deal waits, later edited to what became of it. What was
 * planned is judged anew: the deadline may have moved, the clock may have jumped, somebody may have decided.
 */
export const renderReminder: Render = async (app, place, delivery, posted) => {
  const sight = await sightOf(app, place, delivery.subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const stored = await onLadder(app.store.db, sight.stored);
  const rules = await rulesOf(app, place);
  const isCurrent = isStillMeant(stored, delivery.occasion, rules);
  const banner: Banner = { kind: stored.kind === 'outbound' ? 'microsoftReminder' : 'reminder' };
  if (posted) return drawDeal(app, place, stored, isCurrent ? banner : null, posted);

  const now = app.clock.now();
  const due = dueMoment(stored, place, delivery.occasion, rules, now);
  if (due === null || (await isLeftOut(app, place, stored))) return NOTHING;
  if (await wasJustReminded(app, place, stored, now)) return NOTHING;
  if (due > now) return { kind: 'later', seconds: (due.getTime() - now.getTime()) / 1000 };
  return {
    ...(await drawDeal(app, place, stored, banner, null)),
    ...(await threadOf(app, place, stored)),
    ...(stored.kind === 'inbound' && (await feedOf(app, place, stored.deal, 'dealExpiring'))),
  };
};

/** Of a deal of our own its people are reminded, whatever is posted elsewhere: nowhere else is it told. */
async function isLeftOut(app: App, place: Place, { deal, kind }: StoredDeal): Promise<boolean> {
  if (kind !== 'outbound') return isSpared(app, place, deal);
  return !place.following || !(await isChatOfDeal(app.store.db, place, deal));
}

function isStillMeant(stored: DealOnLadder, occasion: string, rules: ReminderRules): boolean {
  const deadline = waitsUntil(stored);
  return deadline !== null && currentStep(occasion, deadline, rules) !== null;
}

/** When this step is to be shown as things are now; null: never. */
function dueMoment(
  stored: DealOnLadder,
  place: Place,
  occasion: string,
  rules: ReminderRules,
  now: Date,
): Date | null {
  const deadline = waitsUntil(stored);
  const step = deadline && currentStep(occasion, deadline, rules);
  if (!deadline || !step || deadline <= now) return null;
  const since = seenAt(stored, place);
  return isOvertaken(step, deadline, place, rules, since, now)
    ? null
    : stepMoment(step, deadline, place, rules, since);
}

async function wasJustReminded(app: App, place: Place, stored: DealOnLadder, now: Date): Promise<boolean> {
  const cards = await listPostedIn(app.store.db, place.id, stored.deal.id);
  const deadline = waitsUntil(stored)?.toISOString() ?? '';
  return cards.some(
    ({ occasion, postedAt }) =>
      occasion.startsWith('expiry:') &&
      !occasion.endsWith(deadline) &&
      Math.abs(now.getTime() - postedAt.getTime()) < ONCE_WITHIN_MS,
  );
}

/** In a channel a step stands in the thread of the deal's own post. */
async function threadOf(app: App, place: Place, { deal }: StoredDeal): Promise<{ thread?: string }> {
  if (place.kind !== 'channel') return {};
  const root = await findPosted(app.store.db, place.id, deal.id, 'new');
  return root ? { thread: root.activityId } : {};
}
