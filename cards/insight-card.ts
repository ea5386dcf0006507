import type { Insight } from '../services/deals/insight.ts';
import type { InsightFilters } from '../services/deals/insight-filters.ts';
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { barChart, type ChartPart, donutChart } from './charts.ts';
import { country, duration, money, monthName } from './format.ts';
import template from './insight-card.template.json' with { type: 'json' };
import { escapeMarkdown, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { registrationWords } from './registration-words.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** Currencies that have a line; the rest is in the file. */
const MOST_CURRENCIES = 3;

export interface InsightView {
  insight: Insight;
  filters: InsightFilters;
  /** Minutes; null: nothing was decided. */
  medianMinutes: number | null;
  incomplete: 'learning' | 'unknown' | null;
  isStale: boolean;
  /** Can the deals be had as a file here? */
  takesFiles: boolean;
}

/** The figures of a period: numbers in words first, then charts where the client draws them. */
export function insightCard(view: InsightView, reader: Reader): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  const { insight, filters, incomplete, isStale } = view;
  const isEmpty = insight.inbound.received === 0 && insight.outbound === 0;
  const asked = filterWords(filters, locale, t);
  return draw(locale, `${plainText(t('insight.title'))} · ${plainText(asked)}`, {
    title: t('insight.title'),
    lead: [{ text: asked }, { text: t(isEmpty ? 'insight.empty' : 'insight.cohort') }],
    facts: isEmpty ? [] : facts(view, reader, t),
    charts: isEmpty ? [] : charts(insight, locale, t),
    buttons: buttons(view, t, isEmpty),
    foot: [
      { text: t('insight.yours') },
      ...(filters.dealType === null ? [{ text: t('insight.noPrivate') }] : []),
      ...(incomplete ? [{ text: t(`insight.incomplete.${incomplete}`) }] : []),
      ...(isStale ? [{ text: t('insight.stale') }] : []),
    ],
  });
}

function filterWords(
  { period, dealType, country: code, solution }: InsightFilters,
  locale: string,
  t: Words,
): string {
  const words = [
    t(`insight.period.${period}`),
    dealType ? t(`type.${dealType}`) : '',
    code ? escapeMarkdown(country(code, locale), 60) : '',
    solution ? t('filter.with', { solution: escapeMarkdown(solution, 100) }) : '',
  ];
  return words.filter(Boolean).join(' · ');
}

function facts({ insight, medianMinutes }: InsightView, reader: Reader, t: Words) {
  const { locale } = reader;
  const { inbound, outbound, ours, microsoft, values, registrations } = insight;
  const decided = inbound.accepted + inbound.declined;
  const all: [string, string][] = [
    [t('insight.received'), String(inbound.received)],
    [
      t('insight.answered'),
      inbound.received > 0
        ? t('insight.share', {
            part: decided,
            whole: inbound.received,
            percent: percent(decided, inbound.received),
          })
        : '',
    ],
    [t('insight.expired'), inbound.received > 0 ? String(inbound.expired) : ''],
    [t('insight.median'), medianMinutes === null ? '' : duration(medianMinutes, locale)],
    [t('insight.outbound'), String(outbound)],
    [
      t('insight.microsoft'),
      microsoft.invited > 0
        ? t('insight.share', {
            part: microsoft.accepted,
            whole: microsoft.invited,
            percent: percent(microsoft.accepted, microsoft.invited),
          })
        : '',
    ],
    [t('insight.won'), String(ours.won)],
    [t('insight.lost'), String(ours.lost)],
    [t('insight.open'), String(ours.open)],
    ...values
      .slice(0, MOST_CURRENCIES)
      .map(({ currency, open, won }): [string, string] => [
        t('insight.value', { currency: escapeMarkdown(currency, 10) }),
        t('insight.values', { open: sum(open, currency, locale), won: sum(won, currency, locale) }),
      ]),
    [
      t('insight.registrations'),
      registrations
        .map(({ state, count }) =>
          t('insight.counted', { what: registrationWords(state, null, locale), count }),
        )
        .join(' · '),
    ],
  ];
  return all.filter(([, value]) => value !== '').map(([title, value]) => ({ title, value }));
}

function percent(part: number, whole: number): number {
  return Math.round((100 * part) / whole);
}

function sum(value: number, currency: string, locale: string): string {
  return escapeMarkdown(money(Math.round(value).toFixed(0), currency, locale), 60);
}

function charts({ inbound, microsoft, months }: Insight, locale: string, t: Words): Json[] {
  const became: ChartPart[] = [
    { name: t('insight.accepted'), value: inbound.accepted, color: 'good' },
    { name: t('insight.declined'), value: inbound.declined, color: 'neutral' },
    { name: t('insight.untouched'), value: inbound.expired, color: 'attention' },
    { name: t('insight.waiting'), value: inbound.waiting, color: 'warning' },
    { name: t('insight.other'), value: inbound.other, color: 'categoricalPurple' },
  ];
  const answered: ChartPart[] = [
    { name: t('insight.accepted'), value: microsoft.accepted, color: 'good' },
    { name: t('insight.declined'), value: microsoft.declined, color: 'neutral' },
    { name: t('insight.untouched'), value: microsoft.expired, color: 'attention' },
    { name: t('insight.waiting'), value: microsoft.waiting, color: 'warning' },
    { name: t('insight.other'), value: microsoft.other, color: 'categoricalPurple' },
  ];
  const byMonth = months.map(
    ({ month, inbound: received }): ChartPart => ({
      name: monthName(month, locale),
      value: received,
      color: 'categoricalBlue',
    }),
  );
  return [
    ...(inbound.received > 0 ? [donutChart(t('insight.chart.inbound'), present(became), t)] : []),
    ...(microsoft.invited > 0 ? [donutChart(t('insight.chart.microsoft'), present(answered), t)] : []),
    ...(inbound.received > 0 && months.length > 1 ? [barChart(t('insight.chart.months'), byMonth)] : []),
  ];
}

function present(parts: readonly ChartPart[]): ChartPart[] {
  return parts.filter(({ value }) => value > 0);
}

function buttons({ filters, takesFiles }: InsightView, t: Words, isEmpty: boolean): Json[] {
  const filter = packAction(
    { verb: 'insights.show', step: 'filter', ...filterData(filters) },
    { title: t('button.filter'), associatedInputs: 'none' },
  );
  const file = packAction(
    { verb: 'insights.file', ...filterData(filters) },
    { title: t('button.insightFile'), associatedInputs: 'none' },
  );
  return [filter, ...(takesFiles && !isEmpty ? [file] : [])];
}

/** What was asked for, as a button carries it; what a person typed is made safe. */
export function filterData({ period, dealType, country: code, solution }: InsightFilters) {
  const typed = (text: string | null, max: number) => (text === null ? null : plainText(text, max));
  return {
    period,
    dealType,
    country: typed(code, INPUT_LENGTHS.choice),
    solution: typed(solution, INPUT_LENGTHS.solution),
  };
}
