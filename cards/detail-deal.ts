import { leadLines } from './lead-words.ts';
import type { Deal } from '../services/deals/deal.ts';
import type { DealView } from './deal-view.ts';
import { decidedWords, gapWords, marketplaceWords, stateWords, valueWords } from './deal-words.ts';
import { firstLines, section, type Section } from './detail-section.ts';
import { calendarDate, moment, money } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { registrationLines } from './registration-words.ts';
import { strings } from './strings.ts';

const MOST_SOLUTIONS = 10;

export function dealSection(view: DealView, reader: Reader, isFavorite = false): Section | null {
  const { deal } = view;
  const { locale } = reader;
  const t = strings(locale);
  const when = (at: Date | null) => (at ? moment(at, reader) : '');
  // Of a deal that was won the remarks say it in words.
  const registrations = view.registration
    ? []
    : [deal.registrationStatus, ...deal.registrations.map((registration) => registration.status)];
  const remarks = [
    view.decided ? decidedWords(view.decided, reader) : '',
    view.verbs.includes('deal.accept') && view.gaps.length > 0
      ? t('gaps', { gaps: gapWords(view.gaps, locale) })
      : '',
    ...leadLines(view, locale),
    ...registrationLines(view, reader),
  ];
  return section(
    locale,
    'section.deal',
    [
      ['fact.state', stateWords(deal, locale)],
      ['fact.type', view.dealType === 'other' ? '' : t(`type.${view.dealType}`)],
      ['fact.value', valueWords(deal, reader)],
      ['fact.closeDate', deal.closesAt ? calendarDate(deal.closesAt, locale) : ''],
      ['fact.created', when(deal.createdAt)],
      ['fact.accepted', when(deal.acceptedAt)],
      ['fact.closed', when(deal.closedAt)],
      ['fact.updated', when(deal.updatedAt)],
      ['fact.reason', reader.redaction === 'full' ? escapeMarkdown(deal.statusReason, 300) : ''],
      ['fact.salesStage', escapeMarkdown(deal.salesStage, 40)],
      ['fact.marketplace', marketplaceWords(deal, locale)],
      ['fact.incentive', escapeMarkdown(deal.incentiveLevel, 60)],
      [
        'fact.registration',
        [...new Set(registrations)]
          .filter((state) => state !== null && state !== 'None')
          .map((state) => escapeMarkdown(state, 40))
          .slice(0, 5)
          .join(', '),
      ],
      ['fact.crmId', escapeMarkdown(deal.crmId, 80)],
      ['fact.msxId', escapeMarkdown(deal.microsoftMsxId, 80)],
      ['fact.campaign', escapeMarkdown(deal.campaignId, 80)],
      ['fact.location', escapeMarkdown(deal.mpnId, 40)],
      ['fact.favorite', isFavorite ? t('favorite.yes') : ''],
      ['fact.starred', deal.starred ? t('starred.yes') : ''],
      // What was the opportunity's id in the tool before (SEED-19).
      ['fact.dealId', escapeMarkdown(deal.id, 100)],
    ],
    remarks,
  );
}

/** What the customer needs, each with publisher and, for a full reader, price (SEED-18). */
export function solutionsSection(deal: Deal, { locale, redaction }: Reader): Section | null {
  const lines = deal.solutions.map((solution) => {
    const price = redaction === 'full' ? money(solution.price, solution.currency, locale) : null;
    const amount = [solution.quantity, price].filter(Boolean).join(' × ');
    return [
      escapeMarkdown(solution.name ?? solution.id, 100),
      escapeMarkdown(solution.publisher, 60),
      escapeMarkdown(amount, 80),
    ]
      .filter(Boolean)
      .join(' · ');
  });
  return section(locale, 'section.solutions', [], firstLines(lines, MOST_SOLUTIONS, locale));
}
