import { editFormCard, type EditForm } from '../cards/edit-form-card.ts';
import { typedAmount } from '../cards/format.ts';
import { inputText, plainText } from '../cards/markdown.ts';
import type { Banner } from '../cards/deal-view.ts';
import type { DecisionOutcome } from '../services/deals/decision.ts';
import {
  EDIT_FIELDS,
  EDIT_LENGTHS,
  type EditField,
  type EditInputError,
  type EditTexts,
  editTexts,
  isSameText,
  parseEdit,
} from '../services/deals/edit-inputs.ts';
import { canEdit } from '../services/deals/edit-verb.ts';
import { knownSolutions } from '../services/deals/known-solutions.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { findLatestDeals, type StoredDeal } from '../services/store/deals.ts';
import { closeDraft, type Draft, findDraft, saveDraft } from '../services/store/drafts.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { type OpenedForm, startDraft } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { withColleagues } from './with-colleagues.ts';
import { viewDeal } from './view-deal.ts';

const EDIT = 'edit';
/** Deals that are read for their solutions. */
const DEALS_READ = 200;
const LINES = new Set<EditField>(['notes', 'team']);

/** What the draft of an edit keeps. */
interface EditDraft {
  /** The fields as they were when the person saw them last; raw. */
  seen: Partial<EditTexts>;
  /** As typed; only fields that were on the form. */
  typed: Partial<EditTexts>;
}

/**
 * Opens the form of an accepted deal's fields (LIFE-12), with what was typed before where a draft is open. It is a
 * message of its own in the person's chat, so that no edit of a deal card wipes it and it can wait for days.
 * @param form the place in which the form will stand
 */
export async function openEdit(
  turn: DialogTurn,
  dealId: string,
  form: { placeId: string },
): Promise<OpenedForm> {
  const { services, decider } = turn;
  const sight = await lookAtDeal(services, decider, dealId);
  if (sight.kind === 'unavailable') {
    const answer = await outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
    return { kind: 'refused', answer };
  }
  if (sight.kind !== 'seen') return { kind: 'refused', answer: await outcomeAnswer(turn, sight) };
  const { stored } = sight;
  if (stored.goneAt || !canEdit(stored.deal, stored.kind)) {
    const refusal = { dealId, edit: { changes: {}, seen: {} } };
    return { kind: 'refused', answer: await outcomeAnswer(turn, await decideEdit(turn, refusal)) };
  }
  const fresh: EditDraft = { seen: offered(editTexts(stored.deal)), typed: {} };
  const at = { ...form, activityId: null };
  const { draft, ...opened } = await startDraft(turn, dealId, EDIT, fresh, at);
  const current = opened.before ? await keep(turn, draft, refreshed(contentOf(draft), fresh.seen)) : draft;
  return { kind: 'form', answer: await drawForm(turn, stored, current), stored, ...opened };
}

export interface EditRequest {
  dealId: string;
  draftId: string | null;
  inputs: Record<EditField | 'colleagues', string | null>;
  /** Sends it; else what was typed is only kept. */
  isSubmitted: boolean;
}

/** What was sent with the form: kept, asked for again with the errors beside the fields, or written. */
export async function submitEdit(turn: DialogTurn, request: EditRequest): Promise<DialogAnswer> {
  const { services, decider } = turn;
  const { dealId, draftId } = request;
  const earlier = draftId === null ? null : await findDraft(services.store.db, draftId);
  const isOurs =
    earlier?.dealId === dealId &&
    earlier.dialog === EDIT &&
    earlier.personId === decider.personId &&
    earlier.tenantId === decider.tenantId;
  if (!isOurs || turn.activityId === null) return reopened(turn, dealId);

  const { seen } = contentOf(earlier);
  const texts = EDIT_FIELDS.filter((field) => seen[field] !== undefined).map((field) => [
    field,
    request.inputs[field] ?? '',
  ]);
  const { typed, isComplete } = await withColleagues(
    turn,
    Object.fromEntries(texts),
    request.inputs.colleagues,
  );
  const place = { placeId: turn.placeId, activityId: turn.activityId };
  const { draft } = await startDraft(turn, dealId, EDIT, { seen, typed }, place);
  const kept = await keep(turn, { ...draft, ...place }, { seen, typed });
  if (!isComplete) return keptAnswer(turn, kept, 'unknown');
  return request.isSubmitted ? send(turn, kept) : keptAnswer(turn, kept);
}

