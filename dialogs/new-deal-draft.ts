import type { CardAction } from '../cards/card-action.ts';
import {
  NEW_DEAL_KINDS,
  type NewDealField,
  type NewDealKind,
  type NewDealTexts,
} from '../services/deals/new-deal/new-deal.ts';
import { isPage, type NewDealPage, PAGE_FIELDS } from '../services/deals/new-deal/new-deal-pages.ts';
import { areaOfPlay } from '../services/deals/new-deal/taxonomy.ts';
import { type Draft, saveDraft } from '../services/store/drafts.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** The deal and the dialog that the draft of a new deal names: a person has one at most. */
export const NEW_DEAL = 'new';

export type NewDealInputs = Extract<CardAction, { verb: 'deal.new' }>['inputs'];

/** What the draft of a new deal keeps. */
export interface NewDealContent {
  kind: NewDealKind | null;
  page: NewDealPage;
  texts: NewDealTexts;
  /** What a customer was searched for last. */
  query: string;
  /** The review was reached: a page that is changed leads back to it. */
  isReviewed: boolean;
  /** Open deals of the same customer and solution that the review has shown. */
  seenSame: readonly string[];
  /** It was sent, and nobody knows yet what became of it. */
  isSending: boolean;
  /** The deal that was made of it, while Microsoft's invitation is not done; null before. */
  dealId: string | null;
}

export const EMPTY: NewDealContent = {
  kind: null,
  page: 'kind',
  texts: {},
  query: '',
  isReviewed: false,
  seenSame: [],
  isSending: false,
  dealId: null,
};

export function contentOf({ inputs }: Pick<Draft, 'inputs'>): NewDealContent {
  const kept = inputs as Partial<NewDealContent>;
  return { ...EMPTY, ...kept, page: isPage(kept.page ?? '') ? (kept.page ?? 'kind') : 'kind' };
}

/** Keeps it, under the page as the draft's step. */
export async function keepContent(
  { services }: Pick<DialogTurn, 'services'>,
  draft: Draft,
  content: NewDealContent,
): Promise<Draft> {
  const kept = {
    ...draft,
    step: content.page,
    inputs: { ...content },
    changedAt: services.clock.now(),
  };
  await saveDraft(services.store.db, kept);
  return kept;
}

/** What was typed on one page, beside what stands on the others; an emptied field is empty. */
export function withTyped(content: NewDealContent, page: NewDealPage, inputs: NewDealInputs): NewDealContent {
  const typed = PAGE_FIELDS[page].map((field) => [field, textOf(field, inputs)]);
  const texts: NewDealTexts = { ...content.texts, ...Object.fromEntries(typed) };
  if (page === 'kind') return { ...content, kind: kindIn(inputs.kind) ?? content.kind };
  return { ...content, texts, ...(page === 'find' && { query: inputs.query ?? '' }) };
}

function kindIn(text: string | null): NewDealKind | null {
  return NEW_DEAL_KINDS.find((kind) => kind === text) ?? null;
}

function textOf(field: NewDealField, inputs: NewDealInputs): string | null {
  // A play is of one area, so nobody is asked for that.
  if (field === 'solutionArea') return inputs.solutionPlay && areaOfPlay(inputs.solutionPlay);
  if (field === 'solutions') return [inputs.solutions, inputs.solutionIds].filter(Boolean).join(', ') || null;
  return inputs[field] ?? null;
}
