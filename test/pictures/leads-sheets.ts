import { accessCard } from '../../cards/access-card.ts';
import { dealCard } from '../../cards/deal-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { NOW, viewOf } from '../cards/sample-deal.ts';

const lead = viewOf(
  {
    name: 'Contact request',
    value: null,
    closesAt: null,
    solutions: [],
    type: 'Independent',
    qualification: 'Direct',
  },
  { kind: 'lead', dealType: 'other', contactWish: 'fresh', readAtOnce: NOW },
);
const faded = { ...lead, contactWish: 'faded' as const };
const accepted = viewOf(
  { status: 'Active', substatus: 'Accepted', expiresAt: null, qualification: 'SalesQualified' },
  { kind: 'lead', dealType: 'other', verbs: ['deal.lost'], readAtOnce: NOW },
);

export const LEADS_SHEETS = [
  {
    name: 'leads',
    cards: (reader: Reader) => [
      dealListCard({ list: 'leads', items: [lead, faded, accepted], page: 1, pages: 1, total: 3 }, reader),
      dealCard(lead, reader),
      dealCard(accepted, reader),
    ],
  },
  {
    name: 'access',
    cards: (reader: Reader) => [
      accessCard(reader, { rights: 'mayRead' }),
      accessCard(reader, { rights: 'signIn' }),
    ],
  },
];
