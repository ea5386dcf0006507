import { microsoftView } from '../../dialogs/view-deal.ts';
import { acceptFormCard } from '../../cards/accept-form-card.ts';
import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import type { Banner, DealView } from '../../cards/deal-view.ts';
import { reasonFormCard } from '../../cards/reason-form-card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { filterFormCard } from '../../cards/filter-form-card.ts';
import { helpCard, welcomeCard } from '../../cards/help-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { EDIT_SHEETS } from './edit-sheets.ts';
import { INSIGHT_SHEETS } from './insight-sheets.ts';
import { LEADS_SHEETS } from './leads-sheets.ts';
import { MICROSOFT_SHEETS } from './microsoft-sheets.ts';
import { NEW_DEAL_SHEETS } from './new-deal-sheets.ts';
import { OWN_LIST_SHEETS } from './own-list-sheets.ts';
import { EVENTS_SHEETS } from './events-sheets.ts';
import { REGISTRATION_SHEETS } from './registration-sheets.ts';
import { SHARE_SHEETS } from './share-sheets.ts';
import { WATCH_SHEETS } from './watch-sheets.ts';
import { emptyDeal, NOW, sampleDeal, viewOf } from '../cards/sample-deal.ts';

/** One picture: a name and the cards on it, drawn for one reader. */
export interface Sheet {
  name: string;
  cards: (reader: Reader) => AdaptiveCard[];
}

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
const decided = { by: 'Marek Dvorak', at: new Date('2026-11-23T10:31:00Z') };

const calm = viewOf({});
const soon = viewOf({ expiresAt: inDays(5) }, { band: 'soon', gaps: ['dealValue', 'closingDate'] });
const urgent = viewOf(
  { expiresAt: inDays(2.3), value: '1250000.50', currency: 'USD' },
  { band: 'urgent', readAtOnce: NOW },
);
const critical = viewOf(
  {
    expiresAt: inDays(0.4),
    name: 'Erneuerung der gesamten Lagerlogistik mit automatisierten Hochregalen und vorausschauender Wartung, Phase 2',
    customer: {
      ...sampleDeal.customer,
      name: 'Südwestdeutsche Gesellschaft für Lagerhaltung und Speditionslogistik mbH & Co. KG',
      country: 'DE',
    },
    solutions: [
      'Lamna Checkout',
      'Azure Kubernetes Service',
      'Predictive Maintenance',
      'Azure IoT Hub',
      'Power BI',
    ].map((name) => ({
      ...sampleDeal.solutions[0]!,
      name,
    })),
    invitation: {
      ...sampleDeal.invitation,
      organizationId: 'fabrikam',
      organizationName: 'Fabrikam Consulting',
    },
  },
  { band: 'critical', readAtOnce: NOW, banner: { kind: 'reminder' } },
);
const bare = viewOf(
  { ...emptyDeal, id: sampleDeal.id, status: 'New', substatus: 'Received', solutions: [] },
  {
    band: 'none',
    gaps: ['name', 'customerName', 'customerCountry', 'dealValue', 'currency', 'closingDate', 'solutions'],
  },
);
const accepted = viewOf(
  { status: 'Active', substatus: 'Accepted' },
  { verbs: [], decided: { verb: 'deal.accept', ...decided }, banner: { kind: 'accepted' } },
);
const declined = viewOf(
  { status: 'Closed', substatus: 'Declined' },
  { verbs: [], decided: { verb: 'deal.decline', ...decided } },
);
const expired = viewOf({ status: 'Closed', substatus: 'Expired', expiresAt: inDays(-1) }, { verbs: [] });
const won = viewOf(
  { status: 'Closed', substatus: 'Won' },
  { verbs: [], decided: { verb: 'won', by: null, at: decided.at } },
);
const unknown = viewOf({ status: 'Closed', substatus: 'Error' }, { verbs: [] });
const outbound = viewOf({ status: 'New', substatus: 'Pending' }, { kind: 'outbound', verbs: [] });
const passed = viewOf({ expiresAt: inDays(-0.2) }, { band: 'passed' });

const bannerKinds: Banner[] = [
  { kind: 'alreadyDecided', args: { verb: 'deal.decline', ...decided } },
  { kind: 'changed', args: { fields: ['value', 'expiresAt'] } },
  { kind: 'working' },
  { kind: 'unavailable' },
  { kind: 'tooLate' },
  { kind: 'rejected', args: { code: 'InvalidDealValue' } },
];

const listed: DealView[] = [
  critical,
  urgent,
  soon,
  calm,
  viewOf({ status: 'Active', substatus: 'Accepted' }),
  bare,
].map((view) => ({
  ...view,
  readAtOnce: NOW,
}));

const sisterDeal = {
  ...sampleDeal,
  status: 'Active',
  substatus: 'Accepted',
  team: [{ firstName: 'Priya', lastName: 'Nair', email: null, phone: null, title: null }],
};

const PARTNERS = [
  { name: 'Fabrikam Consulting', status: 'New', substatus: 'Pending', expiresAt: inDays(9) },
  { name: 'Alder & Finch', status: 'Active', substatus: 'Accepted', expiresAt: null },
].map(({ name, ...state }) => ({
  deal: { ...sampleDeal, ...state, organizationName: name },
  since: inDays(-5),
}));

