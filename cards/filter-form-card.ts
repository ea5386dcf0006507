import type { DealStateFilter, ListName, RegistrationFilter } from '../services/deals/deal-lists.ts';
import type { DealType } from '../services/deals/deal-type.ts';
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import template from './form-card.template.json' with { type: 'json' };
import { type FormField, formField } from './form-field.ts';
import { country } from './format.ts';
import { inputText, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

export interface FilterForm {
  list: ListName;
  /** States that the list can be narrowed to; none where it is of one state only. */
  states: readonly DealStateFilter[];
  /** Registrations that the list can be narrowed to (NAV-07). Default none */
  registrations?: readonly RegistrationFilter[];
  /** Codes of the countries in the list, the most frequent first. */
  countries: readonly string[];
  /** As kept or typed. */
  values: Readonly<
    Record<'state' | 'dealType' | 'country' | 'value' | 'solution' | 'registration', string | null>
  >;
  isValueWrong: boolean;
}

/** Types that a person may look for (TYPE-01 to TYPE-04). */
const TYPES: readonly DealType[] = ['coSell', 'partnerLed', 'private', 'partner'];
/** The choice that narrows nothing down; an empty value is no choice. */
const ANY = '0';
/** What Partner Center gives as a country need not be one. */
const COUNTRY_CODE = /^[A-Z]{2,3}$/;

/** What a list is narrowed to: state, type, country, value, solution (NAV-04, NAV-06). */
export function filterFormCard(form: FilterForm, reader: Reader): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  const title = t('filter.title', { list: t(`list.${form.list}.title`, { query: '' }) });
  return draw(locale, plainText(title), {
    banner: { text: '', style: 'default' },
    title,
    intro: [{ text: t('filter.intro') }],
    fields: fields(form, reader),
    notes: [],
    buttons: buttons(form, locale),
  });
}

function fields(
  { list, states, registrations = [], countries, values, isValueWrong }: FilterForm,
  reader: Reader,
): FormField[] {
  // Leads are of no type of deal (TYPE-10).
  const isOfLeads = list === 'leads' || list === 'leadFavorites';
  const { locale } = reader;
  const t = strings(locale);
  const codes = countries.filter((code) => COUNTRY_CODE.test(code));
  const any = { title: t('filter.any'), value: ANY };
  const all: (FormField | null)[] = [
    states.length > 0
      ? formField({
          kind: 'one',
          id: 'state',
          label: t('filter.state'),
          value: values.state ?? ANY,
          choices: [any, ...states.map((state) => ({ title: t(`state.${state}`), value: state }))],
        })
      : null,
    registrations.length > 0
      ? formField({
          kind: 'one',
          id: 'registration',
          label: t('filter.registration'),
          value: values.registration ?? ANY,
          choices: [
            any,
            ...registrations.map((one) => ({ title: t(`filter.registration.${one}`), value: one })),
          ],
        })
      : null,
    isOfLeads
      ? null
      : formField({
          kind: 'one',
          id: 'dealType',
          label: t('filter.dealType'),
          value: values.dealType ?? ANY,
          choices: [any, ...TYPES.map((type) => ({ title: t(`type.${type}`), value: type }))],
        }),
    codes.length > 0
      ? formField({
          kind: 'several',
          id: 'country',
          label: t('filter.country'),
          value: inputText(values.country, INPUT_LENGTHS.country),
          choices: codes.map((code) => ({ title: country(code, locale) ?? code, value: code })),
        })
      : null,
    formField({
      kind: 'text',
      id: 'value',
      label: t('filter.value'),
      value: inputText(values.value, INPUT_LENGTHS.dealValue),
      placeholder: t('example.dealValue'),
      maxLength: INPUT_LENGTHS.dealValue,
      problem: isValueWrong ? t('problem.notANumber') : '',
    }),
    formField({
      kind: 'text',
      id: 'solution',
      label: t('filter.solution'),
      value: inputText(values.solution, INPUT_LENGTHS.solution),
      maxLength: INPUT_LENGTHS.solution,
    }),
  ];
  return all.filter((field) => field !== null);
}

function buttons({ list }: FilterForm, locale: Reader['locale']): Json[] {
  const t = strings(locale);
  return [
    packAction(
      { verb: 'deals.filter', list, step: 'apply' },
      { title: t('button.showList'), style: 'positive' },
    ),
    packAction(
      { verb: 'deals.filter', list, step: 'clear' },
      { title: t('button.clearFilters'), associatedInputs: 'none' },
    ),
    packAction(
      { verb: 'deals.page', list, page: 1 },
      { title: t('button.cancel'), associatedInputs: 'none' },
    ),
  ];
}
