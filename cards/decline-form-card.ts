import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import template from './decline-form-card.template.json' with { type: 'json' };
import { inputText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** RSN-01, in its own order. */
const REASONS = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

export interface DeclineForm {
  values: { reason?: string | null; note?: string | null };
  errors: { reason?: 'required'; note?: 'tooLong' };
  draftId: string;
}

/** The reason for a decline, which is final (LIFE-11) and told to the sender (LIFE-06). */
export function declineFormCard(
  view: DealView,
  reader: Reader,
  { values, errors, draftId }: DeclineForm,
): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const onDraft = { dealId: deal.id, version, draftId };
  return draw(locale, t('decline.title', { deal: spokenName(view, reader) }), {
    title: t('decline.title', { deal: dealName(deal, locale) }),
    customer: customerName(deal, locale),
    final: t('decline.final'),
    reason: {
      label: t('field.reason'),
      placeholder: t('decline.choose'),
      value: REASONS.find((code) => code === values.reason) ?? '',
      choices: REASONS.map((code) => ({ title: t(`reason.${code}`), value: code })),
      errorMessage: t('problem.required'),
      problem: errors.reason ? t(`problem.${errors.reason}`) : '',
    },
    note: {
      label: t('field.note'),
      placeholder: t('decline.noteHint'),
      value: inputText(values.note, INPUT_LENGTHS.note),
      maxLength: INPUT_LENGTHS.note,
      problem: errors.note ? t(`problem.${errors.note}`) : '',
    },
    buttons: [
      packAction(
        { verb: 'deal.decline', ...onDraft, step: 'submit' },
        { title: t('button.submitDecline'), style: 'destructive' },
      ),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
    ],
  });
}
