import { type NotDoneReason, type Notice, noticeCard } from '../../cards/notice-card.ts';
import { contentOf } from '../../dialogs/new-deal-draft.ts';
import { invitationState } from '../../services/deals/new-deal/invite-microsoft.ts';
import { CREATE, INVITE } from '../../services/deals/new-deal/own-deal-outcome.ts';
import { isUnlessAnswered } from '../../services/deals/tell-decider.ts';
import type { Place } from '../../services/people/place.ts';
import type { Db } from '../../services/store/database.ts';
import { findDeal } from '../../services/store/deals.ts';
import { type Decision, findDecision, lastDecision } from '../../services/store/decisions.ts';
import { findDelivery } from '../../services/store/deliveries.ts';
import { findDraft } from '../../services/store/drafts.ts';
import { listPostedOf } from '../../services/store/posted-cards.ts';
import type { App } from '../app.ts';
import { NOTHING, placeReader, type Render } from './rendering.ts';

/** How a referral that was to be made ended, as the person is told. */
const WHY: Record<string, NotDoneReason> = {
  illegal: 'changed',
  rejected: 'refused',
  noEngagement: 'refused',
  signIn: 'signIn',
  notAllowed: 'notAllowed',
  noAccess: 'notAllowed',
  notFound: 'notAllowed',
};

/** A deal of our own, or Microsoft's part of one, that was made, waits or was not made after the answer had been given. */
export const renderMaking: Render = async (app, place, { subject, occasion }) => {
  const decision = await findDecision(app.store.db, subject.replace(/^decision:/, ''));
  // Its end is a moment away: one notice then tells of both steps.
  if (decision && app.inFlight.has(decision.id)) return { kind: 'later', seconds: 1 };
  if (decision && isUnlessAnswered(occasion) && (await isAnswered(app, place, decision))) return NOTHING;
  if (decision && isUnlessAnswered(occasion) && (await isAboutToBeWhole(app, decision)))
    return { kind: 'later', seconds: 2 };
  const notice = decision && (await noticeOf(app, decision));
  if (!notice) return NOTHING;
  const card = noticeCard(notice, placeReader(place));
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
};

/** So long at most the notice of a deal waits for Microsoft's part of it, which has a notice of its own then. */
const ONE_NOTICE_WITHIN_MS = 60_000;

async function isAboutToBeWhole({ store, clock }: App, { dealId, endedAt }: Decision): Promise<boolean> {
  if (endedAt === null || clock.now().getTime() - endedAt.getTime() >= ONE_NOTICE_WITHIN_MS) return false;
  return (await invitationState(store.db, dealId)) === 'pending';
}

/** Where the answer arrived, the form has become the deal or says what is not done yet; or the second step was told. */
async function isAnswered({ store: { db } }: App, place: Place, decision: Decision): Promise<boolean> {
  const { dealId, draftId } = decision;
  const copies = await listPostedOf(db, dealId);
  if (copies.some(({ placeId }) => placeId === place.id)) return true;
  const draft = draftId === null ? null : await findDraft(db, draftId);
  if (draft && draft.closedAt === null && contentOf(draft).dealId !== null) return true;
  const invitation = await lastDecision(db, dealId, INVITE);
  return invitation !== null && (await isTold(db, place, invitation));
}

async function isTold(db: Db, place: Place, { id }: Decision): Promise<boolean> {
  return (await findDelivery(db, place.id, `decision:${id}`, 'making')) !== null;
}

async function noticeOf({ store }: App, decision: Decision): Promise<Notice | null> {
  const what = decision.verb === CREATE ? 'create' : 'invite';
  const named = decision.inputs['dealId'];
  const dealId = typeof named === 'string' ? named : decision.dealId;
  const stored = await findDeal(store.db, dealId);
  const typed = decision.inputs['name'];
  const dealName = stored?.deal.name ?? (typeof typed === 'string' ? typed : null);
  if (decision.endedAt === null)
    return decision.outcome === 'signIn' ? { kind: 'makingWaits', args: { what, dealName } } : null;
  const version = stored?.version ?? 0;
  if (decision.state === 'done') {
    const isInvited = what === 'invite' || (await invitationState(store.db, dealId)) === 'sent';
    return { kind: 'makingDone', args: { what, dealId, version, dealName, isInvited } };
  }
  const why = WHY[decision.outcome ?? ''] ?? 'unavailable';
  if (what === 'create') return { kind: 'notMade', args: { dealName, why } };
  return {
    kind: 'notInvited',
    args: { dealId, version, dealName: why === 'notAllowed' ? null : dealName, why },
  };
}
