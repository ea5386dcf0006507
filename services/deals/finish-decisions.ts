import type { Services } from '../services.ts';
import { type Decision, endDecision, findOpenDecisions } from '../store/decisions.ts';
import { closeForms } from './close-forms.ts';
import { canBeWritten, carryOut, type InFlight, isStale, joinOrStart } from './decide.ts';
import type { DecisionOutcome } from './decision.ts';
import { lookAtDeal } from './look-at-deal.ts';
import { finishMaking, isMaking } from './new-deal/finish-making.ts';
import type { Decider } from './patch-deal.ts';
import { wantRegistrationOffer } from './registration-deliveries.ts';
import { tellNotDone } from './tell-decider.ts';

/**
 * Ends decisions that a dead process or a silent Partner Center left open: attributes a write that happened, writes
 * what is still right with the person's own rights, or tells the person that nothing was done (design, path 6).
 */
export async function finishDecisions(
  services: Services,
  inFlight: InFlight,
  signal?: AbortSignal,
): Promise<void> {
  const open = await findOpenDecisions(services.store.db);
  for (const decision of open.filter((row) => !inFlight.has(row.id) && isLeft(services, row))) {
    // Whoever starts next goes on with the others.
    if (signal?.aborted) return;
    const outcome = isMaking(decision)
      ? await finishMaking(services, inFlight, decision)
      : await finishOnDeal(services, inFlight, decision);
    services.log.info({ decision: decision.id, deal: decision.dealId, outcome }, 'decision finished late');
  }
}

async function finishOnDeal(services: Services, inFlight: InFlight, decision: Decision): Promise<string> {
  const outcome = await joinOrStart(inFlight, decision.id, () => finishOne(services, decision));
  // What was sent with a form ends that form, also where the process died in between.
  if (endsForm(decision, outcome)) await closeForms(services, decision, decision.dealId);
  if (outcome.kind !== 'done' && outcome.kind !== 'pending') await tellNotDone(services, decision);
  // Nobody waits for an answer any more that the registration form could stand in (WON-03).
  if (outcome.kind === 'done' && decision.verb === 'deal.won')
    await wantRegistrationOffer(services, decision, decision.dealId);
  return outcome.kind;
}

/** Of an older version's decisions nobody knows whether it lives; If-Match guards what takes longer. */
const OTHERS_MS = 3000;

/**
 * A file has one owner: whatever this process is not carrying out, nobody is. In a shared store each bot ends its own;
 * those of a dead one are given to a living one (`inheritFromDead`).
 */
function isLeft({ store, clock, owner }: Services, decision: Decision): boolean {
  if (store.engine === 'sqlite' || decision.owner === owner) return true;
  return (
    decision.owner === null && Math.abs(clock.now().getTime() - decision.changedAt.getTime()) >= OTHERS_MS
  );
}

/** A registration that was not taken leaves its draft, because it is long work and there are other ways to send it. */
function endsForm({ verb }: Decision, { kind }: DecisionOutcome): boolean {
  return verb === 'deal.register' ? kind === 'done' : kind !== 'pending';
}

function finishOne(services: Services, decision: Decision): Promise<DecisionOutcome> {
  const decider = deciderOf(decision);
  return isStale(decision, services.clock.now())
    ? giveUpOrAttribute(services, decision, decider)
    : carryOut(services, decision, decider);
}

/** Too late to write for the first time: only a write that did happen is still attributed. */
async function giveUpOrAttribute(
  services: Services,
  decision: Decision,
  decider: Decider,
): Promise<DecisionOutcome> {
  if (decision.state === 'writing') {
    const sight = await lookAtDeal(services, decider, decision.dealId);
    if (sight.kind === 'unavailable') return { kind: 'pending', stored: sight.stored };
    if (sight.kind === 'seen' && canBeWritten(decision, sight.stored.deal))
      return carryOut(services, decision, decider);
  }
  await endDecision(services.store.db, decision.id, 'abandoned', 'stale', services.clock.now());
  return { kind: 'unavailable', stored: null, retryAfterSeconds: null };
}

function deciderOf({ tenantId, personId, personName }: Decision): Decider {
  return { tenantId, personId, name: personName };
}
