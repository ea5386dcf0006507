import type { KnownSolution } from '../services/deals/known-solutions.ts';
import type { KnownCustomer } from '../services/deals/new-deal/known-customers.ts';
import type {
  NewDealError,
  NewDealErrors,
  NewDealField,
  NewDealKind,
  NewDealTexts,
} from '../services/deals/new-deal/new-deal.ts';
import type { NewDealPage } from '../services/deals/new-deal/new-deal-pages.ts';
import { INPUT_LENGTHS } from './card-action.ts';
import { country } from './format.ts';
import { formField, type FormField } from './form-field.ts';
import { inputText, plainText } from './markdown.ts';
import type { NewDealBanner } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { isStringKey, strings, type Words } from './strings.ts';

export interface NewDealForm {
  page: Exclude<NewDealPage, 'review'>;
  kind: NewDealKind | null;
  /** From 1; `count` null: not known yet. */
  step: { number: number; count: number | null };
  /** What was typed so far; raw text. */
  texts: NewDealTexts;
  errors: NewDealErrors;
  /** Nothing was chosen where something must be. */
  isUnchosen: boolean;
  /** Fields that may stay empty. */
  optional: ReadonlySet<NewDealField>;
  /** What was searched for, and found; `found` null: not searched yet. */
  find: { query: string; isTooShort: boolean; found: readonly KnownCustomer[] | null };
  choices: NewDealChoices;
  /** Are colleagues found by their name? `unknown`: those that were chosen could not be looked up. Absent: no. */
  colleagues?: 'offered' | 'unknown';
  /** The page was opened from the review, and leads back to it. */
  isFromReview: boolean;
  draftId: string;
  banner: NewDealBanner | null;
}

export interface NewDealChoices {
  kinds: readonly NewDealKind[];
  /** Our own; where none is known their ids are typed. */
  solutions: readonly KnownSolution[];
  help: readonly string[];
  intents: readonly string[];
  plays: readonly { area: string; play: string }[];
  roles: readonly string[];
  /** Some ids of areas, plays and roles are published nowhere: their names stand in for them. */
  areIdsUnknown: boolean;
}

export interface Page {
  fields: FormField[];
  /** Below the fields. */
  notes: string[];
}

/** The questions of one page, with what was typed and what is wrong with it. */
export function pageFields(form: NewDealForm, reader: Reader): Page {
  return PAGES[form.page](form, strings(reader.locale), reader);
}

type DrawPage = (form: NewDealForm, t: Words, reader: Reader) => Page;

const PAGES: Record<NewDealForm['page'], DrawPage> = {
  kind: ({ choices, kind, isUnchosen }, t) => ({
    fields: [
      formField({
        kind: 'options',
        id: 'kind',
        label: t('new.field.kind'),
        value: kind ?? '',
        choices: choices.kinds.map((value) => ({ title: t(`type.${value}`), value })),
        problem: isUnchosen ? t('problem.required') : '',
      }),
    ],
    notes: [t('new.note.kind')],
  }),
  // No account search and no matching by the API: what that means for the registration is said (FLD-18, FLD-19).
  find: ({ find }, t, { locale }) => ({
    fields: [
      formField({
        kind: 'text',
        id: 'query',
        label: t('new.field.query'),
        value: plainText(find.query, INPUT_LENGTHS.query),
        maxLength: INPUT_LENGTHS.query,
        hint: t('new.hint.query'),
        problem: find.isTooShort ? t('notice.queryTooShort.text') : '',
      }),
      ...(find.found && find.found.length > 0 ? [foundField(find.found, t, locale)] : []),
    ],
    notes: [...(find.found?.length === 0 ? [t('new.note.notFound')] : []), t('new.note.accounts')],
  }),
  customer: (form, t) => ({
    fields: [
      field('customerName', form, t),
      field('addressLine1', form, t),
      field('addressLine2', form, t),
      field('postalCode', form, t),
      field('city', form, t),
      field('state', form, t),
      field('country', form, t, { placeholder: t('new.example.country') }),
      field('duns', form, t, { hint: t('new.hint.duns') }),
    ],
    notes: [],
  }),
  contact: (form, t) => ({
    fields: [
      field('contactFirstName', form, t),
      field('contactLastName', form, t),
      field('contactEmail', form, t),
      field('contactPhone', form, t),
      field('consent', form, t, {
        kind: 'options',
        choices: ['Yes', 'No'].map((value) => ({ title: t(`choice.${value as 'Yes' | 'No'}`), value })),
        hint: t('new.hint.consent'),
      }),
    ],
    notes: [],
  }),
  deal: (form, t) => ({
    fields: [
      field('name', form, t, { label: t('field.name'), maxLength: INPUT_LENGTHS.name }),
      field('dealValue', form, t, {
        label: t('field.dealValue'),
        placeholder: t('example.dealValue'),
        maxLength: INPUT_LENGTHS.dealValue,
      }),
      field('currency', form, t, {
        label: t('field.currency'),
        placeholder: t('example.currency'),
        maxLength: INPUT_LENGTHS.currency,
      }),
      field('closingDate', form, t, { kind: 'date', label: t('field.closingDate') }),
      field('marketplaceIntent', form, t, {
        kind: 'one',
        placeholder: t('field.choose'),
        choices: form.choices.intents.map((value) => ({
          title: named(`marketplace.${value}`, value, t),
          value,
        })),
      }),
      field('notes', form, t, {
        kind: 'lines',
        label: t('field.notes'),
        maxLength: INPUT_LENGTHS.notes,
        hint: form.kind === 'private' ? '' : t('new.hint.notes'),
      }),
    ],
    notes: [],
  }),
  solutions: (form, t) => ({
    fields: [
      ...ownSolutionFields(form, t),
      field('microsoftSolutions', form, t, {
        kind: 'lines',
        placeholder: t('new.example.microsoftSolutions'),
        maxLength: INPUT_LENGTHS.solutions,
        hint: t('new.hint.microsoftSolutions'),
      }),
      field('otherSolutions', form, t, {
        placeholder: t('example.solutions'),
        maxLength: INPUT_LENGTHS.solutions,
        hint: t('new.hint.otherSolutions'),
      }),
    ],
    notes: [],
  }),
  team: (form, t) => ({
    fields: [
      field('team', form, t, {
        kind: 'lines',
        label: t('field.team'),
        placeholder: t('example.team'),
        maxLength: INPUT_LENGTHS.team,
        hint: t('new.hint.team'),
      }),
      ...colleagueField(form, t),
    ],
    notes: [],
  }),
  help: (form, t) => ({
    fields: [
      field('help', form, t, {
        kind: 'one',
        placeholder: t('field.choose'),
        choices: form.choices.help.map((value) => ({ title: named(`help.${value}`, value, t), value })),
      }),
      field('helpNotes', form, t, {
        kind: 'lines',
        maxLength: INPUT_LENGTHS.notes,
        hint: t('new.hint.helpNotes'),
      }),
      field('solutionPlay', form, t, {
        kind: 'one',
        placeholder: t('field.choose'),
        choices: form.choices.plays.map(({ area, play }) => ({
          title: plainText(`${area} · ${play}`, 120),
          value: plainText(play, INPUT_LENGTHS.setting),
        })),
      }),
      field('partnerRole', form, t, {
        kind: 'one',
        placeholder: t('new.noRole'),
        choices: form.choices.roles.map((role) => ({
          title: plainText(role, 100),
          value: plainText(role, INPUT_LENGTHS.setting),
        })),
      }),
    ],
    notes: form.choices.areIdsUnknown ? [t('new.note.taxonomy')] : [],
  }),
};

