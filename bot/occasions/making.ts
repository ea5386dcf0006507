import { type NotDoneReason, type Notice, noticeCard } from '../../cards/notice-card.ts';
import { invitationState } from '../../services/deals/new-deal/invite-microsoft.ts';
import { CREATE } from '../../services/deals/new-deal/own-deal-outcome.ts';
import { findDeal } from '../../services/store/deals.ts';
import { type Decision, findDecision } from '../../services/store/decisions.ts';
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
export const renderMaking: Render = async (app, place, { subject }) => {
  const decision = await findDecision(app.store.db, subject.replace(/^decision:/, ''));
  const notice = decision && (await noticeOf(app, decision));
  if (!notice) return NOTHING;
  const card = noticeCard(notice, placeReader(place));
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
};

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
