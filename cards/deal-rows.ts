import { packAction, type RowVerb } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName, rowTime, typeWords, valueWords, type Tone } from './deal-words.ts';
import type { Reader } from './reader.ts';
import type { Json } from './render.ts';
import { strings } from './strings.ts';

/** One tight row of a list or digest. */
export interface DealRow {
  customer: string;
  /** Value, where the reader may know it, and deal name. */
  about: string;
  time: string;
  tone: Tone;
  select: Json;
}

/** A tap on the row asks for `verb`. @param options.withType direction and deal type (SEED-21). Default false */
export function dealRow(
  view: DealView,
  reader: Reader,
  verb: RowVerb = 'deal.show',
  { withType = false } = {},
): DealRow {
  const t = strings(reader.locale);
  const { text, tone } = rowTime(view, reader);
  const tooltips = {
    'deal.show': 'tooltip.showDeal',
    'deal.accept': 'tooltip.accept',
    'deal.decline': 'tooltip.decline',
    'deal.favorite': 'tooltip.favorite',
    'deal.unfavorite': 'tooltip.unfavorite',
    'deal.won': 'tooltip.won',
    'deal.lost': 'tooltip.lost',
    'deal.register': 'tooltip.register',
    'deal.edit': 'tooltip.edit',
  } as const;
  const title = t(tooltips[verb], { deal: spokenName(view, reader) });
  return {
    customer: customerName(view.deal, reader.locale),
    about: [
      withType ? typeWords(view, reader.locale) : '',
      view.contactWish ? t(`row.contact.${view.contactWish}`) : '',
      valueWords(view.deal, reader),
      dealName(view.deal, reader.locale),
    ]
      .filter(Boolean)
      .join(' · '),
    time: text,
    tone,
    select: packAction(
      { verb, dealId: view.deal.id, version: view.version },
      { title, tooltip: title, associatedInputs: 'none' },
    ),
  };
}
