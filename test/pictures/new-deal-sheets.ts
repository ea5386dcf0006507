import { dealCard } from '../../cards/deal-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import type { NewDealForm } from '../../cards/new-deal-fields.ts';
import { newDealFormCard } from '../../cards/new-deal-form-card.ts';
import { newDealHalfCard } from '../../cards/new-deal-half-card.ts';
import { newDealNoSolutionCard } from '../../cards/new-deal-no-solution-card.ts';
import { newDealReviewCard } from '../../cards/new-deal-review-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import {
  HELP_CODES,
  MARKETPLACE_INTENTS,
  NEW_DEAL_KINDS,
  type NewDealValues,
} from '../../services/deals/new-deal/new-deal.ts';
import { stepOf } from '../../services/deals/new-deal/new-deal-pages.ts';
import { AREA_PLAYS, PARTNER_ROLES } from '../../services/deals/new-deal/taxonomy.ts';
import { NOW, sampleDeal, viewOf } from '../cards/sample-deal.ts';

const solutions = [
  { id: 'SOL-1', name: 'Lamna Checkout' },
  { id: 'SOL-2', name: 'Plant Analytics' },
];
const texts = {
  customerName: 'Harbour Textiles GmbH',
  addressLine1: 'Am Sandtorkai 5',
  postalCode: '20457',
  city: 'Hamburg',
  country: 'Germany',
  contactFirstName: 'Anja',
  contactLastName: 'Beispiel',
  contactEmail: 'anja@harbour',
  contactPhone: '+49 40 555 0100',
  consent: 'No',
  name: 'Loom telemetry, phase 1',
  dealValue: '42,500.50',
  currency: 'EUR',
  closingDate: '2027-03-01',
  marketplaceIntent: 'HaveNotDecided',
  notes: 'Kick-off with their IT in spring.',
  solutions: 'SOL-1, SOL-77',
  microsoftSolutions: 'AZ-77; 10; 1,200.00',
  team: 'Mara Linde, mara.linde@contoso-partner.example, +49 731 555 0101',
  help: 'ProofOfConceptOrDemo',
  helpNotes: 'Please join our demo in February.',
  solutionPlay: 'Data Security',
};
const form = (page: NewDealForm['page'], given: Partial<NewDealForm> = {}): NewDealForm => ({
  page,
  kind: 'coSell',
  step: stepOf(page, 'coSell'),
  texts,
  errors: {},
  isUnchosen: false,
  optional: new Set([
    'addressLine2',
    'state',
    'postalCode',
    'duns',
    'microsoftSolutions',
    'otherSolutions',
    'partnerRole',
  ]),
  find: { query: '', isTooShort: false, found: null },
  choices: {
    kinds: NEW_DEAL_KINDS,
    solutions,
    help: HELP_CODES,
    intents: MARKETPLACE_INTENTS,
    plays: AREA_PLAYS,
    roles: PARTNER_ROLES,
    areIdsUnknown: true,
  },
  isFromReview: false,
  draftId: 'x1',
  banner: null,
  ...given,
});
const found = [
  {
    dealId: 'd-1',
    customer: {
      ...sampleDeal.customer,
      name: 'Harbour Textiles GmbH',
      addressLine1: 'Am Sandtorkai 5',
      city: 'Hamburg',
      country: 'DE',
    },
  },
  {
    dealId: 'd-2',
    customer: {
      ...sampleDeal.customer,
      name: 'Harbour Lights SARL',
      addressLine1: 'Quai 1',
      city: 'Lorient',
      country: 'FR',
    },
  },
];
const values: NewDealValues = {
  kind: 'coSell',
  customer: {
    name: texts.customerName,
    addressLine1: texts.addressLine1,
    addressLine2: null,
    city: 'Hamburg',
    state: null,
    postalCode: '20457',
    country: 'DE',
    duns: '123456789',
  },
  contact: {
    firstName: 'Anja',
    lastName: 'Beispiel',
    email: 'anja@harbour.example',
    phone: '+49 40 555 0100',
  },
  name: texts.name,
  value: '42500.50',
  currency: 'EUR',
  closingDate: '2027-03-01',
  notes: texts.notes,
  marketplaceIntent: 'HaveNotDecided',
  ownSolutions: ['SOL-1', 'SOL-77'],
  microsoftSolutions: [{ id: 'AZ-77', quantity: '10', price: '1200' }],
  otherSolutions: [],
  team: [
    {
      firstName: 'Mara',
      lastName: 'Linde',
      email: 'mara.linde@contoso-partner.example',
      phone: '+49 731 555 0101',
      title: null,
    },
  ],
  help: {
    code: 'ProofOfConceptOrDemo',
    notes: texts.helpNotes,
    solutionArea: 'Security',
    solutionPlay: 'Data Security',
    partnerRole: null,
  },
};
const review = {
  values,
  step: { number: 8, count: 8 },
  solutions,
  sameOpen: [],
  draftId: 'x1',
  banner: null,
};
const own = viewOf(
  { status: 'Active', substatus: 'Accepted', name: texts.name },
  { kind: 'outbound', dealType: 'coSell', verbs: ['deal.won', 'deal.lost'], readAtOnce: NOW },
);

/** A deal that we start: the pages of the dialog, and what comes after. */
export const NEW_DEAL_SHEETS = [
  {
    name: 'new-deal',
    cards: (reader: Reader) => [
      newDealFormCard(reader, form('kind', { kind: null, step: stepOf('kind', null) })),
      newDealFormCard(reader, form('find', { find: { query: 'harbour', isTooShort: false, found } })),
      newDealFormCard(
        reader,
        form('customer', { texts: { ...texts, country: 'Germania' }, errors: { country: 'notACountry' } }),
      ),
      newDealFormCard(
        reader,
        form('contact', { errors: { contactEmail: 'notAnEmail', consent: 'noConsent' } }),
      ),
    ],
  },
  {
    name: 'new-deal-more',
    cards: (reader: Reader) => [
      newDealFormCard(reader, form('deal')),
      newDealFormCard(reader, form('solutions')),
      newDealFormCard(reader, form('team', { colleagues: 'offered', isFromReview: true })),
      newDealFormCard(reader, form('help')),
    ],
  },
  {
    name: 'new-deal-review',
    cards: (reader: Reader) => [
      newDealReviewCard(reader, {
        ...review,
        sameOpen: [{ ...sampleDeal, status: 'Active', substatus: 'Accepted' }],
      }),
      newDealReviewCard(reader, {
        ...review,
        values: { ...values, kind: 'private', contact: null, help: null },
        step: { number: 7, count: 7 },
        banner: { kind: 'rejected', code: 'invalidRequest' },
      }),
    ],
  },
  {
    name: 'new-deal-after',
    cards: (reader: Reader) => [
      dealCard({ ...own, banner: { kind: 'dealCreated', args: { isInvited: true } } }, reader),
      newDealHalfCard(own, reader, { invitation: 'refused', draftId: 'x1' }),
      noticeCard({ kind: 'newDealKept', args: { draftId: 'x1' } }, reader),
      noticeCard({ kind: 'newDealPending', args: { draftId: 'x1' } }, reader),
      newDealNoSolutionCard(reader),
      dealListCard(
        { list: 'outbound', items: [], page: 1, pages: 1, total: 0, newDeal: 'noSolution' },
        reader,
      ),
    ],
  },
];
