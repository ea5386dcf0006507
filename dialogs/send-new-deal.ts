import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { newDealHalfCard } from '../cards/new-deal-half-card.ts';
import type { NewDealBanner } from '../cards/new-deal-words.ts';
import { noticeCard } from '../cards/notice-card.ts';
import {
  type CreateOutcome,
  type InvitationState,
  SHARE_FIELDS,
} from '../services/deals/new-deal/own-deal-outcome.ts';
import { closeDraft, type Draft } from '../services/store/drafts.ts';
import { findCreation } from '../services/store/decisions.ts';
import { findDeal, type StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { contentOf, keepContent, type NewDealContent } from './new-deal-draft.ts';
import { drawPage, toPage } from './new-deal-pages.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { viewDeal } from './view-deal.ts';

/** Makes the deal of the draft, once however often it is asked; one that is there already is only looked at. */
export async function sendNewDeal(turn: DialogTurn, draft: Draft): Promise<DialogAnswer> {
  const content = contentOf(draft);
  if (content.kind === null) return drawPage(turn, draft);
  const sending = await keepContent(turn, draft, { ...content, isSending: content.dealId === null });
  const outcome = await turn.services.ownDeals.create({
    draftId: draft.id,
    kind: content.kind,
    texts: content.texts,
    decider: turn.decider,
    placeId: turn.placeId,
    seenSame: content.seenSame,
  });
  return answerOf(turn, sending, outcome);
}

async function answerOf(turn: DialogTurn, draft: Draft, outcome: CreateOutcome): Promise<DialogAnswer> {
  if (outcome.kind === 'created') return created(turn, draft, outcome.stored, outcome.invitation);
  if (outcome.kind === 'pending')
    return outcome.waitsFor === 'signIn' ? signInAnswer(turn.reader) : pendingAnswer(turn, draft);
  // In all that follows surely nothing was made: the draft may be changed and sent again.
  const kept = await keepContent(turn, draft, { ...contentOf(draft), isSending: false });
  if (outcome.kind === 'signIn') return signInAnswer(turn.reader);
  return toPage(turn, kept, 'review', { banner: bannerOf(outcome) });
}

function bannerOf(
  outcome: Exclude<CreateOutcome, { kind: 'created' | 'pending' | 'signIn' }>,
): NewDealBanner | null {
  if (outcome.kind === 'incomplete') return null;
  return outcome.kind === 'rejected' ? { kind: 'rejected', code: outcome.code } : { kind: outcome.kind };
}

/** It may have been made: it is looked for, and never sent twice. */
function pendingAnswer({ reader }: DialogTurn, { id }: Draft): DialogAnswer & { draftId: string } {
  const card = noticeCard({ kind: 'newDealPending', args: { draftId: id } }, reader);
  return { card, view: null, draftId: id };
}

/** The deal itself; while Microsoft's invitation is not done, what is there, what is not, and how to finish it. */
async function created(
  turn: DialogTurn,
  draft: Draft,
  stored: StoredDeal,
  invitation: InvitationState,
): Promise<DialogAnswer> {
  const { services, reader } = turn;
  if (invitation === 'none' || invitation === 'sent') {
    await closeDraft(services.store.db, draft.id, services.clock.now());
    const banner: Banner = { kind: 'dealCreated', args: { isInvited: invitation === 'sent' } };
    return showDeal(turn, stored, banner);
  }
  const { deal } = stored;
  const content: NewDealContent = { ...contentOf(draft), isSending: false, dealId: deal.id };
  const kept = await keepContent(turn, draft, content);
  const view = await viewDeal(services, stored, { readAtOnce: true });
  const card = newDealHalfCard(view, { ...reader, redaction: 'full' }, { invitation, draftId: kept.id });
  return { card, view, draftId: kept.id };
}

async function showDeal(turn: DialogTurn, stored: StoredDeal, banner: Banner | null): Promise<DialogAnswer> {
  const view = await viewDeal(turn.services, stored, { readAtOnce: true, banner });
  return { card: dealCard(view, { ...turn.reader, redaction: 'full' }), view };
}

/** Asks once more how the invitation stands; one that was refused is asked for again, with the answers of the draft. */
export async function finishInvitation(
  turn: DialogTurn,
  draft: Draft,
  dealId: string,
): Promise<DialogAnswer> {
  const { services, decider, placeId } = turn;
  const { kind, texts, seenSame } = contentOf(draft);
  const request = { draftId: draft.id, kind: kind ?? 'coSell', texts, decider, placeId, seenSame };
  const known = await services.ownDeals.create(request);
  if (known.kind !== 'created' || known.invitation !== 'refused') return answerOf(turn, draft, known);
  const help = Object.fromEntries(SHARE_FIELDS.map((field) => [field, texts[field] ?? null]));
  const outcome = await services.ownDeals.share({
    dealId,
    to: 'coSell',
    texts: help,
    // The review said what it means, and that the customer agrees.
    confirmed: true,
    decider,
    placeId,
    version: null,
  });
  if (outcome.kind === 'signIn') return signInAnswer(turn.reader);
  if (outcome.kind === 'shared') return created(turn, draft, outcome.stored, outcome.invitation);
  return created(turn, draft, known.stored, 'refused');
}

/** The deal stays as it is, without Microsoft's invitation. */
export async function leaveHalfDone(turn: DialogTurn, draft: Draft, dealId: string): Promise<DialogAnswer> {
  const { services, reader } = turn;
  await closeDraft(services.store.db, draft.id, services.clock.now());
  const stored = await findDeal(services.store.db, dealId);
  if (!stored) return { card: noticeCard({ kind: 'newDealEnded' }, reader), view: null };
  return showDeal(turn, stored, null);
}

/** What has become of a draft that was sent: looked after, and not sent anew. */
export async function followSent(turn: DialogTurn, draft: Draft): Promise<DialogAnswer> {
  const { services, decider } = turn;
  const content = contentOf(draft);
  const decision = await findCreation(services.store.db, decider, draft.id);
  if (decision) return sendNewDeal(turn, draft);
  const kept = await keepContent(turn, draft, { ...content, isSending: false });
  return toPage(turn, kept, 'review', { banner: { kind: 'notCreated' } });
}
