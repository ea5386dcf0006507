import { newDealNoSolutionCard } from '../cards/new-deal-no-solution-card.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { learnInTime } from '../services/deals/learn-in-time.ts';
import { customerTexts, dunsIn } from '../services/deals/new-deal/known-customers.ts';
import {
  errorsOn,
  isPage,
  type NewDealPage,
  pageAfter,
  pageBefore,
} from '../services/deals/new-deal/new-deal-pages.ts';
import { parseNewDeal } from '../services/deals/new-deal/parse-new-deal.ts';
import { closeDraft, type Draft } from '../services/store/drafts.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { findOpenForm, type FormMessage, startDraft } from './draft-form.ts';
import {
  contentOf,
  EMPTY,
  keepContent,
  NEW_DEAL,
  type NewDealContent,
  type NewDealInputs,
  withTyped,
} from './new-deal-draft.ts';
import { customerOfDeal, ownTeamLine, solutionsOf } from './new-deal-lookups.ts';
import { drawPage, type NewDealAnswer, type PageNews, toPage } from './new-deal-pages.ts';
import { finishInvitation, followSent, leaveHalfDone, sendNewDeal } from './send-new-deal.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { withColleagues } from './with-colleagues.ts';

export type OpenedNewDeal =
  | {
      kind: 'form';
      answer: NewDealAnswer;
      /** The message in which the form stood until now; null: it was not open. */
      before: FormMessage | null;
    }
  | { kind: 'refused'; answer: DialogAnswer };

/**
 * Begins a deal of our own, or goes on with the one that this person has begun. Greyed where no co-sell-ready solution of
 * ours is known (SEED-20), unless the person names one.
 * @param solutionIds what they name
 */
export async function openNewDeal(
  turn: DialogTurn,
  at: FormMessage,
  solutionIds: string | null = null,
): Promise<OpenedNewDeal> {
  const { services, decider, reader } = turn;
  const learnt = await learnInTime(services, decider);
  if (learnt === 'signIn') return { kind: 'refused', answer: signInAnswer(reader) };
  if (learnt === 'noAccess')
    return { kind: 'refused', answer: { card: noticeCard({ kind: 'noRole' }, reader), view: null } };
  const begun = await findOpenForm(turn, NEW_DEAL, NEW_DEAL);
  const followed = begun && isSent(begun) ? await followSent(turn, begun) : null;
  if (followed?.signIn) return { kind: 'refused', answer: followed };
  if (begun && followed?.draftId) return { kind: 'form', ...(await moved(turn, begun, followed, at)) };
  // One that has become a deal meanwhile is done, and the next one begins.
  const open = followed ? null : begun;
  if (!open && solutionIds === null && (await solutionsOf(turn)).length === 0)
    return { kind: 'refused', answer: { card: newDealNoSolutionCard(reader), view: null } };
  const texts = open ? {} : { solutions: solutionIds, team: await ownTeamLine(turn) };
  const { draft, before } = await startDraft(turn, NEW_DEAL, NEW_DEAL, { ...EMPTY, texts }, at);
  const answer = await drawPage(turn, draft, { banner: before && { kind: 'goingOn' } });
  return { kind: 'form', answer, before };
}

/** The card of a draft that was sent goes on in another message. */
async function moved(
  turn: DialogTurn,
  { id, placeId, activityId }: Draft,
  answer: DialogAnswer,
  at: FormMessage,
): Promise<{ answer: NewDealAnswer; before: FormMessage }> {
  await startDraft(turn, NEW_DEAL, NEW_DEAL, {}, at);
  return { answer: { ...answer, draftId: id }, before: { placeId, activityId } };
}

export interface NewDealRequest {
  draftId: string | null;
  /** The page that was shown, and what was pressed there, such as `customer.next`. */
  step: string;
  inputs: NewDealInputs;
}

/** A button of the form: what was typed is kept first, whatever is pressed. */
export async function stepNewDeal(turn: DialogTurn, request: NewDealRequest): Promise<DialogAnswer> {
  const { reader } = turn;
  const [page = '', move = ''] = request.step.split('.');
  if (page === 'start') return begin(turn, request);
  const open = await findOpenForm(turn, NEW_DEAL, NEW_DEAL);
  if (!open || open.id !== request.draftId)
    return { card: noticeCard({ kind: 'newDealEnded' }, reader), view: null };
  const at = { placeId: turn.placeId, activityId: turn.activityId };
  const { draft } = await startDraft(turn, NEW_DEAL, NEW_DEAL, {}, at);
  if (move === 'send' && page === 'review') return sendNewDeal(turn, draft);
  if (!isPage(page) || isSent(draft)) return onWhole(turn, draft, move);
  const content = contentOf(draft);
  const kept = await keepContent(turn, draft, withTyped({ ...content, page }, page, request.inputs));
  return MOVES.get(move)?.(turn, kept, request.inputs) ?? jump(turn, kept, move);
}

