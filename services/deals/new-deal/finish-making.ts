import { isReferralError } from '../../referrals/errors.ts';
import type { NewReferral } from '../../referrals/new-referral.ts';
import type { Services } from '../../services.ts';
import { type Decision, findOpenDecision, lastDecision, noteWaiting } from '../../store/decisions.ts';
import { type InFlight, isStale, joinOrStart } from '../decide.ts';
import { tellMaking, tellMakingIn } from '../tell-decider.ts';
import { carryOutCreation, endNotCreated, keepCreated } from './create-deal.ts';
import { invitationKey } from './decision-keys.ts';
import { inviteMicrosoft } from './invite-microsoft.ts';
import { lookForMade } from './make-once.ts';
import { CREATE, type CreateOutcome, INVITE, type InvitationState } from './own-deal-outcome.ts';

/** Does this decision make a referral, so that there may be no deal yet to look at? */
export function isMaking({ verb }: Pick<Decision, 'verb'>): boolean {
  return verb === CREATE || verb === INVITE;
}

/** Goes on with a referral that a dead process or a silent Partner Center left unmade; the person is told how it went. */
export async function finishMaking(
  services: Services,
  inFlight: InFlight,
  decision: Decision,
): Promise<string> {
  const how = decision.verb === CREATE ? finishCreation : finishInviting;
  return how(services, inFlight, decision);
}

async function finishInviting(services: Services, inFlight: InFlight, decision: Decision): Promise<string> {
  const state = await joinOrStart<InvitationState>(inFlight, decision.id, () =>
    inviteMicrosoft(services, decision, 'all'),
  );
  const isNews = state === 'signIn' ? decision.outcome !== 'signIn' : state !== 'pending';
  if (isNews) await tellMaking(services, decision);
  return state;
}

async function finishCreation(services: Services, inFlight: InFlight, decision: Decision): Promise<string> {
  const outcome = await joinOrStart<CreateOutcome>(inFlight, decision.id, () =>
    isStale(decision, services.clock.now())
      ? attributeOrGiveUp(services, inFlight, decision)
      : carryOutCreation(services, inFlight, decision, 'all'),
  );
  if (outcome.kind !== 'pending') {
    await tellMaking(services, decision);
    if (outcome.kind === 'created')
      await tellInvitation(services, outcome.stored.deal.id, outcome.invitation);
  } else {
    const { waitsFor } = outcome;
    const isTold = await services.store.db.transaction().execute(async (trx) => {
      const isNews = await noteWaiting(trx, decision.id, waitingWord(waitsFor));
      if (!isNews || waitsFor !== 'signIn') return false;
      await tellMakingIn(trx, decision, { telling: 'all', isMade: false }, services.clock.now());
      return true;
    });
    if (isTold) services.wakeDeliveries();
  }
  return outcome.kind;
}

/** The second step has a row of its own: where it ended or waits within the first one, nobody else tells of it. */
async function tellInvitation(services: Services, dealId: string, state: InvitationState): Promise<void> {
  if (state !== 'refused' && state !== 'signIn') return;
  const { db } = services.store;
  const invitation =
    (await findOpenDecision(db, invitationKey(dealId), INVITE)) ?? (await lastDecision(db, dealId, INVITE));
  if (invitation) await tellMaking(services, invitation);
}

const waitingWord = (waitsFor: 'answer' | 'signIn') => (waitsFor === 'signIn' ? 'signIn' : null);

/** Too late to send anything: the person has gone on. What was sent and is there counts. */
async function attributeOrGiveUp(
  services: Services,
  inFlight: InFlight,
  decision: Decision,
): Promise<CreateOutcome> {
  if (decision.state === 'writing') {
    const referral = decision.inputs['own'] as NewReferral;
    const caller = { kind: 'person', person: decision } as const;
    try {
      const making = { caller, referral, askedAt: decision.openedAt, sentAt: null };
      const found = await lookForMade(services, making);
      if (found) return await keepCreated(services, inFlight, decision, found, 'all');
    } catch (error) {
      if (!isReferralError(error)) throw error;
      return { kind: 'pending', waitsFor: error.kind === 'unauthorized' ? 'signIn' : 'answer' };
    }
  }
  await endNotCreated(services, decision, 'stale', 'all');
  return { kind: 'unavailable', retryAfterSeconds: null };
}
