import template from './deal-list-card.template.json' with { type: 'json' };
import { dealRow } from './deal-rows.ts';
import type { DealView } from './deal-view.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/**
 * The deals that a message names; a tap puts one into the compose box. It stands in a dialog of Teams, which shows its
 * own title (`named.title`) and knows Action.Submit only.
 */
export function namedDealsCard(items: readonly DealView[], reader: Reader): AdaptiveCard {
  const t = strings(reader.locale);
  const isAny = items.length > 0;
  return draw(reader.locale, t('named.title'), {
    title: t(isAny ? 'named.intro' : 'named.none'),
    lead: isAny ? [] : [{ text: t('named.hint'), subtle: true }],
    rows: items.map((view) => {
      const row = dealRow(view, reader);
      const title = t('named.insert', { deal: row.customer });
      return { ...row, select: { type: 'Action.Submit', title, data: { dealId: view.deal.id } } };
    }),
    buttons: [],
    foot: [],
  });
}
