import { packAction } from './card-action.ts';
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

/** One message in place of many: the open inbound deals, nearest deadline first (the caller orders and cuts them). */
export function digestCard(
  { items, total }: { items: readonly DealView[]; total: number },
  reader: Reader,
): AdaptiveCard {
  const { locale } = reader;
  const t = strings(locale);
  return draw(locale, digestSummary(total, locale), {
    title: t('digest.title', { total }),
    lead: [{ text: t('digest.intro'), subtle: false }],
    // Stored in the place: weekday, date and time, no time left.
    rows: items.map((view) => dealRow({ ...view, readAtOnce: null }, reader)),
    buttons: [packAction({ verb: 'deals.page', list: 'inbound', page: 1 }, { title: t('button.showAll') })],
    foot: [{ text: t('digest.stop', { zone: plainText(knownTimeZone(reader.timeZone), 60) }) }],
  });
}
