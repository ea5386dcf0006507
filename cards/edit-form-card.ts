import type { EditField, EditInputError } from '../services/deals/edit-inputs.ts';
import { bannerBox } from './banner.ts';
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { linkButtons, spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import template from './form-card.template.json' with { type: 'json' };
import { calendarDate } from './format.ts';
import { formField, type FormField } from './form-field.ts';
import { escapeMarkdown, inputText, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** Names the directory in a search while one types. */
export const COLLEAGUES = 'colleagues';

export interface EditForm {
  /** The fields that are offered, with what stands in them; raw text. */
  values: Readonly<Partial<Record<EditField, string>>>;
  /** Fields that must not be emptied. */
  required: ReadonlySet<EditField>;
  errors: Readonly<Partial<Record<EditField, EditInputError>>>;
  /** What somebody else wrote meanwhile into fields that were changed here as well. */
  theirs: Readonly<Partial<Record<EditField, string>>>;
  /** Fields that are too long to be edited here. */
  elsewhere: readonly EditField[];
  draftId: string;
  /** Solutions to choose from; where none is known their ids are typed. */
  solutions: readonly { id: string; name: string | null }[];
  /** Are colleagues found by their name? `unknown`: those that were chosen could not be looked up. Absent: no. */
  colleagues?: 'offered' | 'unknown';
}

const ORDER: readonly EditField[] = [
  'name',
  'dealValue',
  'currency',
  'closingDate',
  'solutions',
  'notes',
  'team',
  'crmId',
  'campaignId',
];

const EXAMPLES = new Set<EditField>(['dealValue', 'currency', 'solutions', 'team']);
const LINES = new Set<EditField>(['notes', 'team']);
const LONGEST_CONFLICT = 300;

/** The fields of an accepted deal that may be changed (LIFE-12); a message of its own in a person's chat. */
export function editFormCard(view: DealView, reader: Reader, form: EditForm): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const onDraft = { dealId: deal.id, version, draftId: form.draftId };
  const elsewhere = form.elsewhere.map((id) => t(`field.${id}`)).join(', ');
  return draw(locale, t('edit.title', { deal: spokenName(view, reader) }), {
    title: t('edit.title', { deal: dealName(deal, locale) }),
    banner: bannerBox(view.banner, reader),
    intro: [{ text: customerName(deal, locale) }, { text: t('edit.intro') }],
    fields: ORDER.filter((id) => form.values[id] !== undefined).flatMap((id) => [
      field(id, form, t, locale),
      ...(id === 'team' ? colleagueField(form, t) : []),
    ]),
    notes: elsewhere === '' ? [] : [{ text: t('edit.elsewhere', { fields: elsewhere }) }],
    buttons: [
      packAction(
        { verb: 'deal.edit', ...onDraft, step: 'submit' },
        { title: t('button.save'), style: 'positive' },
      ),
      packAction({ verb: 'deal.edit', ...onDraft, step: 'keep' }, { title: t('button.keepDraft') }),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
      ...(elsewhere === '' ? [] : linkButtons(view, reader)),
    ],
  });
}

function field(id: EditField, form: EditForm, t: Words, locale: string): FormField {
  const text = form.values[id] ?? '';
  const choices = id === 'solutions' ? solutionChoices(form.solutions) : [];
  const error = form.errors[id];
  const theirs = form.theirs[id];
  const shown = LINES.has(id) ? inputText(text, INPUT_LENGTHS[id]) : plainText(text, INPUT_LENGTHS[id]);
  return formField({
    kind: kindOf(id, choices),
    id,
    label: t(id === 'solutions' && choices.length === 0 ? 'field.solutionIds' : `field.${id}`),
    value: choices.length > 0 ? shown.replace(/[\s,;]+/g, ',') : shown,
    placeholder: EXAMPLES.has(id) ? t(`example.${id as 'team'}`) : '',
    maxLength: INPUT_LENGTHS[id],
    isRequired: form.required.has(id),
    errorMessage: t('problem.required'),
    choices,
    hint: id === 'notes' || id === 'team' ? t(`edit.hint.${id}`) : '',
    problem: error ? problemWords(id, error, t) : '',
    conflict:
      theirs === undefined ? '' : t('edit.conflict', { theirs: theirsWords(id, theirs, form, t, locale) }),
  });
}

/** Beside the lines, which stay: old clients do not search. */
function colleagueField({ colleagues }: EditForm, t: Words): FormField[] {
  if (!colleagues) return [];
  return [
    formField({
      kind: 'search',
      id: 'colleagues',
      dataset: COLLEAGUES,
      label: t('field.colleagues'),
      placeholder: t('example.colleagues'),
      hint: t('edit.hint.colleagues'),
      problem: colleagues === 'unknown' ? t('problem.colleagues') : '',
    }),
  ];
}

function kindOf(id: EditField, choices: readonly Json[]): FormField['kind'] {
  if (id === 'closingDate') return 'date';
  if (choices.length > 0) return 'several';
  return LINES.has(id) ? 'lines' : 'text';
}

function solutionChoices(solutions: EditForm['solutions']): Json[] {
  return solutions.map(({ id, name }) => ({ title: plainText(name ?? id, 100), value: id }));
}

function problemWords(id: EditField, error: EditInputError, t: Words): string {
  return t(id === 'team' && error === 'tooMany' ? 'problem.tooManyMembers' : `problem.${error}`);
}

/** Their value as a person reads it. */
function theirsWords(id: EditField, text: string, { solutions }: EditForm, t: Words, locale: string): string {
  if (text.trim() === '') return t('edit.empty');
  if (id === 'closingDate') return calendarDate(new Date(`${text}T00:00:00Z`), locale);
  const names = new Map(solutions.map((solution) => [solution.id, solution.name ?? solution.id]));
  const words =
    id === 'solutions'
      ? text
          .split(/[\s,;]+/)
          .map((one) => names.get(one) ?? one)
          .join(', ')
      : text;
  return escapeMarkdown(words, LONGEST_CONFLICT);
}
