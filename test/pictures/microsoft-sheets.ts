import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import type { Banner, DealView } from '../../cards/deal-view.ts';
import type { Reader } from '../../cards/reader.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { microsoftView } from '../../dialogs/view-deal.ts';
import { NOW, sampleDeal, viewOf } from '../cards/sample-deal.ts';

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
const seller = {
  firstName: 'Priya',
  lastName: 'Nair',
  email: 'priya.nair@microsoft.example',
  phone: '+1 555 0147',
  title: null,
};
const OUR_INVITATION = { ...sampleDeal.invitation, organizationId: sampleDeal.organizationId, notes: null };

/** A deal of our own with Microsoft's side as given. */
export function ours(sister: Partial<Deal>, view: Partial<DealView> = {}): DealView {
  const own = { status: 'Active', substatus: 'Accepted', invitation: OUR_INVITATION, team: sampleDeal.team };
  return viewOf(own, {
    kind: 'outbound',
    band: 'none',
    verbs: ['deal.won', 'deal.lost'],
    microsoft: microsoftView({ ...sampleDeal, team: [], ...sister }, NOW),
    ...view,
  });
}

const invited = ours({ expiresAt: inDays(2) });
const accepted = ours({ status: 'Active', substatus: 'Accepted', acceptedAt: inDays(-1), team: [seller] });
const declined = ours({
  status: 'Closed',
  substatus: 'Declined',
  closedAt: inDays(-1),
  statusReason: 'No Microsoft seller directly manages this customer',
});
const expired = ours({ status: 'Closed', substatus: 'Expired', closedAt: inDays(-1) });
const won = ours({ status: 'Closed', substatus: 'Won', closedAt: inDays(-1), team: [seller] });
const told = (view: DealView, banner: Banner): DealView => ({ ...view, banner });

export const MICROSOFT_SHEETS = [
  {
    name: 'microsoft',
    cards: (reader: Reader) => [
      dealCard(told(invited, { kind: 'microsoftReminder' }), reader),
      dealCard(told(accepted, { kind: 'microsoftNews', args: { answer: 'accepted' } }), reader),
      dealCard(told(declined, { kind: 'microsoftNews', args: { answer: 'declined' } }), reader),
      dealCard(told(expired, { kind: 'microsoftNews', args: { answer: 'expired' } }), reader),
      dealCard(told(won, { kind: 'microsoftNews', args: { answer: 'won' } }), reader),
    ],
  },
  {
    name: 'microsoft-list',
    cards: (reader: Reader) => [
      dealListCard(
        {
          list: 'outbound',
          items: [invited, accepted, declined, expired, won].map((view) => ({ ...view, readAtOnce: NOW })),
          page: 1,
          pages: 1,
          total: 5,
        },
        reader,
      ),
      dealDetailCard({ ...accepted, readAtOnce: NOW }, reader, { history: [], canEdit: true }),
    ],
  },
];
