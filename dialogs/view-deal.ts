import type {
  Banner,
  DealVerb,
  DealView,
  MicrosoftView,
  PartnerView,
  RegistrationView,
} from '../cards/deal-view.ts';
import type { Deal } from '../services/deals/deal.ts';
import { dealType } from '../services/deals/deal-type.ts';
import { deadlineBand } from '../services/deals/expiry.ts';
import { gapsOf } from '../services/deals/gaps.ts';
import {
  awaitsAnswer,
  hasMoved,
  isOthers,
  legalMoves,
  type Move,
  moveThatLedTo,
} from '../services/deals/lifecycle.ts';
import { judgeDeal } from '../services/deals/judge-deal.ts';
import { contactWish } from '../services/deals/lead-contact.ts';
import { storedMicrosoftSide, storedMicrosoftSides } from '../services/deals/microsoft-side.ts';
import { answeredAt, microsoftAnswer } from '../services/deals/plan-microsoft-news.ts';
import { invitationState } from '../services/deals/new-deal/invite-microsoft.ts';
import type { InvitationState } from '../services/deals/new-deal/own-deal-outcome.ts';
import { shareSteps } from '../services/deals/new-deal/sharing.ts';
import { mayRegister } from '../services/deals/register-verb.ts';
import { freezeAt } from '../services/deals/registration-deadline.ts';
import { isRegistrable, type MicrosoftSide } from '../services/deals/registration-rules.ts';
import { exceptionWay } from '../services/deals/registration-exception.ts';
import { registrationState, registrationStates } from '../services/deals/registration-state.ts';
import type { Services } from '../services/services.ts';
import { findPeers, type StoredDeal } from '../services/store/deals.ts';
import { lastDoneDecision } from '../services/store/decisions.ts';

export interface ViewOptions {
  /** Is the card read at once (an answer or a push)? Then 'in 3 days' may stand in it. Default false. */
  readAtOnce?: boolean;
  banner?: Banner | null;
  /** Did somebody ask for the card, so that it is no post? Default false. */
  isAsked?: boolean;
}

/** What the product needs besides its services to draw a deal. */
export interface Viewing extends Services {
  /** `{id}` stands for the referral id. */
  dealUrlTemplate: string;
  /** `CLOSE_AS_ERROR_LINK`. Default false. */
  closeAsErrorLink?: boolean;
  /** `SHOW_PARTNER_INVITATIONS`: on a deal's details. Default false. */
  showPartners?: boolean;
}

/** Gathers what a deal card says: the deal, what may be done with it, and who decided. */
export async function viewDeal(
  viewing: Viewing,
  stored: StoredDeal,
  options: ViewOptions = {},
): Promise<DealView> {
  return viewBeside(viewing, stored, await storedMicrosoftSide(viewing, stored.deal), options);
}

/** `viewDeal` of many, in their order. */
export async function viewDeals(
  viewing: Viewing,
  deals: readonly StoredDeal[],
  options: ViewOptions = {},
): Promise<DealView[]> {
  const sideOf = await storedMicrosoftSides(
    viewing,
    deals.map(({ deal }) => deal),
  );
  return Promise.all(deals.map((stored) => viewBeside(viewing, stored, sideOf(stored.deal), options)));
}

async function viewBeside(
  viewing: Viewing,
  stored: StoredDeal,
  microsoft: MicrosoftSide,
  options: ViewOptions,
): Promise<DealView> {
  const { deal, kind, version } = stored;
  const now = viewing.clock.now();
  const registration = await viewRegistration(viewing, stored, microsoft);
  const isOpenOfOurs = kind === 'outbound' && deal.status === 'Active';
  const invitation = isOpenOfOurs ? await invitationState(viewing.store.db, deal.id) : 'none';
  return {
    deal,
    version,
    kind,
    dealType: dealType(deal, kind, microsoft.kind === 'seen' ? 'seen' : 'unknown'),
    band: deadlineBand(deal, now),
    gaps: kind === 'inbound' && awaitsAnswer(deal) ? gapsOf(deal) : [],
    verbs: stored.goneAt
      ? []
      : [
          ...legalMoves(deal, kind),
          ...registerVerbs(stored, registration),
          ...shareVerbs(stored, microsoft, invitation),
        ],
    invitation,
    decided: await whoDecided(viewing, stored),
    dealUrl: viewing.dealUrlTemplate.replaceAll('{id}', encodeURIComponent(deal.id)),
    readAtOnce: options.readAtOnce ? now : null,
    banner: options.banner ?? null,
    microsoft: viewMicrosoft(stored, microsoft, now),
    registration,
    contactWish: kind === 'lead' ? contactWish(deal, now) : null,
    errorLink: viewing.closeAsErrorLink ?? false,
    isAsked: options.isAsked ?? false,
  };
}

