import { type NotDoneReason, noticeCard } from '../../cards/notice-card.ts';
import { findDeal } from '../../services/store/deals.ts';
import { findDecision } from '../../services/store/decisions.ts';
import { NOTHING, placeReader, type Render } from './rendering.ts';

/** How a decision ended, as the person is told. */
const WHY: Record<string, NotDoneReason> = {
  alreadyDecided: 'alreadyDecided',
  illegal: 'alreadyDecided',
  changed: 'changed',
  gaps: 'changed',
  reasonMissing: 'changed',
  confirmationMissing: 'changed',
  registrationInvalid: 'changed',
  editInvalid: 'changed',
  editConflict: 'changed',
  unchanged: 'alreadyDecided',
  rejected: 'refused',
  signIn: 'signIn',
  notAllowed: 'notAllowed',
  noAccess: 'notAllowed',
  notFound: 'notAllowed',
};

/** Tells a person, where they clicked, that their decision was not carried out. */
export const renderNotDone: Render = async (app, place, { subject }) => {
  const decision = await findDecision(app.store.db, subject.replace(/^decision:/, ''));
  if (!decision) return NOTHING;
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
};
