import { dealCard } from '../cards/deal-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { shareChoiceCard, shareFormCard, type ShareQuestion } from '../cards/share-form-card.ts';
import { closeForms } from '../services/deals/close-forms.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { readMicrosoftSide } from '../services/deals/microsoft-side.ts';
import { invitationState } from '../services/deals/new-deal/invite-microsoft.ts';
import { HELP_CODES } from '../services/deals/new-deal/new-deal.ts';
import type { ShareErrors, ShareOutcome } from '../services/deals/new-deal/own-deal-outcome.ts';
import { shareFields } from '../services/deals/new-deal/share-deal.ts';
import {
  becomesReadOnly,
  SEEN_BY,
  sharedAs,
  type ShareBlock,
  type ShareStep,
  shareSteps,
} from '../services/deals/new-deal/sharing.ts';
import {
  areaOfPlay,
  PARTNER_ROLES,
  SOLUTION_AREAS,
  solutionPlays,
} from '../services/deals/new-deal/taxonomy.ts';
import { fullContact, inviteGaps } from '../services/deals/new-deal/values-of-deal.ts';
import type { MicrosoftSide } from '../services/deals/registration-rules.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { keepTyped, openForm } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { viewDeal } from './view-deal.ts';

/** The forms of this exchange. */
const SHARE = 'share';

type Typed = Partial<Record<ShareQuestion, string | null>>;

export interface ShareDialogRequest {
  dealId: string;
  version: number | null;
  inputs: Typed & { confirm: string | null };
  /** `partnerLed`, `coSell`: the form of that; `send.partnerLed`, `send.coSell`: it was sent; null: opens it. */
  step: string | null;
}

/** Longest wait for Microsoft's side, beside the reading of the deal itself. */
const ENGAGEMENT_WITHIN_MS = 1000;

const WAYS = ['partnerLed', 'coSell'] as const;

/**
 * Shares a deal of our own further (TYPE-08): which way, what becomes read-only and who will see it (FLD-15), and a yes,
 * before anything is sent.
 */
export async function share(turn: DialogTurn, request: ShareDialogRequest): Promise<DialogAnswer> {
  const sent = WAYS.find((to) => request.step === `send.${to}`);
  if (sent) return send(turn, request, sent);
  const sight = await lookAtDeal(turn.services, turn.decider, request.dealId);
  if (sight.kind === 'unavailable') {
    return outcomeAnswer(turn, { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds });
  }
  if (sight.kind !== 'seen') return outcomeAnswer(turn, sight);
  const { stored } = sight;
  const { steps, microsoft } = await stepsOf(turn, stored);
  const open = steps.filter(({ block }) => block === null).map(({ to }) => to);
  const asked = WAYS.find((to) => to === request.step);
  const to = asked ?? (open.length === 1 ? open[0] : undefined);
  if (to !== undefined) {
    const block = steps.find((step) => step.to === to)?.block ?? null;
    if (block !== null) return showWith(turn, stored, { kind: 'notShared', args: { block } });
    const gaps = to === 'coSell' ? inviteGaps(stored.deal) : [];
    if (gaps.length > 0) return showWith(turn, stored, { kind: 'shareGaps', args: { gaps } });
    return form(turn, stored, {
      to,
      microsoft,
      typed: typedIn(request.inputs),
      errors: {},
      isUnconfirmed: false,
    });
  }
  if (open.length === 0) return showWith(turn, stored, { kind: 'notShared', args: { block: whyNot(steps) } });
  const draft = await openForm(turn, request.dealId, SHARE, {});
  const view = await viewDeal(turn.services, stored, { readAtOnce: true });
  const choice = { now: sharedAs(stored.deal, microsoft), ways: open, draftId: draft.id };
  return { card: shareChoiceCard(view, turn.reader, choice), view, draftId: draft.id };
}

/** Of a deal that goes no further, the reason of the last step says it. */
function whyNot(steps: readonly ShareStep[]): ShareBlock {
  return steps.at(-1)?.block ?? 'closed';
}

async function stepsOf(
  { services, decider }: DialogTurn,
  { deal, kind }: StoredDeal,
): Promise<{ steps: ShareStep[]; microsoft: MicrosoftSide }> {
  const signal = AbortSignal.timeout(ENGAGEMENT_WITHIN_MS);
  const microsoft = await readMicrosoftSide(services, { kind: 'person', person: decider }, deal, signal);
  const state = await invitationState(services.store.db, deal.id);
  const isBeingInvited = state === 'pending' || state === 'signIn';
  return { steps: shareSteps(deal, kind, microsoft, isBeingInvited), microsoft };
}

