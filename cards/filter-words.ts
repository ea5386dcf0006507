import type { DealFilters } from '../services/deals/deal-lists.ts';
import { country, money } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import { strings } from './strings.ts';

/** Names of so many countries; the rest is counted. */
const MOST_NAMED = 3;

/** 'Accepted · France · from 10,000'; '' where nothing is narrowed down. */
export function filterWords(
  { state, dealType, countries, value, solution, registration }: DealFilters,
  locale: string,
): string {
  const t = strings(locale);
  const named = countries.slice(0, MOST_NAMED).map((code) => escapeMarkdown(country(code, locale), 60));
  const more = countries.length - named.length;
  const shown = named.join(', ');
  const words = [
    state ? t(`state.${state}`) : '',
    registration ? t(`filter.registration.${registration}`) : '',
    dealType ? t(`type.${dealType}`) : '',
    more > 0 ? t('list.more', { shown, more }) : shown,
    value ? t('filter.from', { value: escapeMarkdown(money(value, null, locale), 60) }) : '',
    solution ? t('filter.with', { solution: escapeMarkdown(solution, 100) }) : '',
  ];
  return words.filter(Boolean).join(' · ');
}
