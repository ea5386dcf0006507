import { noticeCard } from '../cards/notice-card.ts';
import { dealCard } from '../cards/deal-card.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { viewDeal } from '../dialogs/view-deal.ts';
import type { DecisionVerb } from '../services/deals/decision.ts';
import { tellNotDone } from '../services/deals/tell-decider.ts';
import { afterClick } from '../services/deals/lanes.ts';
import { findAccess } from '../services/store/access.ts';
import { findDeal } from '../services/store/deals.ts';
import { findLatestDecision } from '../services/store/decisions.ts';
import { wantDeliveries } from '../services/store/deliveries.ts';
import { findPostedByActivity, savePosted } from '../services/store/posted-cards.ts';
import { within } from '../services/within.ts';
import type { App } from './app.ts';
import { timeLeft } from './time-left.ts';
import type { Turn } from './turn.ts';

/** An invoke is answered within 3 s, however slow Partner Center is (teams.md 1.5); the rest goes on behind it. */
const ANSWER_WITHIN_MS = 2500;

/**
 * The answer of `work`, or 'working on it' where that takes too long: then the work goes on, the clicked message is
 * edited when it is done, and the person is told where it was not.
 * @param whenLate takes the answer that came too late to be one. Default: it is dropped
 */
export async function inTime<Answer extends DialogAnswer>(
  app: App,
  turn: Turn,
  asked: { dealId: string; verb: DecisionVerb },
  work: Promise<Answer>,
  whenLate?: (answer: Answer) => Promise<void>,
): Promise<Answer | DialogAnswer> {
  const answer = await ifInTime(turn, work);
  if (answer !== null) return answer;
  app.background(
    'decision after its answer',
    work.then(async (answer) => {
      await afterTheAnswer(app, turn, asked);
      await whenLate?.(answer);
    }),
  );
  return workingAnswer(app, turn, asked.dealId);
}

/** What `work` gives, or null where an answer cannot wait for it any longer: then the work goes on. */
export function ifInTime<T extends object>({ envelope }: Turn, work: Promise<T>): Promise<T | null> {
  return within(timeLeft(envelope, ANSWER_WITHIN_MS), work, null);
}

async function workingAnswer(app: App, { person, reader }: Turn, dealId: string): Promise<DialogAnswer> {
  const access = await findAccess(app.store.db, person, dealId);
  const stored = access?.maySee ? await findDeal(app.store.db, dealId) : null;
  if (!stored) return { card: noticeCard({ kind: 'working' }, reader), view: null };
  const view = await viewDeal(app, stored, { readAtOnce: true, banner: { kind: 'working' } });
  return { card: dealCard({ ...view, verbs: [] }, reader), view };
}

/** The clicker's client still shows 'working on it': the message is edited even where the deal is as it was. */
async function afterTheAnswer(
  app: App,
  turn: Turn,
  { dealId, verb }: { dealId: string; verb: DecisionVerb },
): Promise<void> {
  const { db } = app.store;
  const decision = await findLatestDecision(db, turn.person, dealId, verb);
  const isOpen = decision?.state === 'asked' || decision?.state === 'writing';
  if (decision && !isOpen && decision.state !== 'done') await tellNotDone(app, decision);

  const { replyToId } = turn.envelope;
  const posted = replyToId ? await findPostedByActivity(db, turn.place.id, replyToId) : null;
  if (!posted || posted.subject !== dealId) return;
  const now = app.clock.now();
  await savePosted(db, { ...posted, hash: '', changedAt: now });
  const wish = { placeId: turn.place.id, subject: dealId, occasion: posted.occasion, dueAt: now };
  await wantDeliveries(db, afterClick([{ ...wish, wantedVersion: posted.version }], now), now);
  app.wakeDeliveries();
}
