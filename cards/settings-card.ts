import type { LadderStep, ReminderRules } from '../services/deals/ladder.ts';
import type { SettingsError, SettingsErrors, SettingsInputs } from '../services/deals/settings-inputs.ts';
import type { QuietHours } from '../services/deals/working-time.ts';
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import template from './form-card.template.json' with { type: 'json' };
import { type Directory, directoryLine } from './directory-words.ts';
import { formField, type FormField } from './form-field.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** What Microsoft Graph makes possible. */
type Switch = 'activityFeed' | 'installForTeam';

export interface SettingsForm {
  /** A person's own settings, or those of a shared place. */
  scope: 'person' | 'place';
  /** What stands in the fields. */
  values: SettingsInputs;
  errors: SettingsErrors;
  /** The bot's own rules, for what is not set. */
  defaults: ReminderRules;
  timeZones: readonly string[];
  /** Our company's solutions to choose from; where none is known their ids are typed. */
  solutions: readonly { id: string; name: string | null }[];
  /** Was it just saved? */
  isSaved: boolean;
  /** What Microsoft Graph does, and which of the switches can be offered. */
  directory: Directory & { offers: Record<Switch, boolean> };
}

/** Quiet hours that are offered beside the default; other ones stay where they were set. */
const QUIET_CHOICES: readonly QuietHours[] = [
  { from: 19, to: 8, weekends: true },
  { from: 19, to: 8, weekends: false },
  { from: 17, to: 9, weekends: true },
  { from: 22, to: 7, weekends: false },
];

/** The settings of a person, or of a shared place, with what they are now. */
export function settingsCard(reader: Reader, form: SettingsForm): AdaptiveCard {
  const t = strings(reader.locale);
  const title = t(`settings.${form.scope}.title`);
  const fields = form.scope === 'person' ? personFields(form, t) : placeFields(form, t);
  return draw(reader.locale, plainText(title), {
    title,
    banner: { text: form.isSaved ? t('settings.saved') : '', style: 'good' },
    intro: [{ text: t(`settings.${form.scope}.intro`) }],
    fields,
    notes: form.directory.isOn ? [{ text: directoryLine(form.directory, t) }] : [],
    buttons: [
      packAction({ verb: 'settings.save', step: 'save' }, { title: t('button.save'), style: 'positive' }),
    ],
  });
}

function personFields(form: SettingsForm, t: Words): FormField[] {
  return [
    languageField(form, t),
    ...zoneFields(form, t),
    quietField(form, t),
    ...reminderFields(form, t),
    ...switchField('activityFeed', form, t),
  ];
}

function placeFields(form: SettingsForm, t: Words): FormField[] {
  const { values } = form;
  return [
    one('following', values.following ?? 'no', ['yes', 'no'], t),
    one('postFrom', values.postFrom ?? 'all', ['all', 'microsoft', 'partner'], t),
    field('postCountries', form, t, { placeholder: t('example.countries') }),
    solutionField(form, t),
    field('postMinimum', form, t, { placeholder: t('example.dealValue'), hint: t('settings.hint.minimum') }),
    one('redaction', values.redaction ?? 'redacted', ['redacted', 'full'], t),
    languageField(form, t),
    ...zoneFields(form, t),
    quietField(form, t),
    ...reminderFields(form, t),
    ...switchField('installForTeam', form, t),
  ];
}

/** Yes or no, where Microsoft Graph can do it. Default no. */
function switchField(id: Switch, { values, directory }: SettingsForm, t: Words): FormField[] {
  if (!directory.offers[id]) return [];
  const choices = ['off', 'on'].map((value) => ({
    title: t(value === 'on' ? 'choice.yes' : 'choice.no'),
    value,
  }));
  const value = values[id] === 'on' ? 'on' : 'off';
  return [
    formField({ kind: 'one', id, label: t(`field.${id}`), value, choices, hint: t(`settings.hint.${id}`) }),
  ];
}

/** A choice of words that the tables know: `choice.<field>.<value>`. */
function one(
  id: 'following' | 'redaction' | 'postFrom',
  value: string,
  values: readonly string[],
  t: Words,
): FormField {
  const choices = values.map((each) => ({
    title: t(`choice.${id}.${each}` as 'choice.following.yes'),
    value: each,
  }));
  return formField({ kind: 'one', id, label: t(`field.${id}`), value, choices });
}

function field(
  id: 'postCountries' | 'postMinimum' | 'postSolutions' | 'otherTimeZone',
  { values, errors }: SettingsForm,
  t: Words,
  more: Partial<FormField>,
): FormField {
  return formField({
    kind: 'text',
    id,
    label: t(`field.${id}`),
    value: plainText(values[id], INPUT_LENGTHS[id]),
    maxLength: INPUT_LENGTHS[id],
    problem: problemWords(errors[id], t),
    ...more,
  });
}

