import type { Deal } from '../services/deals/deal.ts';
import type { KnownSolution } from '../services/deals/known-solutions.ts';
import type { NewDealValues } from '../services/deals/new-deal/new-deal.ts';
import type { NewDealPage } from '../services/deals/new-deal/new-deal-pages.ts';
import { packAction } from './card-action.ts';
import { type BoxStyle, dealName, stateWords } from './deal-words.ts';
import { calendarDate, country, money } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import template from './new-deal-review-card.template.json' with { type: 'json' };
import { kindWords, type NewDealBanner, newDealBanner, newDealTitle, stepButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { isStringKey, strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

export interface NewDealReview {
  values: NewDealValues;
  /** Which step of how many it is. */
  step: { number: number; count: number };
  /** Names of our own solutions, where they are known. */
  solutions: readonly KnownSolution[];
  /** Open deals of the same customer and solution, which the reader may see. */
  sameOpen: readonly Deal[];
  draftId: string;
  banner: NewDealBanner | null;
}

const MOST_LISTED = 5;

/** All that is about to be sent, a topic a row: a tap leads back to it. */
export function newDealReviewCard(reader: Reader, review: NewDealReview): AdaptiveCard {
  const t = strings(reader.locale);
  const { values, draftId, step } = review;
  const title = newDealTitle('review', t);
  const isShared = values.kind === 'coSell';
  return draw(reader.locale, title, {
    title,
    banner: newDealBanner(review.banner, t),
    intro: [
      { text: t('new.step', { ...step, kind: t(`type.${values.kind}`) }) },
      { text: t('new.intro.review') },
    ],
    sections: sections(review, t, reader.locale).map(([page, text]) => section(page, text, draftId, t)),
    warnings: [
      ...sameOpenWarning(review, t, reader.locale),
      { text: t(`new.meaning.${values.kind}`), style: 'emphasis' },
    ],
    buttons: [
      stepButton(
        { draftId, step: 'review.send' },
        t(isShared ? 'button.createAndInvite' : 'button.createDeal'),
        'positive',
      ),
      stepButton({ draftId, step: 'review.back' }, t('button.back')),
      stepButton({ draftId, step: 'review.later' }, t('button.keepDraft')),
    ],
  });
}

function section(page: NewDealPage, text: string, draftId: string, t: Words): Json {
  const label = t(`new.page.${page}`);
  const title = t('new.change', { page: label });
  return {
    label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
    text,
    change: '✏️',
    select: packAction(
      { verb: 'deal.new', draftId, step: `review.${page}` },
      { title, tooltip: title, associatedInputs: 'none' },
    ),
  };
}

function sections(review: NewDealReview, t: Words, locale: string): [NewDealPage, string][] {
  const { values } = review;
  return [
    ['kind', kindWords(values.kind, t)],
    ['customer', customerWords(values, t, locale)],
    ['contact', contactWords(values, t)],
    ['deal', dealWords(values, t, locale)],
    ['solutions', solutionWords(review, t, locale)],
    ['team', teamWords(values, t)],
    ...(values.help ? [['help', helpWords(values.help, t)] as [NewDealPage, string]] : []),
  ];
}

function customerWords({ customer }: NewDealValues, t: Words, locale: string): string {
  const { name, addressLine1, addressLine2, postalCode, city, state, duns } = customer;
  const town = [postalCode, city].filter(Boolean).join(' ');
  return [
    `**${escapeMarkdown(name, 120)}**`,
    ...[addressLine1, addressLine2, town, state].filter(Boolean).map((part) => escapeMarkdown(part, 120)),
    escapeMarkdown(country(customer.country, locale), 60),
    ...(duns ? [`${t('fact.duns')} ${escapeMarkdown(duns, 20)}`] : []),
  ].join(', ');
}

function contactWords({ contact }: NewDealValues, t: Words): string {
  const person = contact
    ? [`${contact.firstName} ${contact.lastName}`, contact.email, contact.phone]
        .map((part) => escapeMarkdown(part, 120))
        .join(' · ')
    : t('contacts.none');
  return `${person}\n\n${t('new.consented')}`;
}

function dealWords(values: NewDealValues, t: Words, locale: string): string {
  const intent = `marketplace.${values.marketplaceIntent}`;
  const closes = calendarDate(new Date(`${values.closingDate}T00:00:00Z`), locale);
  return [
    `**${escapeMarkdown(values.name, 120)}**`,
    [
      escapeMarkdown(money(values.value, values.currency, locale), 80),
      t('new.closes', { date: closes }),
    ].join(' · '),
    isStringKey(intent) ? t(intent) : escapeMarkdown(values.marketplaceIntent, 60),
    escapeMarkdown(values.notes, 300),
  ].join('\n\n');
}

function solutionWords({ values, solutions }: NewDealReview, t: Words, locale: string): string {
  const names = new Map(solutions.map(({ id, name }) => [id, name]));
  const own = values.ownSolutions.map((id) => names.get(id) ?? id);
  const theirs = values.microsoftSolutions.map(({ id, quantity, price }) => {
    const amount = money(price, values.currency, locale);
    const details = [quantity && `× ${quantity}`, amount].filter(Boolean).join(', ');
    return details ? `${id} (${details})` : id;
  });
  const lines: [string, readonly string[]][] = [
    [t('new.ours'), own],
    [t('microsoft'), theirs],
    [t('new.others'), values.otherSolutions],
  ];
  return lines
    .filter(([, ids]) => ids.length > 0)
    .map(([who, ids]) => t('new.whose', { who, what: shortened(ids, t) }))
    .join('\n\n');
}

function teamWords({ team }: NewDealValues, t: Words): string {
  const names = team.map(({ firstName, lastName, email }) => {
    const name = [firstName, lastName].filter(Boolean).join(' ');
    return name || (email ?? '');
  });
  return shortened(names, t);
}

function shortened(parts: readonly string[], t: Words): string {
  const shown = parts.slice(0, MOST_LISTED).map((part) => escapeMarkdown(part, 80));
  const more = parts.length - shown.length;
  return [...shown, ...(more > 0 ? [t('more', { count: more })] : [])].join(', ');
}

function helpWords(help: NonNullable<NewDealValues['help']>, t: Words): string {
  const key = `help.${help.code}`;
  return [
    isStringKey(key) ? t(key) : escapeMarkdown(help.code, 60),
    [help.solutionArea, help.solutionPlay, help.partnerRole]
      .filter(Boolean)
      .map((part) => escapeMarkdown(part, 80))
      .join(' · '),
    escapeMarkdown(help.notes, 300),
  ].join('\n\n');
}

function sameOpenWarning(
  { sameOpen }: NewDealReview,
  t: Words,
  locale: string,
): { text: string; style: BoxStyle }[] {
  if (sameOpen.length === 0) return [];
  const deals = sameOpen.slice(0, MOST_LISTED).map((deal) =>
    t('new.sameOpen.deal', {
      deal: dealName(deal, locale),
      state: stateWords(deal, locale),
      id: escapeMarkdown(deal.id, 40),
    }),
  );
  return [{ text: [t('new.sameOpen', { count: sameOpen.length }), ...deals].join('\n\n'), style: 'warning' }];
}