async function send(
  turn: DialogTurn,
  { dealId, version, inputs }: ShareDialogRequest,
  to: ShareStep['to'],
): Promise<DialogAnswer> {
  const { services, decider, placeId } = turn;
  const typed = typedIn(inputs);
  const outcome = await services.ownDeals.share({
    dealId,
    to,
    texts: { ...typed, solutionArea: areaOfPlay(typed.solutionPlay ?? '') },
    confirmed: /^(true|yes|oui|on|1)$/i.test(inputs.confirm ?? ''),
    decider,
    placeId,
    version,
  });
  if (outcome.kind === 'confirmationMissing' || outcome.kind === 'incomplete') {
    const { microsoft } = await stepsOf(turn, outcome.stored);
    const errors = outcome.kind === 'incomplete' ? outcome.errors : {};
    const isUnconfirmed = outcome.kind === 'confirmationMissing';
    return form(turn, outcome.stored, { to, microsoft, typed, errors, isUnconfirmed });
  }
  if (outcome.kind === 'signIn') await keepTyped(turn, dealId, SHARE, typed);
  else await closeForms(services, decider, dealId, ({ dialog }) => dialog === SHARE);
  return answerOf(turn, outcome);
}

type Answered = Exclude<ShareOutcome, { kind: 'confirmationMissing' | 'incomplete' }>;

function answerOf(turn: DialogTurn, outcome: Answered): Promise<DialogAnswer> {
  switch (outcome.kind) {
    case 'shared': {
      const { stored, to, invitation } = outcome;
      return showWith(
        turn,
        stored,
        to === 'coSell' ? { kind: 'invited', args: { state: invitation } } : { kind: 'shared' },
      );
    }
    case 'blocked':
      return showWith(turn, outcome.stored, { kind: 'notShared', args: { block: outcome.block } });
    case 'gaps':
      return showWith(turn, outcome.stored, { kind: 'shareGaps', args: { gaps: outcome.gaps } });
    case 'rejected':
    case 'notAllowed': {
      const { stored } = outcome;
      return stored
        ? outcomeAnswer(turn, { ...outcome, stored })
        : outcomeAnswer(turn, { kind: 'unavailable', stored, retryAfterSeconds: null });
    }
    case 'signIn':
      return outcomeAnswer(turn, { kind: 'signIn' });
    case 'changed':
    case 'pending':
    case 'noAccess':
    case 'notFound':
    case 'unavailable':
      return outcomeAnswer(turn, outcome);
  }
}

/** The deal as it is, with what there is to say above it. */
async function showWith(turn: DialogTurn, stored: StoredDeal, banner: Banner): Promise<DialogAnswer> {
  const view = await viewDeal(turn.services, stored, { readAtOnce: true, banner });
  return { card: dealCard(view, turn.reader), view };
}

interface FormState {
  to: ShareStep['to'];
  microsoft: MicrosoftSide;
  typed: Typed;
  errors: ShareErrors;
  isUnconfirmed: boolean;
}

async function form(
  turn: DialogTurn,
  stored: StoredDeal,
  { to, microsoft, typed, errors, isUnconfirmed }: FormState,
): Promise<DialogAnswer> {
  const { deal } = stored;
  const draft = await openForm(turn, deal.id, SHARE, typed);
  const view = await viewDeal(turn.services, stored, { readAtOnce: true });
  const asked = to === 'coSell' ? shareFields(fullContact(deal) !== null) : [];
  const card = shareFormCard(view, turn.reader, {
    to,
    seenBy: SEEN_BY[to],
    fixed: becomesReadOnly(sharedAs(deal, microsoft), to),
    questions: asked.filter((field) => field !== 'solutionArea'),
    values: { ...draft.inputs, ...typed },
    errors,
    isUnconfirmed,
    helpCodes: HELP_CODES,
    plays: SOLUTION_AREAS.map((area) => ({ area, plays: solutionPlays(area) })),
    partnerRoles: PARTNER_ROLES,
    draftId: draft.id,
  });
  return { card, view, draftId: draft.id };
}

function typedIn({ confirm: _not, ...inputs }: ShareDialogRequest['inputs']): Typed {
  return Object.fromEntries(Object.entries(inputs).filter(([, text]) => text !== null));
}