/** A shared place has one language; a person may leave it to Teams and to the commands they type. */
function languageField({ scope, values }: SettingsForm, t: Words): FormField {
  const languages = scope === 'person' ? (['auto', 'en', 'fr'] as const) : (['en', 'fr'] as const);
  return formField({
    kind: 'one',
    id: 'language',
    label: t('field.language'),
    value: values.language ?? 'auto',
    choices: languages.map((language) => ({ title: t(`choice.language.${language}`), value: language })),
  });
}

function zoneFields(form: SettingsForm, t: Words): FormField[] {
  const value = form.values.timeZone ?? 'auto';
  const auto = form.scope === 'person' ? [{ title: t('choice.timeZone.auto'), value: 'auto' }] : [];
  const zones = new Set([...form.timeZones, ...(value === 'auto' ? [] : [value])]);
  const choices: Json[] = [
    ...auto,
    ...[...zones].map((zone) => ({ title: plainText(zone.replaceAll('_', ' '), 60), value: zone })),
  ];
  return [
    formField({
      kind: 'one',
      id: 'timeZone',
      label: t('field.timeZone'),
      value: plainText(value, 60),
      choices,
    }),
    field('otherTimeZone', form, t, { placeholder: t('example.timeZone') }),
  ];
}

function quietField({ values, errors, defaults }: SettingsForm, t: Words): FormField {
  const value = values.quietHours ?? 'default';
  const known = QUIET_CHOICES.map((quiet) => ({ title: quietWords(quiet, t), value: quietText(quiet) }));
  const choices = [
    {
      title: t('choice.quietHours.default', { hours: quietWords(defaults.quietHours, t) }),
      value: 'default',
    },
    { title: quietWords(null, t), value: 'none' },
    ...known,
  ];
  const isOffered = choices.some((choice) => choice.value === value);
  const other = plainText(value, 40);
  return formField({
    kind: 'one',
    id: 'quietHours',
    label: t('field.quietHours'),
    value: other,
    choices: isOffered ? choices : [...choices, { title: other, value: other }],
    hint: t('settings.hint.quietHours'),
    problem: problemWords(errors.quietHours, t),
  });
}

function quietText({ from, to, weekends }: QuietHours): string {
  return `${from}-${to}${weekends ? ',weekends' : ''}`;
}

/** '19:00 to 08:00 and weekends'; null is never. */
export function quietWords(quiet: QuietHours | null, t: Words): string {
  if (quiet === null) return t('quiet.never');
  const hour = (at: number) => `${String(at).padStart(2, '0')}:00`;
  const args = { from: hour(quiet.from), to: hour(quiet.to) };
  return t(quiet.weekends ? 'quiet.hoursAndWeekends' : 'quiet.hours', args);
}

/** None where the bot reminds of nothing anyway. */
function reminderFields({ values, defaults }: SettingsForm, t: Words): FormField[] {
  if (defaults.ladder.length === 0) return [];
  const choices = defaults.ladder.map((step) => ({ title: stepWords(step, t), value: step.name }));
  const value = values.reminders ?? defaults.ladder.map(({ name }) => name).join(',');
  return [
    formField({
      kind: 'several',
      id: 'reminders',
      label: t('field.reminders'),
      value: plainText(value, 200),
      choices,
    }),
  ];
}

/** '7 days before, in the daily digest'. */
export function stepWords({ name, shown }: LadderStep, t: Words): string {
  const unit = name.at(-1);
  const count = Number.parseInt(name, 10);
  const before = t(unit === 'd' ? 'step.days' : unit === 'h' ? 'step.hours' : 'step.minutes', { count });
  return shown === 'digest' ? t('step.inDigest', { before }) : before;
}

function solutionField(form: SettingsForm, t: Words): FormField {
  const { solutions, values } = form;
  if (solutions.length === 0) return field('postSolutions', form, t, { placeholder: t('example.solutions') });
  const choices = solutions.map(({ id, name }) => ({ title: plainText(name ?? id, 100), value: id }));
  return formField({
    kind: 'several',
    id: 'postSolutions',
    label: t('field.postSolutions'),
    value: plainText(values.postSolutions, INPUT_LENGTHS.postSolutions),
    choices,
    hint: t('settings.hint.solutions'),
  });
}

function problemWords(error: SettingsError | undefined, t: Words): string {
  return error ? t(`problem.setting.${error}`) : '';
}
