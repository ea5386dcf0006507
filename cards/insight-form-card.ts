import { INSIGHT_PERIOD_NAMES, INPUT_LENGTHS, packAction } from './card-action.ts';
import type { InsightFilters } from '../services/deals/insight-filters.ts';
import type { DealType } from '../services/deals/deal-type.ts';
import template from './form-card.template.json' with { type: 'json' };
import { formField } from './form-field.ts';
import { country } from './format.ts';
import { filterData } from './insight-card.ts';
import { inputText, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

const TYPES: readonly DealType[] = ['coSell', 'partnerLed', 'private', 'partner'];
/** The choice that narrows nothing down; an empty value is no choice. */
const ANY = '0';

export interface InsightForm {
  filters: InsightFilters;
  /** Codes of the countries there are, the most frequent first. */
  countries: readonly string[];
}

/** Which period and which deals are counted. */
export function insightFormCard({ filters, countries }: InsightForm, reader: Reader): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  const any = { title: t('filter.any'), value: ANY };
  const codes = [...new Set([...countries, ...(filters.country ? [filters.country] : [])])].filter((code) =>
    /^[A-Z]{2,3}$/.test(code),
  );
  return draw(locale, plainText(t('insight.form')), {
    banner: { text: '', style: 'default' },
    title: t('insight.form'),
    intro: [],
    fields: [
      formField({
        kind: 'one',
        id: 'period',
        label: t('insight.period'),
        value: filters.period,
        choices: INSIGHT_PERIOD_NAMES.map((period) => ({
          title: t(`insight.period.${period}`),
          value: period,
        })),
      }),
      formField({
        kind: 'one',
        id: 'dealType',
        label: t('filter.dealType'),
        value: filters.dealType ?? ANY,
        choices: [any, ...TYPES.map((type) => ({ title: t(`type.${type}`), value: type }))],
      }),
      ...(codes.length > 0
        ? [
            formField({
              kind: 'one',
              id: 'country',
              label: t('filter.country'),
              value: filters.country ?? ANY,
              choices: [any, ...codes.map((code) => ({ title: country(code, locale) ?? code, value: code }))],
            }),
          ]
        : []),
      formField({
        kind: 'text',
        id: 'solution',
        label: t('filter.solution'),
        value: inputText(filters.solution, INPUT_LENGTHS.solution),
        maxLength: INPUT_LENGTHS.solution,
      }),
    ],
    notes: [],
    buttons: [
      packAction({ verb: 'insights.show' }, { title: t('button.showInsight'), style: 'positive' }),
      packAction(
        { verb: 'insights.show', ...filterData(filters) },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
    ],
  });
}
