import type { DealFilters } from '../services/deals/deal-lists.ts';
import { INPUT_LENGTHS, packAction, type ListName, type RowVerb } from './card-action.ts';
import template from './deal-list-card.template.json' with { type: 'json' };
import { dealRow } from './deal-rows.ts';
import type { DealView } from './deal-view.ts';
import { filterWords } from './filter-words.ts';
import { moment } from './format.ts';
import { escapeMarkdown, plainText } from './markdown.ts';
import { newDealButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings } from './strings.ts';
import { watchButton } from './watch-card.ts';

const draw = cardTemplate(template);

export interface DealList {
  list: ListName;
  /** What was searched for; only for the list `search`. */
  query?: string | null;
  /** Set where the list asks which deal was meant: what a tap on a row does. Default: just show the deal. */
  pick?: RowVerb | null;
  /** At most ten, already in order. */
  items: readonly DealView[];
  /** From 1. */
  page: number;
  pages: number;
  /** Deals on all pages. */
  total: number;
  /** There are more, which no page shows. Default false */
  hasMore?: boolean;
  /** What the reader narrowed the list to. Default: nothing */
  filters?: DealFilters;
  /** More may turn up: what the reader may see is still being read. Default false */
  isLearning?: boolean;
  /** Set where Partner Center did not answer and this is what we remember. */
  asOf?: Date | null;
  /** Nobody watches, and the reader could. Default false */
  offersWatch?: boolean;
  /** Of our own deals: may one be begun, or why is that greyed (SEED-20)? Absent: it is not offered. */
  newDeal?: 'open' | 'noSolution';
}

export function dealListCard(shown: DealList, reader: Reader): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  const counted = t(isOfLeads(shown) ? 'list.countLeads' : 'list.count', { total: shown.total });
  const count = shown.hasMore ? t('list.moreThan', { count: counted }) : counted;
  const title = (clean: (text: string, max: number) => string) =>
    t(`list.${shown.list}.title`, { query: clean(shown.query ?? '', 60) });
  return draw(locale, `${title(plainText)} · ${count}`, {
    title: title(escapeMarkdown),
    lead: leadLines(shown, count, locale),
    rows: shown.items.map((view) => dealRow(view, reader, shown.pick ?? 'deal.show', { withType: true })),
    buttons: [
      ...pageButtons(shown, locale),
      ...filterButtons(shown, locale),
      ...leadButtons(shown, locale),
      ...(shown.offersWatch ? [watchButton(t)] : []),
      ...(shown.newDeal ? [newDealButton(t, { isOpen: shown.newDeal === 'open' })] : []),
    ],
    foot: [
      ...(shown.asOf ? [{ text: t('list.asOf', { when: moment(shown.asOf, reader) }) }] : []),
      ...(shown.hasMore
        ? [{ text: t(shown.list === 'search' ? 'list.onlyFirstFound' : 'list.onlyFirst') }]
        : []),
      ...(shown.isLearning ? [{ text: t('list.learning') }] : []),
      ...(shown.offersWatch ? [{ text: t('watch.offer') }] : []),
      ...(shown.newDeal === 'noSolution' ? [{ text: t('new.noSolution.greyed') }] : []),
    ],
  });
}

/** Asked over what was found by words. */
const PICK = {
  'deal.show': 'list.pick.show',
  'deal.accept': 'list.pick.accept',
  'deal.decline': 'list.pick.decline',
  'deal.favorite': 'list.pick.favorite',
  'deal.unfavorite': 'list.pick.unfavorite',
  'deal.won': 'list.pick.won',
  'deal.lost': 'list.pick.lost',
  'deal.register': 'list.pick.register',
  'deal.edit': 'list.pick.edit',
} as const;

/** Asked where no deal was named. */
const WHICH = {
  'deal.show': 'list.which.show',
  'deal.accept': 'list.which.accept',
  'deal.decline': 'list.which.decline',
  'deal.favorite': 'list.which.favorite',
  'deal.unfavorite': 'list.which.unfavorite',
  'deal.won': 'list.which.won',
  'deal.lost': 'list.which.lost',
  'deal.register': 'list.which.register',
  'deal.edit': 'list.which.edit',
} as const;

function leadLines(shown: DealList, count: string, locale: string): { text: string; subtle: boolean }[] {
  const t = strings(locale);
  const narrowed = shown.filters ? filterWords(shown.filters, locale) : '';
  const filtered = narrowed ? [{ text: t('filter.narrowed', { filters: narrowed }), subtle: false }] : [];
  if (shown.items.length === 0) {
    return [...filtered, { text: t(narrowed ? 'filter.empty' : `list.${shown.list}.empty`), subtle: false }];
  }
  const counted = shown.pages > 1 ? t('list.page', { count, page: shown.page, pages: shown.pages }) : count;
  const lines = [...filtered, { text: counted, subtle: true }];
  const questions = shown.list === 'search' ? PICK : WHICH;
  return shown.pick ? [{ text: t(questions[shown.pick]), subtle: false }, ...lines] : lines;
}

function pageButtons({ list, query, page, pages, pick }: DealList, locale: string): Json[] {
  const t = strings(locale);
  const searched = list === 'search' ? plainText(query, INPUT_LENGTHS.query) : null;
  const to = (target: number, title: string) =>
    packAction(
      { verb: 'deals.page', list, page: target, query: searched, pick: pick ?? null },
      { title, associatedInputs: 'none' },
    );
  return [
    ...(page > 1 ? [to(page - 1, t('button.previous'))] : []),
    ...(page < pages ? [to(page + 1, t('button.next'))] : []),
  ];
}

function isOfLeads({ list }: Pick<DealList, 'list'>): boolean {
  return list === 'leads' || list === 'leadFavorites';
}

/** Leads' favourites are a list beside that of deals (FAV-03); each leads to the other. */
function leadButtons({ list, pick }: DealList, locale: string): Json[] {
  if (pick || !isOfLeads({ list })) return [];
  const other = list === 'leads' ? 'leadFavorites' : 'leads';
  const title = strings(locale)(list === 'leads' ? 'button.leadFavorites' : 'button.leads');
  return [packAction({ verb: 'deals.page', list: other, page: 1 }, { title, associatedInputs: 'none' })];
}

/** Filters do not combine with search (NAV-03), nor with a question which deal was meant. */
function filterButtons({ list, pick, filters, total }: DealList, locale: string): Json[] {
  if (list === 'search' || pick) return [];
  const t = strings(locale);
  const isNarrowed = filters !== undefined && filterWords(filters, locale) !== '';
  if (!isNarrowed && total < 2) return [];
  const button = (title: string, step?: 'clear') =>
    packAction({ verb: 'deals.filter', list, ...(step && { step }) }, { title, associatedInputs: 'none' });
  return [button(t('button.filter')), ...(isNarrowed ? [button(t('button.clearFilters'), 'clear')] : [])];
}