async function keptAnswer(
  turn: DialogTurn,
  draft: Draft,
  colleagues?: EditForm['colleagues'],
): Promise<DialogAnswer> {
  const sight = await lookAtDeal(turn.services, turn.decider, draft.dealId);
  if (!('stored' in sight) || !sight.stored) {
    if (sight.kind === 'unavailable') return outcomeAnswer(turn, { ...sight, retryAfterSeconds: null });
    return outcomeAnswer(turn, sight as Extract<DecisionOutcome, { kind: typeof sight.kind }>);
  }
  return drawForm(turn, sight.stored, draft, { banner: { kind: 'draftKept' }, colleagues });
}

async function send(turn: DialogTurn, draft: Draft): Promise<DialogAnswer> {
  const { services } = turn;
  const { seen } = contentOf(draft);
  const changes = changesOf(contentOf(draft));
  const fields = Object.keys(changes) as EditField[];
  const edit = { changes, seen: Object.fromEntries(fields.map((field) => [field, seen[field]])) };
  const outcome = await decideEdit(turn, { dealId: draft.dealId, edit });
  const again = await stillOpen(turn, draft, outcome);
  if (again) return again;
  const isOver = outcome.kind !== 'pending' && outcome.kind !== 'signIn';
  if (isOver) await closeDraft(services.store.db, draft.id, services.clock.now());
  return outcomeAnswer(turn, outcome);
}

/** The form once more, where the person has to look at something; null where the exchange has ended. */
async function stillOpen(
  turn: DialogTurn,
  draft: Draft,
  outcome: DecisionOutcome,
): Promise<DialogAnswer | null> {
  if (outcome.kind === 'editInvalid')
    return drawForm(turn, outcome.stored, draft, { errors: outcome.errors });
  if (outcome.kind === 'editConflict') {
    const { theirs, stored } = outcome;
    const { seen, typed } = contentOf(draft);
    const kept = await keep(turn, draft, { seen: { ...seen, ...theirs }, typed });
    return drawForm(turn, stored, kept, { theirs });
  }
  if (outcome.kind === 'unavailable' && outcome.stored)
    return drawForm(turn, outcome.stored, draft, { banner: { kind: 'unavailable' } });
  if (outcome.kind === 'rejected' && canEdit(outcome.stored.deal, outcome.stored.kind)) {
    const { stored, code } = outcome;
    return drawForm(turn, stored, draft, { banner: { kind: 'rejected', args: { code } } });
  }
  return null;
}

/** A form that we know nothing of any more: a fresh one, because its old texts would undo what others wrote since. */
async function reopened(turn: DialogTurn, dealId: string): Promise<DialogAnswer> {
  const opened = await openEdit(turn, dealId, { placeId: turn.placeId });
  return opened.answer;
}

function decideEdit(
  { services, decider, placeId }: DialogTurn,
  { dealId, edit }: { dealId: string; edit: { changes: Partial<EditTexts>; seen: Partial<EditTexts> } },
): Promise<DecisionOutcome> {
  // The version a person saw does not matter here: each field is compared by itself.
  return services.decide({ dealId, verb: 'deal.edit', decider, inputs: { edit }, version: null, placeId });
}

/** What the person changed of what the form showed; a form may show less than the field holds, such as odd characters. */
function changesOf({ seen, typed }: EditDraft): Partial<EditTexts> {
  const changed = EDIT_FIELDS.filter((field) => {
    const [before, after] = [seen[field], typed[field]];
    return before !== undefined && after !== undefined && !isSameText(field, shown(field, before), after);
  });
  return Object.fromEntries(changed.map((field) => [field, typed[field]]));
}

