import type {
  RegistrationErrors,
  RegistrationField,
  RegistrationInputs,
} from '../services/deals/registration-form.ts';
import { bannerBox } from './banner.ts';
import { packAction } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import template from './form-card.template.json' with { type: 'json' };
import { formField, type FormField } from './form-field.ts';
import { moment } from './format.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { isStringKey, strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

export interface RegisterForm {
  /** What was typed before, or is known of the deal; raw text. */
  values: RegistrationInputs;
  errors: RegistrationErrors;
  /** Last moment to register, where the day of signature is known (REG-14). */
  deadline: Date | null;
  /** Registrations are frozen until then (REG-15); null: they are open. */
  frozenUntil: Date | null;
  /** The deal's own solutions. */
  solutions: readonly { id: string | null; name: string | null }[];
  draftId: string;
}

const ORDER: readonly RegistrationField[] = [
  'solutionId',
  'marketplaceTransacted',
  'marketplaceDate',
  'deployedOnAzure',
  'term',
  'contractValue',
  'contractCurrency',
  'solutionValue',
  'solutionCurrency',
  'signedDate',
  'startDate',
  'endDate',
  'tenant',
  'pricingModel',
];

const CHOICES: Partial<Record<RegistrationField, readonly string[]>> = {
  marketplaceTransacted: ['Yes', 'No'],
  deployedOnAzure: ['Yes', 'No'],
  term: ['Finite', 'Perpetual'],
  tenant: ['Customer', 'Partner'],
  pricingModel: ['Other', 'PayAsYouGo'],
};
const DATES = new Set<RegistrationField>(['marketplaceDate', 'signedDate', 'startDate', 'endDate']);

/**
 * Everything that registering a won deal asks for (FORM-01 to FORM-11). Nothing is required by the client: what is
 * missing is told beside its field, so that a half-filled form can be sent and kept.
 */
export function registerFormCard(view: DealView, reader: Reader, form: RegisterForm): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const onDraft = { dealId: deal.id, version, draftId: form.draftId };
  const wrong = Object.keys(form.errors).length;
  return draw(locale, t('register.title', { deal: spokenName(view, reader) }), {
    title: t('register.title', { deal: dealName(deal, locale) }),
    banner: bannerBox(view.banner, reader),
    intro: [
      { text: customerName(deal, locale) },
      { text: wrong > 0 ? t('register.wrong', { count: wrong }) : t('register.intro') },
      { text: t('register.contract') },
      ...(view.dealType === 'partner' ? [{ text: t('won.partner') }] : []),
      { text: deadlineWords(form, reader) },
      ...(form.frozenUntil ? [{ text: t('review.frozen', { at: moment(form.frozenUntil, reader) }) }] : []),
    ],
    fields: ORDER.map((id) => field(id, form, t)),
    notes: [],
    buttons: [
      packAction(
        { verb: 'deal.register', ...onDraft, step: 'submit' },
        { title: t('button.review'), style: 'positive' },
      ),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
    ],
  });
}

function deadlineWords({ deadline }: RegisterForm, reader: Reader): string {
  const t = strings(reader.locale);
  return deadline ? t('register.deadlineAt', { at: moment(deadline, reader) }) : t('register.deadline');
}

function field(id: RegistrationField, { values, errors, solutions }: RegisterForm, t: Words): FormField {
  const hint = `register.hint.${id}`;
  const error = errors[id];
  const choices = id === 'solutionId' ? solutionChoices(solutions) : choicesOf(id, t);
  const value = plainText(values[id], 100);
  return formField({
    kind: DATES.has(id) ? 'date' : choices.length > 0 ? 'one' : 'text',
    id,
    label: t(`field.${id}`),
    value: choices.length > 0 && !choices.some((choice) => choice.value === value) ? '' : value,
    placeholder: placeholder(id, t),
    maxLength: id.endsWith('Currency') ? 10 : 40,
    choices: choices as unknown as Json[],
    hint: isStringKey(hint) ? t(hint) : '',
    problem: error ? t(`problem.${error}`) : '',
  });
}

function placeholder(id: RegistrationField, t: Words): string {
  if (id.endsWith('Value')) return t('example.dealValue');
  if (id.endsWith('Currency')) return t('example.currency');
  return id === 'solutionId' || CHOICES[id] ? t('field.choose') : '';
}

interface Choice {
  title: string;
  value: string;
}

function choicesOf(id: RegistrationField, t: Words): Choice[] {
  return (CHOICES[id] ?? []).map((value) => {
    const key = `choice.${value}`;
    return { title: isStringKey(key) ? t(key) : value, value };
  });
}

function solutionChoices(solutions: RegisterForm['solutions']): Choice[] {
  return solutions.map(({ id, name }) => ({
    title: plainText(name ?? id, 100) || '?',
    value: plainText(id, 100),
  }));
}
