import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import type { DealView } from '../../cards/deal-view.ts';
import type { Reader } from '../../cards/reader.ts';
import { registerFormCard } from '../../cards/register-form-card.ts';
import { registerReviewCard } from '../../cards/register-review-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { wonFormCard } from '../../cards/won-form-card.ts';
import { registrationCsv } from '../../services/deals/registration-csv.ts';
import {
  REGISTRATION_FIELDS,
  type RegistrationInputError,
  type RegistrationValues,
  type RegistrationWarning,
} from '../../services/deals/registration-form.ts';
import type { Cure, Finding } from '../../services/deals/registration-rules.ts';
import { REGISTRATION_STATES } from '../../services/deals/registration-state.ts';
import { NOW } from './sample-deal.ts';

export const VALUES: RegistrationValues = {
  solutionId: 'SOL-34104-EBB',
  isMarketplaceTransacted: true,
  marketplaceDate: '2026-11-20',
  isDeployedOnAzure: true,
  term: 'Finite',
  contractValue: '120000',
  contractCurrency: 'EUR',
  solutionValue: '96000.50',
  solutionCurrency: 'EUR',
  signedDate: '2026-11-20',
  startDate: '2026-11-25',
  endDate: '2029-11-30',
  tenant: 'Customer',
  pricingModel: 'Other',
};

export const ERRORS: readonly RegistrationInputError[] = [
  'required',
  'solutionNotOnDeal',
  'marketplaceDateMissing',
  'notADate',
  'notANumber',
  'notPositive',
  'notACurrency',
  'contractTooSmall',
  'solutionOverContract',
  'signedInFuture',
  'signedTooLongAgo',
  'signedBeforeDeal',
  'signedTooLateForPayg',
  'startTooLongAgo',
  'endMissing',
  'endBeforeStart',
];

const SOLUTIONS = (text: string) => [
  { id: 'SOL-1', name: text },
  { id: text, name: null },
];

const WARNINGS: readonly RegistrationWarning[] = [
  'notOnAzure',
  'tenantIsFinal',
  'paygIsReviewed',
  'largeIsReviewed',
  'annualValueNotCompared',
  'marketplaceNeedsNone',
  'marketplaceFirst',
];

/** Every cure once, on criteria in turn. */
export function findings(text: string): Finding[] {
  const cures: Cure[] = [
    { code: 'markWon' },
    { code: 'noSolution' },
    { code: 'solutionNotListed', ids: [text] },
    { code: 'solutionNamed' },
    { code: 'solutionUnnamed' },
    { code: 'askSolution' },
    { code: 'incentiveHint', level: text },
    { code: 'privateNever' },
    { code: 'assessmentNever' },
    { code: 'partnerLedLater' },
    { code: 'inviteMicrosoft' },
    { code: 'typeUnknown' },
    { code: 'waitForMicrosoft' },
    { code: 'microsoftClosed', substatus: text },
    { code: 'microsoftUnknown' },
    { code: 'valueTooLow' },
    { code: 'valueNotCompared', currency: text },
    { code: 'valueMissing' },
    { code: 'managedUnknown' },
    { code: 'waitUntil', at: NOW },
    { code: 'wonTooEarly' },
    { code: 'creationUnknown' },
  ];
  const criteria = [
    'REG-01',
    'REG-02',
    'REG-03',
    'REG-04',
    'REG-05',
    'REG-06',
    'REG-07',
    'REG-08',
    'REG-09',
  ] as const;
  const states = ['met', 'notMet', 'unknown'] as const;
  return cures.map((cure, i) => ({
    criterion: criteria[i % criteria.length]!,
    state: states[i % states.length]!,
    cure,
    isWall: i % 2 === 0,
  }));
}

/** The cards of won, lost and registered deals, in every variant. */
export function registrationCards(view: DealView, reader: Reader, text: string): [string, AdaptiveCard][] {
  const won = { ...view, deal: { ...view.deal, status: 'Closed', substatus: 'Won' } };
  const registered = REGISTRATION_STATES.map((state): [string, AdaptiveCard] => {
    const registration = { state, word: text, reason: text, findings: [], frozenUntil: NOW };
    return [
      `won, registration ${state}`,
      dealCard({ ...won, registration, verbs: ['deal.register'] }, reader),
    ];
  });
  const not = {
    state: 'none',
    word: null,
    reason: null,
    findings: findings(text),
    frozenUntil: null,
  } as const;
  const several = [
    { state: 'closed', word: null },
    { state: 'failed', word: text },
  ] as const;
  const failed = { ...not, state: 'failed', word: text, reason: text, several } as const;
  const form = {
    findings: findings(text),
    isUnconfirmed: true,
    solutionId: 'none',
    solutions: SOLUTIONS(text),
    draftId: 'x-1',
  };
  const values = Object.fromEntries(REGISTRATION_FIELDS.map((field) => [field, text]));
  const empty = {
    values: {},
    errors: {},
    deadline: null,
    frozenUntil: null,
    solutions: SOLUTIONS(text),
    draftId: 'x-1',
  };
  const named = { ...VALUES, solutionId: text };
  const review = {
    values: named,
    warnings: WARNINGS,
    frozenUntil: null,
    draftId: 'x-1',
    refusal: null,
    isFileOffered: false,
  };
  const csv = registrationCsv(text, VALUES);
  return [
    ...registered,
    ['won, not registrable', dealCard({ ...won, registration: not }, reader)],
    [
      'detail of a won deal',
      dealDetailCard({ ...won, registration: not, errorLink: true }, reader, { history: [] }),
    ],
    [
      'accepted with all its buttons',
      dealDetailCard(
        {
          ...view,
          deal: { ...view.deal, status: 'Active', substatus: 'Accepted' },
          verbs: ['deal.won', 'deal.lost'],
          errorLink: true,
        },
        reader,
        { history: [], inList: true },
      ),
    ],
    ...([{ until: NOW }, { until: null }] as const).map((exception): [string, AdaptiveCard] => [
      `two registrations, one failed, ${exception.until ? 'until' : 'soon'}`,
      dealCard({ ...won, registration: { ...failed, exception } }, reader),
    ]),
    [
      'won form of two partners',
      wonFormCard({ ...view, dealType: 'partner' }, reader, { ...form, earlyUntil: null }),
    ],
    ['register form of two partners', registerFormCard({ ...view, dealType: 'partner' }, reader, empty)],
    ['won form', wonFormCard(view, reader, { ...form, earlyUntil: null })],
    ['won form, again', wonFormCard(view, reader, { ...form, earlyUntil: NOW })],
    ['register form', registerFormCard(view, reader, empty)],
    ...ERRORS.map((error): [string, AdaptiveCard] => [
      `register form ${error}`,
      registerFormCard(view, reader, {
        ...empty,
        values,
        errors: Object.fromEntries(REGISTRATION_FIELDS.map((field) => [field, error])),
        deadline: NOW,
        frozenUntil: NOW,
      }),
    ]),
    ['register review', registerReviewCard(view, reader, review)],
    [
      'register review, frozen',
      registerReviewCard(view, reader, {
        ...review,
        values: { ...named, isDeployedOnAzure: false },
        frozenUntil: NOW,
      }),
    ],
    ...(['rejected', 'unseen'] as const).map((kind): [string, AdaptiveCard] => [
      `register ${kind}`,
      registerReviewCard(view, reader, {
        ...review,
        refusal: { kind, code: text, csv },
        isFileOffered: kind === 'unseen',
      }),
    ]),
  ];
}
