import { newDealFormCard } from '../cards/new-deal-form-card.ts';
import type { NewDealForm } from '../cards/new-deal-fields.ts';
import { newDealReviewCard } from '../cards/new-deal-review-card.ts';
import type { NewDealBanner } from '../cards/new-deal-words.ts';
import {
  HELP_CODES,
  MARKETPLACE_INTENTS,
  NEW_DEAL_FIELDS,
  NEW_DEAL_KINDS,
  type NewDealErrors,
} from '../services/deals/new-deal/new-deal.ts';
import {
  errorsOn,
  firstWrongPage,
  type NewDealPage,
  stepOf,
} from '../services/deals/new-deal/new-deal-pages.ts';
import { findSameOpenDeals } from '../services/deals/new-deal/find-same-open-deals.ts';
import { isRequired, parseNewDeal } from '../services/deals/new-deal/parse-new-deal.ts';
import { AREA_PLAYS, ARE_IDS_UNKNOWN, PARTNER_ROLES } from '../services/deals/new-deal/taxonomy.ts';
import type { Draft } from '../services/store/drafts.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { contentOf, keepContent, type NewDealContent } from './new-deal-draft.ts';
import { searchCustomers, solutionsOf } from './new-deal-lookups.ts';

/** The review does not wait longer for open deals of the same customer: sending looks again. */
const SAME_WITHIN_MS = 1500;

/** What a page shows beside what was typed. */
export interface PageNews {
  errors?: NewDealErrors;
  isUnchosen?: boolean;
  /** Search now, or show what was found. */
  isSearched?: boolean;
  colleagues?: NewDealForm['colleagues'];
  banner?: NewDealBanner | null;
}

export type NewDealAnswer = DialogAnswer & { draftId: string };

/** Any page of the draft, as it stands now. */
export async function drawPage(turn: DialogTurn, draft: Draft, news: PageNews = {}): Promise<NewDealAnswer> {
  const content = contentOf(draft);
  if (content.page === 'review') return drawReview(turn, draft, news.banner ?? null);
  return drawForm(turn, draft, { ...content, page: content.page }, news);
}

async function drawForm(
  turn: DialogTurn,
  draft: Draft,
  content: NewDealContent & { page: Exclude<NewDealPage, 'review'> },
  news: PageNews,
): Promise<NewDealAnswer> {
  const { reader } = turn;
  const { page, kind, texts, query } = content;
  const search = news.isSearched ? await searchCustomers(turn, query) : null;
  const form: NewDealForm = {
    page,
    kind,
    step: stepOf(page, kind),
    texts,
    errors: news.errors ?? {},
    isUnchosen: news.isUnchosen ?? false,
    optional: new Set(NEW_DEAL_FIELDS.filter((field) => !isRequired(field, kind ?? 'private', texts))),
    find: {
      query,
      isTooShort: search?.kind === 'tooShort',
      found: search?.kind === 'found' ? search.customers : null,
    },
    choices: {
      kinds: NEW_DEAL_KINDS,
      solutions: page === 'solutions' ? await solutionsOf(turn) : [],
      help: HELP_CODES,
      intents: MARKETPLACE_INTENTS,
      plays: AREA_PLAYS,
      roles: PARTNER_ROLES,
      areIdsUnknown: ARE_IDS_UNKNOWN,
    },
    isFromReview: content.isReviewed,
    draftId: draft.id,
    banner: news.banner ?? null,
    ...((news.colleagues ?? canSearch(turn)) && { colleagues: news.colleagues ?? 'offered' }),
  };
  // In a person's own chat everything is shown.
  return { card: newDealFormCard({ ...reader, redaction: 'full' }, form), view: null, draftId: draft.id };
}

/** Another page of the same draft. */
export async function toPage(
  turn: DialogTurn,
  draft: Draft,
  page: NewDealPage,
  news: PageNews = {},
): Promise<NewDealAnswer> {
  return drawPage(turn, await keepContent(turn, draft, { ...contentOf(draft), page }), news);
}

/** All of it before it is sent; where something is missing or wrong, the first page that has it. */
async function drawReview(
  turn: DialogTurn,
  draft: Draft,
  banner: NewDealBanner | null,
): Promise<NewDealAnswer> {
  const content = contentOf(draft);
  const { kind, texts } = content;
  if (kind === null) return toPage(turn, draft, 'kind', { isUnchosen: true });
  const { values, errors } = parseNewDeal(kind, texts, turn.services.clock.now());
  const wrong = values === null ? firstWrongPage(errors, kind) : null;
  if (values === null || wrong !== null) {
    const page = wrong ?? 'kind';
    return toPage(turn, draft, page, { errors: errorsOn(page, errors), banner });
  }
  const open = await findSameOpenDeals(
    turn.services,
    turn.decider,
    values,
    AbortSignal.timeout(SAME_WITHIN_MS),
  );
  const same = open.kind === 'found' ? open.deals.map(({ deal }) => deal) : [];
  const kept = await keepContent(turn, draft, {
    ...content,
    isReviewed: true,
    seenSame: same.map(({ id }) => id),
  });
  const { number, count } = stepOf('review', kind);
  const card = newDealReviewCard(
    { ...turn.reader, redaction: 'full' },
    {
      values,
      step: { number, count: count ?? number },
      solutions: await solutionsOf(turn),
      sameOpen: same,
      draftId: kept.id,
      banner,
    },
  );
  return { card, view: null, draftId: kept.id };
}

function canSearch({ services: { people } }: DialogTurn): boolean {
  return people.can('search') && people.can('names');
}