/** How Microsoft's side stands, as cards say it. */
export function microsoftView(deal: Deal, now: Date): MicrosoftView {
  const answer = microsoftAnswer(deal);
  return { deal, band: deadlineBand(deal, now), answer, answeredAt: answer && answeredAt(deal) };
}

/** A sister's own card is about itself. */
function viewMicrosoft({ kind }: StoredDeal, side: MicrosoftSide, now: Date): DealView['microsoft'] {
  if (isOthers(kind) || side.kind !== 'seen') return null;
  return microsoftView(side.deal, now);
}

/** Another partner's record is nobody's deal here: it is told on the details of ours (TYPE-04). */
export async function viewPartners({ store }: Services, { deal, kind }: StoredDeal): Promise<PartnerView[]> {
  if (isOthers(kind)) return [];
  const peers = await findPeers(store.db, deal.engagementId);
  return peers.map((peer) => ({ deal: peer.deal, since: inStateSince(peer.deal) }));
}

function inStateSince({ status, closedAt, acceptedAt, createdAt }: Deal): Date | null {
  if (status === 'New') return createdAt;
  return status === 'Closed' ? closedAt : acceptedAt;
}

/** How it stands with registering a won deal of ours, from what is stored: drawing a card asks nobody. */
async function viewRegistration(
  viewing: Viewing,
  { deal, kind }: StoredDeal,
  microsoft: MicrosoftSide,
): Promise<RegistrationView | null> {
  const isOurs = kind === 'inbound' || kind === 'outbound';
  if (!isOurs || deal.status !== 'Closed' || deal.substatus !== 'Won') return null;
  const findings = await judgeDeal(viewing, deal, microsoft);
  const now = viewing.clock.now();
  return {
    ...registrationState(deal),
    several: registrationStates(deal),
    exception: exceptionWay(deal, now),
    findings,
    frozenUntil: freezeAt(now, viewing.registration.freezes)?.until ?? null,
  };
}

/** Offered while nothing closes the way (SEED-10, REG-05). */
function registerVerbs({ deal, kind }: StoredDeal, registration: RegistrationView | null): DealVerb[] {
  const isOffered = registration !== null && mayRegister(deal, kind) && isRegistrable(registration.findings);
  return isOffered ? ['deal.register'] : [];
}

/** Offered while there is a way that is open (TYPE-08). */
function shareVerbs(
  { deal, kind }: StoredDeal,
  microsoft: MicrosoftSide,
  invitation: InvitationState,
): DealVerb[] {
  const isBeingInvited = invitation === 'pending' || invitation === 'signIn';
  const isOpen = shareSteps(deal, kind, microsoft, isBeingInvited).some(({ block }) => block === null);
  return isOpen ? ['deal.share'] : [];
}

/** Our own decision where it led to the present state; else it happened in Partner Center. */
async function whoDecided({ store }: Services, { deal, kind }: StoredDeal): Promise<DealView['decided']> {
  const verb = moveThatLedTo(deal);
  // Our own deals begin as accepted: nobody did that (LIFE-07).
  const isSomebodys =
    kind === 'inbound' || kind === 'lead' || (kind === 'outbound' && deal.status === 'Closed');
  if (!verb || !isSomebodys) return null;
  const ours = await lastDoneDecision(store.db, deal.id, verb);
  const at = momentOf(deal, verb);
  if (ours && hasMoved(deal, ours.verb as Move)) return { verb, by: ours.personName, at: ours.endedAt ?? at };
  return { verb, by: null, at };
}

function momentOf(deal: StoredDeal['deal'], verb: Move): Date {
  const stamped = verb === 'deal.accept' ? deal.acceptedAt : deal.closedAt;
  return stamped ?? deal.updatedAt ?? new Date(0);
}