/** What the person left alone follows Partner Center; what they changed is still compared with what they saw. */
function refreshed(content: EditDraft, present: Partial<EditTexts>): EditDraft {
  const changed = Object.keys(changesOf(content)) as EditField[];
  const pick = (texts: Partial<EditTexts>) =>
    Object.fromEntries(changed.map((field) => [field, texts[field]]));
  return { seen: { ...present, ...pick(content.seen) }, typed: pick(content.typed) };
}

/** As the field of the form holds it. */
function shown(field: EditField, text: string): string {
  return LINES.has(field) ? inputText(text, EDIT_LENGTHS[field]) : plainText(text, EDIT_LENGTHS[field]);
}

/** Fields that fit into the form. */
function offered(texts: EditTexts): Partial<EditTexts> {
  const fields = EDIT_FIELDS.filter((field) => texts[field].length <= EDIT_LENGTHS[field]);
  return Object.fromEntries(fields.map((field) => [field, texts[field]]));
}

async function keep({ services }: DialogTurn, draft: Draft, content: EditDraft): Promise<Draft> {
  const kept = { ...draft, inputs: { ...content }, changedAt: services.clock.now() };
  await saveDraft(services.store.db, kept);
  return kept;
}

function contentOf({ inputs }: Draft): EditDraft {
  const { seen = {}, typed = {} } = inputs as Partial<EditDraft>;
  return { seen, typed };
}

async function drawForm(
  turn: DialogTurn,
  stored: StoredDeal,
  draft: Draft,
  {
    errors = {},
    theirs = {},
    banner = null,
    colleagues,
  }: {
    errors?: Partial<Record<EditField, EditInputError>>;
    theirs?: Partial<EditTexts>;
    banner?: Banner | null;
    colleagues?: EditForm['colleagues'];
  } = {},
): Promise<DialogAnswer & { draftId: string }> {
  const { seen, typed } = contentOf(draft);
  const view = await viewDeal(turn.services, stored, { readAtOnce: true, banner });
  const now = turn.services.clock.now();
  const dealValue = typedAmount(seen.dealValue ?? '', turn.reader.locale);
  const form: EditForm = {
    values: { ...seen, ...(seen.dealValue && { dealValue }), ...typed },
    required: new Set(EDIT_FIELDS.filter((field) => isNotEmptied(field, seen[field], stored, now))),
    errors,
    theirs,
    elsewhere: EDIT_FIELDS.filter((field) => seen[field] === undefined),
    draftId: draft.id,
    solutions: await solutionsFor(turn, stored, `${seen.solutions ?? ''},${typed.solutions ?? ''}`),
    ...((colleagues ?? canSearch(turn)) && { colleagues: colleagues ?? 'offered' }),
  };
  // In a person's own chat everything is shown.
  return { card: editFormCard(view, { ...turn.reader, redaction: 'full' }, form), view, draftId: draft.id };
}

function canSearch({ services: { people } }: DialogTurn): boolean {
  return people.can('search') && people.can('names');
}

function isNotEmptied(field: EditField, seen: string | undefined, { deal }: StoredDeal, now: Date): boolean {
  if (!seen?.trim()) return false;
  return parseEdit({ [field]: '' }, { deal, now }).errors[field] === 'required';
}

/** Our company's solutions, the deal's own, and what was chosen already. */
async function solutionsFor(
  { services }: DialogTurn,
  { deal }: StoredDeal,
  chosen: string,
): Promise<EditForm['solutions']> {
  const latest = await findLatestDeals(services.store.db, DEALS_READ);
  const own = deal.solutions.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]));
  const known = [...own, ...knownSolutions(latest.map((one) => one.deal))];
  const others = chosen
    .split(/[\s,;]+/)
    .filter((id) => id !== '')
    .map((id) => ({ id, name: null }));
  if (known.length === 0) return [];
  return [...new Map([...others, ...known].map((solution) => [solution.id, solution])).values()];
}