export const SHEETS: readonly Sheet[] = [
  {
    name: 'deal-new',
    cards: (reader) => [calm, soon, urgent, critical].map((view) => dealCard(view, reader)),
  },
  {
    name: 'deal-later',
    cards: (reader) => [accepted, declined, expired, won].map((view) => dealCard(view, reader)),
  },
  {
    name: 'deal-odd',
    cards: (reader) => [
      dealCard(bare, reader),
      dealCard(unknown, reader),
      dealCard(passed, reader),
      dealCard(outbound, reader),
      dealCard(urgent, { ...reader, redaction: 'redacted' }),
    ],
  },
  {
    name: 'banners',
    cards: (reader) =>
      bannerKinds.map((banner) =>
        dealCard(
          {
            ...viewOf(
              {
                ...emptyDeal,
                id: sampleDeal.id,
                name: sampleDeal.name,
                status: 'Active',
                substatus: 'Accepted',
                solutions: [],
              },
              { verbs: [] },
            ),
            banner,
          },
          reader,
        ),
      ),
  },
  {
    name: 'details',
    cards: (reader) => [
      dealDetailCard({ ...soon, readAtOnce: NOW, microsoft: microsoftView(sisterDeal, NOW) }, reader, {
        history: [
          { at: inDays(-4), who: null, what: 'seen' },
          { at: inDays(-2), who: null, what: 'changed' },
        ],
        favorite: true,
        inList: true,
      }),
      dealDetailCard({ ...soon, kind: 'outbound', verbs: [], partners: PARTNERS }, reader, { history: [] }),
    ],
  },
  {
    name: 'lists',
    cards: (reader) => [
      dealListCard({ list: 'inbound', items: listed, page: 2, pages: 3, total: 23 }, reader),
      dealListCard(
        {
          list: 'search',
          query: 'north',
          pick: 'deal.accept',
          items: listed.slice(0, 2),
          page: 1,
          pages: 1,
          total: 2,
          asOf: NOW,
        },
        reader,
      ),
      dealListCard({ list: 'inbound', items: [], page: 1, pages: 1, total: 0 }, reader),
      digestCard({ reason: 'joined', items: listed.slice(0, 5), total: 17 }, reader),
    ],
  },
  {
    name: 'filters',
    cards: (reader) => [
      dealListCard(
        {
          list: 'closed',
          filters: {
            state: 'won',
            dealType: 'coSell',
            countries: ['FR', 'DE'],
            value: '10000',
            solution: null,
            registration: 'action',
          },
          items: [won, outbound].map((view) => ({ ...view, readAtOnce: NOW })),
          page: 1,
          pages: 2,
          total: 12,
          isLearning: true,
        },
        reader,
      ),
      filterFormCard(
        {
          list: 'closed',
          states: ['won', 'lost', 'declined', 'expired'],
          countries: ['FR', 'DE', 'CH'],
          values: {
            state: 'won',
            dealType: null,
            country: 'FR,DE',
            value: 'much',
            solution: null,
            registration: null,
          },
          registrations: ['none', 'action', 'review', 'approved', 'failed', 'other'],
          isValueWrong: true,
        },
        reader,
      ),
    ],
  },
  {
    name: 'forms',
    cards: (reader) => [
      acceptFormCard(bare, reader, {
        gaps: ['name', 'dealValue', 'currency', 'closingDate', 'solutions'],
        values: { name: 'Store checkout', dealValue: 'much' },
        errors: { dealValue: 'notANumber', closingDate: 'required' },
        draftId: 'x1',
      }),
      acceptFormCard(soon, reader, {
        gaps: ['customerCountry', 'dealValue'],
        values: {},
        errors: {},
        draftId: 'x1',
      }),
      reasonFormCard('decline', calm, reader, { values: {}, errors: { reason: 'required' }, draftId: 'x1' }),
    ],
  },
  {
    name: 'notices',
    cards: (reader) => [
      welcomeCard(reader, { open: 3, rights: 'mayRead' }),
      welcomeCard(reader, { open: null, rights: 'noRole' }),
      welcomeCard(reader, { open: null, rights: 'signIn' }),
      helpCard(reader, { openInbound: 3 }),
      noticeCard({ kind: 'noAccess' }, reader),
      noticeCard(
        { kind: 'unknownCommand', args: { suggestions: [reader.locale === 'fr' ? 'recues' : 'inbound'] } },
        reader,
      ),
      noticeCard({ kind: 'surprise', args: { reference: 'R-7F3K2' } }, reader),
      noticeCard(
        {
          kind: 'decisionNotDone',
          args: { dealId: 'd', version: 1, dealName: 'Store checkout', verb: 'deal.accept', why: 'expired' },
        },
        reader,
      ),
      noticeCard({ kind: 'followed' }, reader),
      noticeCard({ kind: 'teamDeadline', args: { people: ['Ann Lee', 'Ben Roy'], at: NOW } }, reader),
      welcomeCard(reader, { open: 3, rights: 'mayRead', isOnTeam: true }),
    ],
  },
  {
    name: 'sign-in',
    cards: (reader) => [
      noticeCard({ kind: 'signInNeeded' }, reader),
      noticeCard({ kind: 'signInAgain' }, reader),
      noticeCard({ kind: 'signedIn' }, reader),
      noticeCard({ kind: 'signedOut', args: { watched: false } }, reader),
      noticeCard({ kind: 'signInInVain' }, reader),
      noticeCard({ kind: 'noRole' }, reader),
      noticeCard({ kind: 'outsider' }, reader),
      noticeCard({ kind: 'otherAccount' }, reader),
    ],
  },
  ...WATCH_SHEETS,
  ...EDIT_SHEETS,
  ...OWN_LIST_SHEETS,
  ...MICROSOFT_SHEETS,
  ...LEADS_SHEETS,
  ...INSIGHT_SHEETS,
  ...EVENTS_SHEETS,
  ...REGISTRATION_SHEETS,
  ...NEW_DEAL_SHEETS,
  ...SHARE_SHEETS,
];
