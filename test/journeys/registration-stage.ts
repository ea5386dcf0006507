import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import type { Stage } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
export const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY);
export const date = (at: Date): string => at.toISOString().slice(0, 10);

/** What a person types into the registration form; dates count from today. */
export function answers(): Record<string, string> {
  return {
    solutionId: 'SOL-00001-AAA',
    marketplaceTransacted: 'No',
    deployedOnAzure: 'Yes',
    term: 'Finite',
    contractValue: '120,000',
    contractCurrency: 'USD',
    solutionValue: '100000',
    solutionCurrency: 'USD',
    signedDate: date(daysAgo(2)),
    startDate: date(daysAgo(1)),
    endDate: date(daysAgo(-700)),
    tenant: 'Customer',
    pricingModel: 'Other',
  };
}

export const ACCEPTED = { status: 'Active', substatus: 'Accepted' };

/** A deal accepted ten days ago, and its card in the chat of the person who will win it. */
export async function acceptedDeal(
  { partnerCenter, teams }: Stage,
  chat: Chat,
  name: string,
): Promise<[WireReferral, Message]> {
  const referral = partnerCenter.put(inboundReferral({ name }, daysAgo(10)));
  const card = await teams.waitForPost(chat.id, name);
  partnerCenter.change(referral.id, ACCEPTED);
  await teams.waitForEdit(chat.id, card, 'Mark as won');
  return [referral, card];
}
