import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import { inputText } from './markdown.ts';
import type { Reader } from './reader.ts';
import template from './reason-form-card.template.json' with { type: 'json' };
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** RSN-01, in its own order. */
const REASONS = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

export interface ReasonForm {
  values: { reason?: string | null; note?: string | null };
  errors: { reason?: 'required'; note?: 'tooLong' };
  draftId: string;
}

/** What the reason is for, with the words of each. */
const ACTS = {
  decline: {
    verb: 'deal.decline',
    title: 'decline.title',
    final: 'decline.final',
    submit: 'button.submitDecline',
  },
  lost: { verb: 'deal.lost', title: 'lost.title', final: 'lost.final', submit: 'button.submitLost' },
} as const;

/** The reason for a decline or a loss, which are final (LIFE-11); a decline's is told to the sender (LIFE-06). */
export function reasonFormCard(
  act: keyof typeof ACTS,
  view: DealView,
  reader: Reader,
  { values, errors, draftId }: ReasonForm,
): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const { verb, title, final, submit } = ACTS[act];
  const onDraft = { dealId: deal.id, version, draftId };
  return draw(locale, t(title, { deal: spokenName(view, reader) }), {
    title: t(title, { deal: dealName(deal, locale) }),
    customer: customerName(deal, locale),
    final: t(final),
    reason: {
      label: t('field.reason'),
      placeholder: t('decline.choose'),
      value: REASONS.find((code) => code === values.reason) ?? '',
      choices: REASONS.map((code) => ({ title: t(`reason.${code}`), value: code })),
      errorMessage: t('problem.required'),
      problem: errors.reason ? t(`problem.${errors.reason}`) : '',
    },
    note: {
      label: t(act === 'decline' ? 'field.note' : 'field.lostNote'),
      placeholder: act === 'decline' ? t('decline.noteHint') : '',
      value: inputText(values.note, INPUT_LENGTHS.note),
      maxLength: INPUT_LENGTHS.note,
      problem: errors.note ? t(`problem.${errors.note}`) : '',
    },
    buttons: [
      packAction({ verb, ...onDraft, step: 'submit' }, { title: t(submit), style: 'destructive' }),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
    ],
  });
}
