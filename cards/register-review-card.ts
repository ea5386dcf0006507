import type { RegistrationValues, RegistrationWarning } from '../services/deals/registration-form.ts';
import { bannerBox } from './banner.ts';
import { packAction } from './card-action.ts';
import { linkButtons, spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, type BoxStyle, dealName } from './deal-words.ts';
import { calendarDate, moment, money } from './format.ts';
import { escapeMarkdown, inputText } from './markdown.ts';
import type { Reader } from './reader.ts';
import template from './register-review-card.template.json' with { type: 'json' };
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type StringKey } from './strings.ts';

const draw = cardTemplate(template);

export interface RegisterReview {
  values: RegistrationValues;
  warnings: readonly RegistrationWarning[];
  /** Registrations are frozen until then (REG-15); null: they are open. */
  frozenUntil: Date | null;
  draftId: string;
  /** What became of an earlier try; null: it was not sent yet. */
  refusal: RegisterRefusal | null;
  /** Is the file for the bulk upload offered in a message of its own? Then its text is folded away. */
  isFileOffered: boolean;
}

export interface RegisterRefusal {
  /** `unseen`: taken without a word, but no registration is there (FORM-15). */
  kind: 'rejected' | 'unseen';
  /** Partner Center's machine-readable reason. */
  code: string | null;
  /** The same answers as a file for Partner Center's bulk upload (FORM-14). */
  csv: string;
}

/** All answers before they are sent; after a refusal the same, with the other ways to register. */
export function registerReviewCard(view: DealView, reader: Reader, review: RegisterReview): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const { refusal, values } = review;
  const onDraft = { dealId: deal.id, version, draftId: review.draftId };
  const title: StringKey = refusal ? 'refused.title' : 'review.title';
  const send = packAction(
    { verb: 'deal.register', ...onDraft, step: 'send' },
    {
      title: t(sendTitle(review)),
      style: values.isDeployedOnAzure ? 'positive' : 'destructive',
      associatedInputs: 'none',
    },
  );
  return draw(locale, t(title, { deal: spokenName(view, reader) }), {
    banner: refusal
      ? { text: refusalWords(refusal, locale), style: 'attention' }
      : bannerBox(view.banner, reader),
    title: t(title, { deal: dealName(deal, locale) }),
    intro: [{ text: customerName(deal, locale) }, { text: t(introKey(review)) }],
    facts: facts(view, values, locale),
    warnings: warnings(review, reader),
    csv: refusal
      ? [
          {
            label: t('refused.csv'),
            value: inputText(refusal.csv, 3000),
            isShown: !review.isFileOffered,
          },
        ]
      : [],
    buttons: [
      ...(review.frozenUntil ? [] : [send]),
      packAction(
        { verb: 'dialog.back', ...onDraft },
        { title: t('button.change'), associatedInputs: 'none' },
      ),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
      ...(refusal && review.isFileOffered ? [unfoldButton(t('button.showText'))] : []),
      ...(refusal ? linkButtons(view, reader) : []),
    ],
  });
}

function introKey({ refusal, isFileOffered }: RegisterReview): StringKey {
  if (!refusal) return 'review.intro';
  return isFileOffered ? 'refused.waysFile' : 'refused.ways';
}

/** Some cannot be given a file, though Teams offers it: without a OneDrive, or in a government cloud. */
function unfoldButton(title: string): Json {
  return { type: 'Action.ToggleVisibility', title, targetElements: ['csvText'] };
}

function sendTitle({ refusal, values }: RegisterReview): StringKey {
  if (refusal) return 'button.sendAgain';
  return values.isDeployedOnAzure ? 'button.sendRegistration' : 'button.closeWithoutRegistration';
}

function refusalWords({ kind, code }: RegisterRefusal, locale: string): string {
  const args = { known: code === null ? 'no' : 'yes', code: escapeMarkdown(code, 60) };
  return strings(locale)(`refused.${kind}`, args);
}

function facts(
  { deal }: DealView,
  values: RegistrationValues,
  locale: string,
): { title: string; value: string }[] {
  const t = strings(locale);
  const yesNo = (is: boolean) => t(is ? 'choice.Yes' : 'choice.No');
  const date = (text: string | null) => (text ? calendarDate(new Date(`${text}T00:00:00Z`), locale) : '');
  const amount = (value: string, currency: string) => escapeMarkdown(money(value, currency, locale), 80);
  const solution = deal.solutions.find(({ id }) => id === values.solutionId);
  const rows: [StringKey, string][] = [
    ['review.solutionId', escapeMarkdown(solution?.name ?? values.solutionId, 100)],
    ['review.marketplaceTransacted', yesNo(values.isMarketplaceTransacted)],
    ['review.marketplaceDate', date(values.marketplaceDate)],
    ['review.deployedOnAzure', yesNo(values.isDeployedOnAzure)],
    ['review.term', t(`choice.${values.term}`)],
    ['review.contractValue', amount(values.contractValue, values.contractCurrency)],
    ['review.solutionValue', amount(values.solutionValue, values.solutionCurrency)],
    ['review.signedDate', date(values.signedDate)],
    ['review.startDate', date(values.startDate)],
    ['review.endDate', date(values.endDate)],
    ['review.tenant', t(`choice.${values.tenant}`)],
    ['review.pricingModel', t(`choice.${values.pricingModel}`)],
  ];
  return rows.filter(([, value]) => value !== '').map(([key, value]) => ({ title: t(key), value }));
}

function warnings(
  { warnings: codes, frozenUntil }: RegisterReview,
  reader: Reader,
): { text: string; style: BoxStyle }[] {
  const t = strings(reader.locale);
  const frozen = frozenUntil
    ? [{ text: t('review.frozen', { at: moment(frozenUntil, reader) }), style: 'warning' as const }]
    : [];
  const words = codes.map((code) => ({
    text: t(`warning.${code}`),
    style: code === 'notOnAzure' ? ('attention' as const) : ('emphasis' as const),
  }));
  return [...frozen, ...words];
}
