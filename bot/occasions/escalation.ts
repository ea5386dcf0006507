import { noticeCard } from '../../cards/notice-card.ts';
import type { ReminderRules } from '../../services/deals/ladder.ts';
import { stepMoment } from '../../services/deals/ladder.ts';
import { currentEscalation } from '../../services/deals/plan-escalations.ts';
import { seenAt, waitsUntil } from '../../services/deals/plan-reminders.ts';
import { managersOfAsked } from '../../services/deals/who-leads-asked.ts';
import type { Place } from '../../services/people/place.ts';
import { findDeal, type StoredDeal } from '../../services/store/deals.ts';
import type { App } from '../app.ts';
import { drawDeal } from './deal.ts';
import { NOTHING, placeReader, type Render, type Rendering, SOON } from './rendering.ts';
import { isSpared, rulesOf, sightOf } from './sight.ts';

/**
 * A deal that is about to expire is told to the manager of those who were asked. With a role of their own they see the
 * deal, as far as Partner Center shows it to them; without one they read whom to talk to, and nothing of the deal.
 */
export const renderEscalation: Render = async (app, place, { subject, occasion }, posted) => {
  const stored = await findDeal(app.store.db, subject);
  if (!stored) return NOTHING;
  const rules = await rulesOf(app, place);
  const due = dueMoment(stored, place, occasion, rules);
  const now = app.clock.now();
  const deadline = waitsUntil(stored);
  const isCurrent = due !== null && deadline !== null && deadline > now;
  if (!posted && (!isCurrent || !place.following)) return NOTHING;
  if (!posted && due !== null && due > now)
    return { kind: 'later', seconds: (due.getTime() - now.getTime()) / 1000 };

  const reports = isCurrent ? await reportsAsked(app, place, stored) : [];
  if (isCurrent && reports.length === 0) return NOTHING;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return posted ? NOTHING : SOON;
  if (sight.kind !== 'seen') return withoutDeal(place, stored, reports);
  if (!posted && (await isRemindedAnyway(app, place, sight.stored, rules))) return NOTHING;
  const banner = isCurrent ? ({ kind: 'forManager', args: { people: reports } } as const) : null;
  return drawDeal(app, place, sight.stored, banner, posted);
};

/** When this step is to be told as things are now; null: not any more. */
function dueMoment(stored: StoredDeal, place: Place, occasion: string, rules: ReminderRules): Date | null {
  const deadline = waitsUntil(stored);
  const step = currentEscalation(occasion, stored, rules);
  return deadline && step ? stepMoment(step, deadline, place, rules, seenAt(stored, place)) : null;
}

/** The manager's people who were asked; none where it is somebody else's team by now. */
async function reportsAsked(app: App, { personId }: Place, { deal }: StoredDeal): Promise<string[]> {
  const managers = await managersOfAsked(app, deal);
  return managers.find((manager) => manager.personId === personId)?.reports ?? [];
}

/** Whoever is reminded of the deal in their own right needs no second message. */
async function isRemindedAnyway(
  app: App,
  place: Place,
  stored: StoredDeal,
  rules: ReminderRules,
): Promise<boolean> {
  const deadline = waitsUntil(stored);
  if (!deadline || (await isSpared(app, place, stored.deal))) return false;
  return rules.ladder.some((step) => {
    if (step.shown === 'digest') return false;
    const moment = stepMoment(step, deadline, place, rules, seenAt(stored, place));
    return moment !== null && moment <= app.clock.now();
  });
}

/** @param reports empty: it waits no longer */
function withoutDeal(place: Place, stored: StoredDeal, reports: readonly string[]): Rendering {
  const at = waitsUntil(stored);
  const card = noticeCard(
    at && reports.length > 0
      ? { kind: 'teamDeadline', args: { people: reports, at } }
      : { kind: 'teamDeadlineOver' },
    placeReader(place),
  );
  const message = { card, summary: card.fallbackText };
  return { kind: 'message', message, version: stored.version, nextLookAt: null };
}
