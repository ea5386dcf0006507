import type { AcceptInputError } from '../services/deals/accept-inputs.ts';
import type { FillableGap } from '../services/deals/gaps.ts';
import { bannerBox } from './banner.ts';
import template from './accept-form-card.template.json' with { type: 'json' };
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { linkButtons, spokenName } from './deal-buttons.ts';
import type { DealView, Gap } from './deal-view.ts';
import { customerName, dealName, gapWords } from './deal-words.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

export interface AcceptForm {
  /** All gaps; the ones that a form cannot fill are told with a link. */
  gaps: readonly Gap[];
  /** What was typed before, or is known already; raw text. */
  values: Readonly<Partial<Record<FillableGap, string | null>>>;
  errors: Readonly<Partial<Record<FillableGap, AcceptInputError>>>;
  draftId: string;
  /** Our company's solutions to choose from; where none is known their ids are typed. Default none. */
  solutions?: readonly { id: string; name: string | null }[];
}

/** The questions that Partner Center needs answered before it takes an Accept (FLD-17). */
export function acceptFormCard(view: DealView, reader: Reader, form: AcceptForm): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const fillable = form.gaps.filter((gap) => gap !== 'customerName' && gap !== 'customerCountry');
  const elsewhere = form.gaps.filter((gap) => gap === 'customerName' || gap === 'customerCountry');
  // A solution that no deal of ours names yet can only be chosen in Partner Center.
  const asksToChoose = fillable.includes('solutions') && (form.solutions ?? []).length > 0;
  const onDraft = { dealId: deal.id, version, draftId: form.draftId };
  const submit = packAction(
    { verb: 'deal.accept', ...onDraft, step: 'submit' },
    { title: t('button.submitAccept'), style: 'positive' },
  );
  const cancel = packAction(
    { verb: 'dialog.cancel', ...onDraft },
    { title: t('button.cancel'), associatedInputs: 'none' },
  );
  return draw(locale, t('accept.title', { deal: spokenName(view, reader) }), {
    title: t('accept.title', { deal: dealName(deal, locale) }),
    customer: customerName(deal, locale),
    banner: bannerBox(view.banner, reader),
    intro: elsewhere.length > 0 || view.banner ? [] : [{ text: t('accept.intro') }],
    elsewhere:
      elsewhere.length > 0 ? [{ text: t('accept.elsewhere', { gaps: gapWords(form.gaps, locale) }) }] : [],
    // With a gap that only Partner Center can fill, sending would be refused for sure (FLD-15, FLD-17).
    fields: elsewhere.length > 0 ? [] : fillable.map((gap) => field(gap, form, t)),
    meaning: elsewhere.length > 0 ? [] : [{ text: t('accept.meaning') }],
    buttons:
      elsewhere.length > 0
        ? [...linkButtons(view, reader), cancel]
        : [submit, cancel, ...(asksToChoose ? linkButtons(view, reader) : [])],
  });
}

interface Field {
  kind: 'text' | 'date' | 'choice';
  id: FillableGap;
  label: string;
  value: string;
  placeholder: string;
  maxLength: number;
  errorMessage: string;
  choices: Json[];
  /** '' where the field is fine. */
  problem: string;
}

function field(id: FillableGap, form: AcceptForm, t: Words): Field {
  const { values, errors, solutions = [] } = form;
  const error = errors[id];
  const choices = id === 'solutions' ? solutionChoices(solutions, values.solutions) : [];
  const value = plainText(values[id], INPUT_LENGTHS[id]);
  return {
    kind: id === 'closingDate' ? 'date' : choices.length > 0 ? 'choice' : 'text',
    id,
    label: fieldLabel(id, form, t),
    value: choices.length > 0 ? idsIn(value).join(',') : value,
    placeholder: placeholder(id, choices.length > 0, t),
    maxLength: INPUT_LENGTHS[id],
    errorMessage: t('problem.required'),
    choices,
    problem: error ? t(`problem.${error}`) : '',
  };
}

function placeholder(id: FillableGap, hasChoices: boolean, t: Words): string {
  if (hasChoices) return t('field.choose');
  return id === 'dealValue' || id === 'currency' || id === 'solutions' ? t(`example.${id}`) : '';
}

function fieldLabel(id: FillableGap, { gaps, values, solutions = [] }: AcceptForm, t: Words): string {
  if (id === 'solutions' && solutions.length === 0) return t('field.solutionIds');
  const currency = gaps.includes('currency') ? '' : plainText(values.currency, INPUT_LENGTHS.currency);
  if (id === 'dealValue' && currency) return t('field.dealValueIn', { currency });
  return t(`field.${id}`);
}

/** Our known solutions, and what the deal names already: else that could not stay chosen. */
function solutionChoices(
  solutions: NonNullable<AcceptForm['solutions']>,
  chosen: string | null | undefined,
): Json[] {
  if (solutions.length === 0) return [];
  const known = new Set(solutions.map(({ id }) => id));
  const others = idsIn(plainText(chosen, INPUT_LENGTHS.solutions)).filter((id) => !known.has(id));
  return [...solutions, ...others.map((id) => ({ id, name: null }))].map(({ id, name }) => ({
    title: plainText(name ?? id, 100),
    value: id,
  }));
}

function idsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((id) => id !== '');
}
