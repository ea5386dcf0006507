import { isReferralError } from '../../referrals/errors.ts';
import type { Services } from '../../services.ts';
import type { Db } from '../../store/database.ts';
import { findDeal, type StoredDeal } from '../../store/deals.ts';
import {
  type Decision,
  endMaking,
  findOpenDecision,
  lastDecision,
  noteWaiting,
} from '../../store/decisions.ts';
import type { Deal } from '../deal.ts';
import { type InFlight, joinOrStart } from '../decide.ts';
import { lookAtDeal } from '../look-at-deal.ts';
import { recordDealIn } from '../record-deal.ts';
import { type Telling, tellMakingIn } from '../tell-decider.ts';
import { invitationKey } from './decision-keys.ts';
import { lookForMade } from './make-once.ts';
import { INVITE, type InvitationState } from './own-deal-outcome.ts';
import type { InvitationInputs } from './open-invitation.ts';
import { sendReferral } from './send-referral.ts';

/** An invitation that cannot be sent is given up after as long as Microsoft would have had to answer it (SEED-02). */
const GIVEN_UP_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

/** Goes on with the open invitation to a deal, if there is one. */
export async function finishInvitation(
  services: Services,
  inFlight: InFlight,
  dealId: string,
  telling: Telling = 'none',
): Promise<InvitationState> {
  const { db } = services.store;
  const open = await findOpenDecision(db, invitationKey(dealId), INVITE);
  if (!open) return invitationState(db, dealId);
  if (open.owner !== null && open.owner !== services.owner) return 'pending';
  return joinOrStart(inFlight, open.id, () => inviteMicrosoft(services, open, telling));
}

/** How Microsoft's invitation stands, as far as this product asked for it. */
export async function invitationState(db: Db, dealId: string): Promise<InvitationState> {
  const open = await findOpenDecision(db, invitationKey(dealId), INVITE);
  if (open) return open.outcome === 'signIn' ? 'signIn' : 'pending';
  const last = await lastDecision(db, dealId, INVITE);
  if (!last) return 'none';
  return last.state === 'done' ? 'sent' : 'refused';
}

/**
 * Makes Microsoft's referral in a deal's engagement, from wherever the decision's row says it stands: what is there
 * already, whoever made it, is not made again. What may still come about stays open, and the row says what it waits for.
 */
export async function inviteMicrosoft(
  services: Services,
  decision: Decision,
  telling: Telling,
): Promise<InvitationState> {
  const { dealId, referral } = decision.inputs as unknown as InvitationInputs;
  if (isTooOld(decision, services.clock.now())) return endNotInvited(services, decision, 'stale', telling);
  const sight = await lookAtDeal(services, decision, dealId);
  if (sight.kind === 'signIn') return waits(services, decision, 'signIn', telling);
  if (sight.kind === 'unavailable') return waits(services, decision, null, telling);
  if (sight.kind !== 'seen') return endNotInvited(services, decision, sight.kind, telling);
  if (sight.stored.deal.status !== 'Active') return endUnlessThere(services, decision, 'illegal', telling);

  const sent = await sendReferral(services, decision, { referral, looksFirst: true });
  switch (sent.kind) {
    case 'made':
      return keepInvited(services, decision, { ours: sight.stored, sister: sent.deal }, telling);
    case 'pending':
      return waits(services, decision, sent.waitsFor === 'signIn' ? 'signIn' : null, telling);
    case 'signIn':
      return waits(services, decision, 'signIn', telling);
    case 'unavailable':
      return waits(services, decision, null, telling);
    case 'notAllowed':
      return endNotInvited(services, decision, 'notAllowed', telling);
    // Somebody may have been first by a moment.
    case 'rejected':
      return endUnlessThere(services, decision, 'rejected', telling);
  }
}

function isTooOld({ openedAt }: Decision, now: Date): boolean {
  return now.getTime() - openedAt.getTime() > GIVEN_UP_AFTER_MS;
}

async function waits(
  { store, clock }: Services,
  decision: Decision,
  outcome: 'signIn' | null,
  telling: Telling,
): Promise<InvitationState> {
  await store.db.transaction().execute(async (trx) => {
    const isNews = await noteWaiting(trx, decision.id, outcome);
    if (isNews && outcome !== null)
      await tellMakingIn(trx, decision, { telling, isMade: false }, clock.now());
  });
  return outcome === 'signIn' ? 'signIn' : 'pending';
}

/** Nothing is sent any more; what is there all the same counts. */
async function endUnlessThere(
  services: Services,
  decision: Decision,
  outcome: string,
  telling: Telling,
): Promise<InvitationState> {
  const { dealId, referral } = decision.inputs as unknown as InvitationInputs;
  const caller = { kind: 'person', person: decision } as const;
  try {
    const making = { caller, referral, askedAt: decision.openedAt, sentAt: null };
    const found = await lookForMade(services, making);
    const ours = found && (await findDeal(services.store.db, dealId));
    return found && ours
      ? await keepInvited(services, decision, { ours, sister: found }, telling)
      : await endNotInvited(services, decision, outcome, telling);
  } catch (error) {
    if (!isReferralError(error)) throw error;
    return waits(services, decision, error.kind === 'unauthorized' ? 'signIn' : null, telling);
  }
}

async function endNotInvited(
  services: Services,
  decision: Decision,
  outcome: string,
  telling: Telling,
): Promise<InvitationState> {
  const { id, inputs } = decision;
  const now = services.clock.now();
  const { dealId } = inputs as unknown as InvitationInputs;
  const state = outcome === 'stale' ? 'abandoned' : 'refused';
  await services.store.db.transaction().execute(async (trx) => {
    await endMaking(trx, id, { state, outcome, dealId }, now);
    await tellMakingIn(trx, decision, { telling, isMade: false }, now);
  });
  return 'refused';
}

/** Microsoft's referral is there: row, both referrals and the history of ours in one transaction. */
async function keepInvited(
  services: Services,
  decision: Decision,
  { ours, sister }: { ours: StoredDeal; sister: Deal },
  telling: Telling,
): Promise<InvitationState> {
  const dealId = ours.deal.id;
  const now = services.clock.now();
  await services.store.db.transaction().execute(async (trx) => {
    const isOurs = await endMaking(trx, decision.id, { state: 'done', outcome: 'done', dealId }, now);
    await recordDealIn(trx, services, sister);
    if (!isOurs) return;
    await tellMakingIn(trx, decision, { telling, isMade: true }, now);
    // What somebody has read meanwhile is newer than what we looked at.
    const latest = (await findDeal(trx, dealId)) ?? ours;
    await recordDealIn(trx, services, latest.deal, { decision: { ...decision, dealId } });
  });
  services.wakeDeliveries();
  return 'sent';
}
