import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import { dealPreview } from '../../cards/deal-preview.ts';
import { namedDealsCard } from '../../cards/named-deals-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { NOW, viewOf } from '../cards/sample-deal.ts';

const waiting = viewOf({}, { readAtOnce: NOW });
const accepted = viewOf({ status: 'Active', substatus: 'Accepted' }, { verbs: [], readAtOnce: NOW });
const won = viewOf({ status: 'Closed', substatus: 'Won', closedAt: NOW }, { verbs: [], readAtOnce: NOW });
const favorites = { list: 'favorites', page: 1, pages: 1 } as const;
const details = { history: [] };

/** A line of search results, as a client lists it: it is no Adaptive Card, and is drawn here in the likeness of one. */
function listed(reader: Reader): AdaptiveCard {
  const { title, text } = dealPreview(waiting, reader).content;
  const shown = dealCard(waiting, reader);
  const line = { type: 'TextBlock', wrap: true };
  return {
    ...shown,
    body: [
      { ...line, text: title, weight: 'Bolder' },
      { ...line, text, size: 'Small', spacing: 'Small' },
    ],
  };
}

/** A person's own list, and what a person puts into a conversation. */
export const OWN_LIST_SHEETS = [
  {
    name: 'favorites',
    cards: (reader: Reader) => [
      dealListCard({ ...favorites, items: [waiting, accepted, won], total: 3 }, reader),
      dealListCard({ ...favorites, items: [], total: 0 }, reader),
      dealDetailCard({ ...accepted, banner: { kind: 'favorited' } }, reader, { ...details, favorite: true }),
      dealCard({ ...accepted, banner: { kind: 'favoriteNews' } }, reader),
      noticeCard({ kind: 'unfavorited' }, reader),
    ],
  },
  {
    name: 'extension',
    cards: (reader: Reader) => [
      listed(reader),
      dealCard({ ...viewOf({}), isAsked: true }, { ...reader, redaction: 'redacted' }),
      namedDealsCard([waiting, accepted], reader),
      namedDealsCard([], reader),
    ],
  },
];
