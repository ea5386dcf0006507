import { inboundButton } from './deal-buttons.ts';
import { dealRow } from './deal-rows.ts';
import { digestSummary } from './deal-summary.ts';
import type { DealView } from './deal-view.ts';
import template from './deal-list-card.template.json' with { type: 'json' };
import { knownTimeZone } from './format.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

export interface Digest {
  /** `joined`: what was open when the place joined. `daily`: the deadlines of one day, and what expired untouched. */
  reason: 'joined' | 'daily';
  /** Already in order, at most ten; they may have been decided since. */
  items: readonly DealView[];
  /** `joined`: how many of all that it names still wait for an answer; `daily`: all that it names. */
  total: number;
}

/** One message in place of many: nearest deadline first (the caller orders and cuts the deals). */
export function digestCard({ reason, items, total }: Digest, reader: Reader): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  const hasExpired = items.some(({ deal }) => deal.substatus === 'Expired');
  const isOursNamed = items.some(({ kind }) => kind === 'outbound');
  const daily = t('digest.daily', { total });
  return draw(locale, reason === 'joined' ? digestSummary(total, locale) : plainText(daily), {
    title: reason === 'joined' ? t('digest.title', { total }) : daily,
    lead: [
      { text: t('digest.intro'), subtle: false },
      ...(isOursNamed ? [{ text: t('digest.microsoft'), subtle: false }] : []),
      ...(hasExpired ? [{ text: t('digest.expired'), subtle: false }] : []),
    ],
    // Stored in the place: weekday, date and time, no time left.
    rows: items.map((view) => dealRow({ ...view, readAtOnce: null }, reader)),
    buttons: [inboundButton(t)],
    foot: [{ text: t('digest.stop', { zone: plainText(knownTimeZone(reader.timeZone), 60) }) }],
  });
}