/** Its answers are those that were sent: it is looked after, and changed no more. */
function isSent(draft: Draft): boolean {
  const { isSending, dealId } = contentOf(draft);
  return isSending || dealId !== null;
}

/** On the draft as a whole, wherever it stands. */
async function onWhole(turn: DialogTurn, draft: Draft, move: string): Promise<DialogAnswer> {
  const { services, reader } = turn;
  const { dealId } = contentOf(draft);
  if (dealId !== null && move === 'leave') return leaveHalfDone(turn, draft, dealId);
  if (dealId !== null && move === 'finish') return finishInvitation(turn, draft, dealId);
  if (isSent(draft)) return followSent(turn, draft);
  if (move !== 'discard') return drawPage(turn, draft);
  await closeDraft(services.store.db, draft.id, services.clock.now());
  return { card: noticeCard({ kind: 'newDealDiscarded' }, reader), view: null };
}

/** With a solution that nobody knows here, by its id. */
async function begin(turn: DialogTurn, { inputs }: NewDealRequest): Promise<DialogAnswer> {
  const at = { placeId: turn.placeId, activityId: turn.activityId };
  const { answer } = await openNewDeal(turn, at, inputs.solutionIds);
  return answer;
}

type Move = (turn: DialogTurn, draft: Draft, inputs: NewDealInputs) => Promise<DialogAnswer>;

const MOVES_BY_NAME: Readonly<Record<string, Move>> = {
  next,
  back: (turn, draft) => {
    const { page, kind } = contentOf(draft);
    return toPage(turn, draft, pageBefore(page, kind));
  },
  later: async ({ reader }, draft) => ({
    card: noticeCard({ kind: 'newDealKept', args: { draftId: draft.id } }, reader),
    view: null,
    draftId: draft.id,
  }),
  search: (turn, draft) => drawPage(turn, draft, { isSearched: true }),
  type: async (turn, draft) => {
    const content = contentOf(draft);
    const { query, texts } = content;
    const duns = dunsIn(query);
    const typed = {
      customerName: texts.customerName || (duns === null ? query : null),
      duns: texts.duns || duns,
    };
    const kept = await keepContent(turn, draft, { ...content, texts: { ...texts, ...typed } });
    return toPage(turn, kept, 'customer');
  },
};
/** What was pressed is a client's word: `constructor` is no move. */
const MOVES: ReadonlyMap<string, Move> = new Map(Object.entries(MOVES_BY_NAME));

/** From the review to a page that shall be changed. */
function jump(turn: DialogTurn, draft: Draft, move: string): Promise<DialogAnswer> {
  return isPage(move) ? toPage(turn, draft, move) : drawPage(turn, draft);
}

async function next(turn: DialogTurn, draft: Draft, inputs: NewDealInputs): Promise<DialogAnswer> {
  const content = contentOf(draft);
  const { page, kind } = content;
  if (page === 'kind' && kind === null) return drawPage(turn, draft, { isUnchosen: true });
  if (page === 'find') return afterFind(turn, draft, inputs);
  if (page === 'team') {
    const added = await addColleagues(turn, draft, inputs);
    if (!added.isComplete) return drawPage(turn, added.draft, { colleagues: 'unknown' });
    return onward(turn, added.draft, page);
  }
  return onward(turn, draft, page);
}

/** To the page that follows, or once more to this one with what is wrong. */
async function onward(turn: DialogTurn, draft: Draft, page: NewDealPage): Promise<DialogAnswer> {
  const { kind, texts, isReviewed } = contentOf(draft);
  const { errors } = parseNewDeal(kind ?? 'private', texts, turn.services.clock.now());
  const wrong: PageNews['errors'] = errorsOn(page, errors);
  if (Object.keys(wrong).length > 0) return drawPage(turn, draft, { errors: wrong });
  return toPage(turn, draft, isReviewed ? 'review' : pageAfter(page, kind));
}

/** With the customer that was chosen; with none chosen, what was typed is searched for. */
async function afterFind(turn: DialogTurn, draft: Draft, { known }: NewDealInputs): Promise<DialogAnswer> {
  const found = known === null ? null : await customerOfDeal(turn, known);
  if (!found) return drawPage(turn, draft, { isSearched: true });
  const content: NewDealContent = contentOf(draft);
  const texts = { ...content.texts, ...customerTexts(found) };
  return toPage(turn, await keepContent(turn, draft, { ...content, texts }), 'customer');
}

async function addColleagues(
  turn: DialogTurn,
  draft: Draft,
  { colleagues }: NewDealInputs,
): Promise<{ draft: Draft; isComplete: boolean }> {
  const content = contentOf(draft);
  const { typed, isComplete } = await withColleagues(turn, { team: content.texts.team ?? '' }, colleagues);
  const texts = { ...content.texts, team: typed.team ?? null };
  return { draft: await keepContent(turn, draft, { ...content, texts }), isComplete };
}
