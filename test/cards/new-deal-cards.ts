import { dealListCard } from '../../cards/deal-list-card.ts';
import type { DealView } from '../../cards/deal-view.ts';
import type { NewDealForm } from '../../cards/new-deal-fields.ts';
import { newDealFormCard } from '../../cards/new-deal-form-card.ts';
import { newDealHalfCard } from '../../cards/new-deal-half-card.ts';
import { newDealNoSolutionCard } from '../../cards/new-deal-no-solution-card.ts';
import { newDealReviewCard } from '../../cards/new-deal-review-card.ts';
import type { NewDealBanner } from '../../cards/new-deal-words.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import {
  HELP_CODES,
  MARKETPLACE_INTENTS,
  NEW_DEAL_FIELDS,
  NEW_DEAL_KINDS,
  type NewDealError,
  type NewDealKind,
  type NewDealValues,
} from '../../services/deals/new-deal/new-deal.ts';
import { NEW_DEAL_PAGES, stepOf } from '../../services/deals/new-deal/new-deal-pages.ts';
import { emptyDeal } from './sample-deal.ts';

const ERRORS: readonly NewDealError[] = [
  'required',
  'tooLong',
  'notANumber',
  'notPositive',
  'notACurrency',
  'notADate',
  'inThePast',
  'tooMany',
  'noEmail',
  'notAMember',
  'notACountry',
  'notADuns',
  'notAnEmail',
  'noConsent',
  'noFullMember',
  'notASolution',
  'notAChoice',
];

/** Everything that is said above the form; the compiler asks for a new one. */
function banners(text: string): NewDealBanner[] {
  const all: { [K in NewDealBanner['kind']]: Extract<NewDealBanner, { kind: K }> } = {
    goingOn: { kind: 'goingOn' },
    sameOpen: { kind: 'sameOpen' },
    notCreated: { kind: 'notCreated' },
    unavailable: { kind: 'unavailable' },
    rejected: { kind: 'rejected', code: text },
    notAllowed: { kind: 'notAllowed' },
  };
  return [...Object.values(all), { kind: 'rejected', code: null }];
}

/** A new deal in which every part says this text. */
export function valuesSaying(kind: NewDealKind, text: string): NewDealValues {
  const contact = { firstName: text, lastName: text, email: text, phone: text };
  return {
    kind,
    customer: {
      name: text,
      addressLine1: text,
      addressLine2: text,
      city: text,
      state: text,
      postalCode: text,
      country: text,
      duns: text,
    },
    contact: kind === 'coSell' ? contact : null,
    name: text,
    value: '42500.50',
    currency: 'EUR',
    closingDate: '2026-11-30',
    notes: text,
    marketplaceIntent: 'HaveNotDecided',
    ownSolutions: ['SOL-1', text],
    microsoftSolutions: [
      { id: text, quantity: '10', price: '1200' },
      { id: text, quantity: null, price: null },
    ],
    otherSolutions: Array.from({ length: 8 }, () => text),
    team: [{ ...contact, title: null }],
    help:
      kind === 'coSell'
        ? { code: 'GeneralOrOther', notes: text, solutionArea: text, solutionPlay: text, partnerRole: text }
        : null,
  };
}

/** All pages of the dialog with this text everywhere, and what else it says. */
export function newDealCards(reader: Reader, text: string): [string, AdaptiveCard][] {
  const texts = Object.fromEntries(NEW_DEAL_FIELDS.map((field) => [field, text]));
  const base: Omit<NewDealForm, 'page' | 'step'> = {
    kind: 'coSell',
    texts,
    errors: {},
    isUnchosen: true,
    optional: new Set(['duns', 'solutions']),
    find: { query: text, isTooShort: true, found: null },
    choices: {
      kinds: NEW_DEAL_KINDS,
      solutions: [],
      help: HELP_CODES,
      intents: MARKETPLACE_INTENTS,
      plays: [{ area: text, play: text }],
      roles: [text],
      areIdsUnknown: true,
    },
    isFromReview: false,
    draftId: 'x1',
    banner: null,
  };
  const pages = NEW_DEAL_PAGES.filter((page) => page !== 'review');
  const form = (page: NewDealForm['page'], given: Partial<NewDealForm> = {}): [string, AdaptiveCard] => [
    `new deal ${page} ${Object.keys(given).join(' ')}`,
    newDealFormCard(reader, { ...base, page, step: stepOf(page, 'coSell'), ...given }),
  ];
  const found = [{ dealId: 'd-0', customer: { ...emptyDeal.customer, name: text, addressLine1: text } }];
  return [
    ...pages.flatMap((page) => [
      form(page),
      form(page, { kind: null, step: stepOf(page, null), isFromReview: true }),
    ]),
    form('find', { find: { query: text, isTooShort: false, found } }),
    form('find', { find: { query: text, isTooShort: false, found: [] } }),
    form('solutions', {
      choices: {
        ...base.choices,
        solutions: [
          { id: 'SOL-1', name: text },
          { id: 'SOL-2', name: null },
        ],
      },
    }),
    form('team', { colleagues: 'offered' }),
    form('team', { colleagues: 'unknown' }),
    ...ERRORS.flatMap((error) =>
      pages.map((page) =>
        form(page, { errors: Object.fromEntries(NEW_DEAL_FIELDS.map((field) => [field, error])) }),
      ),
    ),
    ...banners(text).map((banner) => form('kind', { banner })),
    ['new deal without a solution', newDealNoSolutionCard(reader)],
    ...(['open', 'noSolution'] as const).map((newDeal): [string, AdaptiveCard] => [
      `outbound, new deal ${newDeal}`,
      dealListCard({ list: 'outbound', items: [], page: 1, pages: 1, total: 0, newDeal }, reader),
    ]),
    ...NEW_DEAL_KINDS.map((kind): [string, AdaptiveCard] => [
      `new deal review ${kind}`,
      newDealReviewCard(reader, {
        values: valuesSaying(kind, text),
        step: { number: 8, count: 8 },
        solutions: [{ id: 'SOL-1', name: text }],
        sameOpen: kind === 'private' ? [] : [{ ...emptyDeal, name: text }],
        draftId: 'x1',
        banner: kind === 'coSell' ? { kind: 'rejected', code: text } : null,
      }),
    ]),
  ];
}

/** A deal that is there without Microsoft's invitation. */
export function newDealHalfCards(view: DealView, reader: Reader): [string, AdaptiveCard][] {
  return (['pending', 'signIn', 'refused'] as const).map((invitation) => [
    `new deal half done, ${invitation}`,
    newDealHalfCard(view, reader, { invitation, draftId: 'x1' }),
  ]);
}
