import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { type Notice, noticeCard } from '../cards/notice-card.ts';
import type { Deal } from '../services/deals/deal.ts';
import type { DecisionOutcome, DecisionVerb } from '../services/deals/decision.ts';
import { deadlineBand } from '../services/deals/expiry.ts';
import { awaitsAnswer, isSolutionAssessment, moveThatLedTo } from '../services/deals/lifecycle.ts';
import { registrationState } from '../services/deals/registration-state.ts';
import type { Services } from '../services/services.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { viewDeal } from './view-deal.ts';

type WithDeal = Exclude<DecisionOutcome, { kind: 'noAccess' | 'notFound' | 'signIn' }>;

/**
 * The card that answers a decision: the fresh deal with what happened above it, or why it may not be shown.
 * @param verb what was asked, where a refusal has words of its own for it
 */
export async function outcomeAnswer(
  turn: DialogTurn,
  outcome: DecisionOutcome,
  verb: DecisionVerb | null = null,
): Promise<DialogAnswer> {
  const { reader, services } = turn;
  if (outcome.kind === 'signIn') return signInAnswer(reader);
  if (!('stored' in outcome)) return { card: noticeCard(REFUSALS[outcome.kind], reader), view: null };
  if (!outcome.stored) return { card: noticeCard({ kind: 'unavailable' }, reader), view: null };
  const view = await viewDeal(services, outcome.stored, {
    readAtOnce: true,
    banner: bannerOf(outcome, turn, services, verb),
  });
  return { card: dealCard(view, reader), view };
}

/** Outcomes that may not name the deal. */
const REFUSALS: Record<Exclude<Exclude<DecisionOutcome, WithDeal>['kind'], 'signIn'>, Notice> = {
  noAccess: { kind: 'noAccess' },
  notFound: { kind: 'notFound', args: { query: '' } },
};

/** What a person reads who did it. */
const DONE: Record<
  Exclude<DecisionVerb, 'deal.register'>,
  'accepted' | 'declined' | 'edited' | 'won' | 'lost' | 'shared'
> = {
  'deal.accept': 'accepted',
  'deal.decline': 'declined',
  'deal.edit': 'edited',
  'deal.share': 'shared',
  'deal.won': 'won',
  'deal.lost': 'lost',
};

function bannerOf(
  outcome: WithDeal,
  { decider }: DialogTurn,
  services: Services,
  verb: DecisionVerb | null,
): Banner | null {
  switch (outcome.kind) {
    case 'done': {
      if (outcome.decision.personId === decider.personId) {
        return doneBanner(outcome.decision.verb as DecisionVerb, outcome.stored.deal);
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
      return illegalBanner(verb, outcome.stored);
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
    case 'confirmationMissing':
    case 'registrationInvalid':
    case 'gaps':
    case 'reasonMissing':
      return null;
  }
}

function doneBanner(verb: DecisionVerb, deal: Deal): Banner {
  if (verb !== 'deal.register') return { kind: DONE[verb] };
  const { state, word } = registrationState(deal);
  return { kind: 'registrationSent', args: { state, word } };
}

/** What is not possible is said in the words of what would be (LIFE-02, LIFE-09, LIFE-14, WON-01, REG-01). */
function illegalBanner(verb: DecisionVerb | null, { deal, kind }: StoredDeal): Banner {
  if (verb === 'deal.register') return { kind: 'notWonYet' };
  const isEnd = verb === 'deal.won' || verb === 'deal.lost';
  if (verb === 'deal.won' && kind === 'lead' && deal.status !== 'Closed') return { kind: 'leadWon' };
  if (isEnd && awaitsAnswer(deal)) return { kind: 'acceptFirst' };
  if (verb === 'deal.won' && isSolutionAssessment(deal)) return { kind: 'assessment' };
  return { kind: 'notPossible' };
}

function alreadyDecided(verb: string, by: string | null, at: Date | null): Banner {
  return { kind: 'alreadyDecided', args: { verb, by, at } };
}
