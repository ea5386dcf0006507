import { dealCard } from '../../cards/deal-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { reasonFormCard } from '../../cards/reason-form-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import { registerFormCard } from '../../cards/register-form-card.ts';
import { registerReviewCard } from '../../cards/register-review-card.ts';
import { wonFormCard } from '../../cards/won-form-card.ts';
import { registrationCsv } from '../../services/deals/registration-csv.ts';
import type { RegistrationInputs } from '../../services/deals/registration-form.ts';
import { judgeRegistration, safeToWinFrom } from '../../services/deals/registration-rules.ts';
import { VALUES } from '../cards/registration-cards.ts';
import { NOW, sampleDeal, viewOf } from '../cards/sample-deal.ts';

const active = { status: 'Active', substatus: 'Accepted' } as const;
const closed = { status: 'Closed', substatus: 'Won', closedAt: NOW } as const;
const accepted = viewOf(active, { verbs: ['deal.won', 'deal.lost'], readAtOnce: NOW });
const judged = (
  changes: Parameters<typeof viewOf>[0],
  eligible: string[],
  microsoft: 'Accepted' | 'Pending' = 'Accepted',
) =>
  judgeRegistration({
    deal: { ...sampleDeal, ...changes },
    microsoft: { kind: 'seen', deal: { ...sampleDeal, status: 'New', substatus: microsoft } },
    eligibleSolutionIds: new Set(eligible),
    now: NOW,
  });

const decided = { verb: 'deal.won', by: 'Ann Lee', at: NOW };
const none = { state: 'none', word: null, reason: null, frozenUntil: null } as const;
const wonAs = (
  registration: NonNullable<ReturnType<typeof viewOf>['registration']>,
  banner: ReturnType<typeof viewOf>['banner'] = null,
  verbs: ReturnType<typeof viewOf>['verbs'] = [],
) => viewOf(closed, { decided, registration, banner, verbs, readAtOnce: NOW });

const typed: RegistrationInputs = {
  solutionId: 'SOL-34104-EBB',
  marketplaceTransacted: 'Yes',
  marketplaceDate: '',
  deployedOnAzure: 'Yes',
  term: 'Finite',
  contractValue: '60,000.00',
  contractCurrency: 'EUR',
  solutionValue: '90,000.00',
  solutionCurrency: 'EUR',
  signedDate: '2026-12-24',
  startDate: '2026-12-01',
  endDate: '2026-11-01',
  tenant: '',
  pricingModel: 'Other',
};
const [solution] = sampleDeal.solutions;
const form = { deadline: null, frozenUntil: null, draftId: 'x1', solutions: solution ? [solution] : [] };
const review = {
  values: VALUES,
  warnings: ['marketplaceNeedsNone', 'tenantIsFinal'] as const,
  frozenUntil: null,
  draftId: 'x1',
  refusal: null,
  isFileOffered: false,
};
const csv = registrationCsv(sampleDeal.id, VALUES);

/** Won, lost, and what comes after. */
export const REGISTRATION_SHEETS = [
  {
    name: 'won',
    cards: (reader: Reader) => [
      dealCard(accepted, reader),
      wonFormCard(accepted, reader, {
        findings: judged(active, []),
        earlyUntil: null,
        isUnconfirmed: true,
        solutionId: null,
        solutions: form.solutions,
        draftId: 'x1',
      }),
      wonFormCard(accepted, reader, {
        findings: [],
        earlyUntil: safeToWinFrom(sampleDeal),
        isUnconfirmed: false,
        solutionId: null,
        solutions: [],
        draftId: 'x1',
      }),
      reasonFormCard('lost', accepted, reader, { values: { reason: '3' }, errors: {}, draftId: 'x1' }),
    ],
  },
  {
    name: 'won-deal',
    cards: (reader: Reader) => [
      dealCard(wonAs({ ...none, findings: judged(closed, []) }, { kind: 'won' }, ['deal.register']), reader),
      dealCard(wonAs({ ...none, findings: judged(closed, ['SOL-9'], 'Pending') }, { kind: 'won' }), reader),
      dealCard(
        wonAs(
          { ...none, state: 'actionRequired', word: 'ActionRequired', findings: [] },
          {
            kind: 'registrationNews',
            args: { state: 'actionRequired', word: 'ActionRequired' },
          },
        ),
        reader,
      ),
    ],
  },
  {
    name: 'register',
    cards: (reader: Reader) => [
      registerFormCard(viewOf(closed, { banner: { kind: 'won' } }), reader, {
        ...form,
        values: { solutionId: 'SOL-34104-EBB', contractValue: '60000', contractCurrency: 'EUR' },
        errors: {},
      }),
    ],
  },
  {
    name: 'register-errors',
    cards: (reader: Reader) => [
      registerFormCard(viewOf(closed), reader, {
        ...form,
        values: typed,
        errors: {
          marketplaceDate: 'marketplaceDateMissing',
          solutionValue: 'solutionOverContract',
          signedDate: 'signedInFuture',
          endDate: 'endBeforeStart',
          tenant: 'required',
        },
      }),
    ],
  },
  {
    name: 'register-review',
    cards: (reader: Reader) => [
      registerReviewCard(viewOf(closed), reader, review),
      registerReviewCard(viewOf(closed), reader, {
        ...review,
        values: { ...VALUES, isDeployedOnAzure: false },
        warnings: ['notOnAzure', 'tenantIsFinal'],
      }),
      registerReviewCard(viewOf(closed), reader, {
        ...review,
        warnings: [],
        refusal: { kind: 'rejected', code: 'invalidRequest', csv },
      }),
      registerReviewCard(viewOf(closed), reader, {
        ...review,
        warnings: [],
        refusal: { kind: 'unseen', code: null, csv },
        isFileOffered: true,
      }),
      noticeCard({ kind: 'fileFailed', args: { dealId: sampleDeal.id, version: 1, text: csv } }, reader),
    ],
  },
];