const LINES = new Set<NewDealField>(['notes', 'microsoftSolutions', 'team', 'helpNotes']);

/** One field with what was typed; a label says where it may stay empty. */
function field(
  id: NewDealField,
  { texts, errors, optional }: NewDealForm,
  t: Words,
  given: Partial<FormField> = {},
): FormField {
  const key = `new.field.${id}`;
  const label = given.label ?? (isStringKey(key) ? t(key) : id);
  const maxLength = given.maxLength ?? INPUT_LENGTHS.line;
  const text = texts[id] ?? '';
  const shown = LINES.has(id) ? inputText(text, maxLength) : plainText(text, maxLength);
  const isOffered = !given.choices || given.choices.some((one) => (one as { value: string }).value === shown);
  const error = errors[id];
  return formField({
    kind: 'text',
    id,
    errorMessage: t('problem.required'),
    maxLength,
    ...given,
    label: optional.has(id) ? t('new.optional', { label }) : label,
    value: isOffered ? shown : '',
    problem: error ? problemWords(id, error, t) : '',
  });
}

function problemWords(id: NewDealField, error: NewDealError, t: Words): string {
  const own = `new.problem.${id}.${error}`;
  if (isStringKey(own)) return t(own);
  const key = `problem.${error}`;
  return t(isStringKey(key) ? key : 'problem.required');
}

/** Those that are known to choose from, and any other by its id. */
function ownSolutionFields(form: NewDealForm, t: Words): FormField[] {
  const { solutions } = form.choices;
  const chosen = (form.texts.solutions ?? '').split(/[\s,;]+/).filter((id) => id !== '');
  const offered = new Set(solutions.map(({ id }) => id));
  const typed = { ...form.texts, solutions: chosen.filter((id) => !offered.has(id)).join(', ') };
  const byId = field('solutions', { ...form, texts: typed }, t, {
    label: t(solutions.length > 0 ? 'new.field.solutionIds' : 'new.field.ownSolutionIds'),
    placeholder: t('example.solutions'),
    maxLength: INPUT_LENGTHS.solutions,
  });
  if (solutions.length === 0) return [{ ...byId, id: 'solutionIds' }];
  const list = formField({
    ...byId,
    kind: 'several',
    label: t('new.field.solutions'),
    placeholder: '',
    value: chosen
      .filter((id) => offered.has(id))
      .map((id) => plainText(id, 100))
      .join(','),
    choices: solutions.map(({ id, name }) => ({
      title: plainText(name ? `${name} · ${id}` : id, 120),
      value: plainText(id, 100),
    })),
  });
  const label = t('new.optional', { label: t('new.field.solutionIds') });
  return [list, { ...byId, id: 'solutionIds', label, problem: '' }];
}

function foundField(found: readonly KnownCustomer[], t: Words, locale: string): FormField {
  return formField({
    kind: 'options',
    id: 'known',
    label: t('new.field.known'),
    choices: found.map(({ dealId, customer }) => ({
      title: plainText(
        [customer.name, customer.addressLine1, customer.city, country(customer.country, locale)]
          .filter(Boolean)
          .join(' · '),
        150,
      ),
      value: dealId,
    })),
  });
}

function colleagueField({ colleagues }: NewDealForm, t: Words): FormField[] {
  if (!colleagues) return [];
  return [
    formField({
      kind: 'search',
      id: 'colleagues',
      dataset: 'colleagues',
      label: t('field.colleagues'),
      placeholder: t('example.colleagues'),
      hint: t('new.hint.colleagues'),
      problem: colleagues === 'unknown' ? t('problem.colleagues') : '',
    }),
  ];
}

function named(key: string, value: string, t: Words): string {
  return isStringKey(key) ? t(key) : plainText(value, 100);
}
