import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { type Notice, noticeCard } from '../cards/notice-card.ts';
import type { DecisionOutcome, DecisionVerb } from '../services/deals/decision.ts';
import { deadlineBand } from '../services/deals/expiry.ts';
import { moveThatLedTo } from '../services/deals/lifecycle.ts';
import type { Services } from '../services/services.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { viewDeal } from './view-deal.ts';

type WithDeal = Exclude<DecisionOutcome, { kind: 'noAccess' | 'notFound' | 'signIn' }>;

/** The card that answers a decision: the fresh deal with what happened above it, or why it may not be shown. */
export async function outcomeAnswer(turn: DialogTurn, outcome: DecisionOutcome): Promise<DialogAnswer> {
  const { reader, services } = turn;
  if (!('stored' in outcome)) return { card: noticeCard(REFUSALS[outcome.kind], reader), view: null };
  if (!outcome.stored) return { card: noticeCard({ kind: 'unavailable' }, reader), view: null };
  const view = await viewDeal(services, outcome.stored, {
    readAtOnce: true,
    banner: bannerOf(outcome, turn, services),
  });
  return { card: dealCard(view, reader), view };
}

/** Outcomes that may not name the deal. */
const REFUSALS: Record<Exclude<DecisionOutcome, WithDeal>['kind'], Notice> = {
  noAccess: { kind: 'noAccess' },
  notFound: { kind: 'notFound', args: { query: '' } },
  signIn: { kind: 'signInNeeded' },
};

/** What a person reads who did it. */
const DONE: Record<DecisionVerb, 'accepted' | 'declined' | 'edited'> = {
  'deal.accept': 'accepted',
  'deal.decline': 'declined',
  'deal.edit': 'edited',
};

function bannerOf(outcome: WithDeal, { decider }: DialogTurn, services: Services): Banner | null {
  switch (outcome.kind) {
    case 'done': {
      if (outcome.decision.personId === decider.personId) {
        return { kind: DONE[outcome.decision.verb as DecisionVerb] };
      }
      return alreadyDecided(outcome.decision.verb, outcome.decision.personName, outcome.decision.endedAt);
    }
    case 'alreadyDecided': {
      const { decision, stored } = outcome;
      if (decision) return alreadyDecided(decision.verb, decision.personName, decision.endedAt);
      const { deal } = stored;
      if (deal.substatus === 'Expired') return { kind: 'tooLate' };
      return alreadyDecided(moveThatLedTo(deal) ?? `deal.${deal.substatus.toLowerCase()}`, null, null);
    }
    case 'notAllowed':
      return { kind: 'notAllowed' };
    case 'illegal':
      return { kind: 'notPossible' };
    case 'changed':
      return { kind: 'changed', args: { fields: outcome.fields } };
    case 'rejected': {
      const isLate =
        outcome.stored.deal.substatus === 'Expired' ||
        deadlineBand(outcome.stored.deal, services.clock.now()) === 'passed';
      return isLate ? { kind: 'tooLate' } : { kind: 'rejected', args: { code: outcome.code } };
    }
    case 'unavailable':
      return outcome.retryAfterSeconds === null
        ? { kind: 'unavailable' }
        : { kind: 'throttled', args: { seconds: outcome.retryAfterSeconds } };
    case 'pending':
      return { kind: 'unconfirmed' };
    case 'unchanged':
      return { kind: 'unchanged' };
    case 'editInvalid':
    case 'editConflict':
    case 'gaps':
    case 'reasonMissing':
      return null;
  }
}

function alreadyDecided(verb: string, by: string | null, at: Date | null): Banner {
  return { kind: 'alreadyDecided', args: { verb, by, at } };
}
