import { z } from 'zod';
import type { Deal } from '../../deals/deal.ts';
import { wireMoment } from '../wire-moment.ts';
import { invalidRequest } from './refusal.ts';
import { toUsd } from './usd-rates.ts';

const DAY = 24 * 60 * 60 * 1000;
const MINIMUM_USD = 25_000;
const AUTOMATIC_UP_TO_USD = 1_000_000;

const moment = z.string().refine((text) => wireMoment(text) !== null);
const amount = z.number().positive();

/** What the connector sends (partner-center-api.md 5.1). */
const request = z.looseObject({
  type: z.literal('AzureIPCoSell'),
  solutionDetails: z
    .array(
      z.looseObject({
        id: z.string(),
        currency: z.string(),
        value: amount,
        isDeployedOnAzure: z.boolean(),
        primaryDeploymentOn: z.enum(['Customer', 'Partner']),
        pricingModel: z.enum(['PayAsYouGo', 'Other']),
        marketplaceTransactionDetails: z.looseObject({
          isMarketplaceTransacted: z.boolean(),
          marketplaceTransactionDateTime: moment.nullish(),
        }),
      }),
    )
    .min(1),
  contract: z.looseObject({
    currency: z.string(),
    value: amount,
    term: z.enum(['Perpetual', 'Finite']),
    signDateTime: moment,
    startDateTime: moment,
    endDateTime: moment.nullish(),
  }),
});

export type RegistrationRequest = z.infer<typeof request>;

/** Throws a 400 naming the first field that is missing or of the wrong kind. */
export function parseRegistration(wire: unknown): RegistrationRequest {
  const parsed = request.safeParse(wire);
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    `The registration's ${parsed.error.issues[0]?.path.join('/') || 'content'} is missing or wrong`,
  );
}

/**
 * Why this deal cannot be registered like this; null: it can. The rules of partner-center-api.md 5.2 and 5.3 that
 * can be seen in the data. Not looked at: whether Microsoft manages the account, and whether a solution is eligible.
 */
export function registrationObstacle(
  deal: Deal,
  registration: RegistrationRequest,
  context: { now: Date; microsoftTookPart: boolean },
): string | null {
  const { contract, solutionDetails } = registration;
  const at = (text: string): number => wireMoment(text)?.getTime() ?? Number.NaN;
  const [signed, starts] = [at(contract.signDateTime), at(contract.startDateTime)];
  const today = context.now.getTime();
  const obstacles: [isThere: boolean, text: string][] = [
    [deal.substatus !== 'Won', 'the deal is not won (REG-01)'],
    [deal.consent.shareWithMicrosoftSellers !== true, 'the deal is private (REG-03)'],
    [deal.type === 'Shared' && !context.microsoftTookPart, 'Microsoft has not accepted the deal (REG-04)'],
    [!(toUsd(deal.value, deal.currency) >= MINIMUM_USD), 'the deal value is below USD 25,000 (REG-06)'],
    [
      !solutionDetails.every(({ id }) => deal.solutions.some((solution) => solution.id === id)),
      'a solution is not on the deal (REG-02)',
    ],
    [!(toUsd(contract.value, contract.currency) > MINIMUM_USD), 'the contract value must exceed USD 25,000'],
    [
      solutionDetails.some(
        ({ value, currency }) => !(toUsd(value, currency) <= toUsd(contract.value, contract.currency)),
      ),
      'a solution value exceeds the contract value',
    ],
    [signed > today, 'the sign date is in the future'],
    [signed < today - 60 * DAY, 'the contract was signed more than 60 days ago (REG-14)'],
    [starts < today - 90 * DAY, 'the start date is more than 90 days ago'],
    [contract.term === 'Finite' && !contract.endDateTime, 'a finite contract needs an end date'],
    [
      contract.endDateTime ? at(contract.endDateTime) < starts : false,
      'the end date is before the start date',
    ],
    [
      solutionDetails.some(
        ({ marketplaceTransactionDetails: details }) =>
          details.isMarketplaceTransacted && !details.marketplaceTransactionDateTime,
      ),
      'a marketplace transaction needs its date',
    ],
  ];
  return obstacles.find(([isThere]) => isThere)?.[1] ?? null;
}

/** Automatic approval, but for large contracts, several partners and pay-as-you-go (5.4). Off Azure it just closes. */
export function registrationOutcome(
  registration: RegistrationRequest,
  severalPartners: boolean,
): 'Approved' | 'ReviewPending' | 'Closed' {
  const { contract, solutionDetails } = registration;
  if (solutionDetails.some((solution) => !solution.isDeployedOnAzure)) return 'Closed';
  const needsReview =
    severalPartners ||
    toUsd(contract.value, contract.currency) > AUTOMATIC_UP_TO_USD ||
    solutionDetails.some((solution) => solution.pricingModel === 'PayAsYouGo');
  return needsReview ? 'ReviewPending' : 'Approved';
}
