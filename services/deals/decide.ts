import type { PersonKey } from '../people/person.ts';
import { whoIs } from '../people/who-is.ts';
import { isReferralError, type ReferralServiceError } from '../referrals/errors.ts';
import type { PatchOperation } from '../referrals/referral-service.ts';
import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import { findDeal, type StoredDeal } from '../store/deals.ts';
import {
  countAttempt,
  type Decision,
  endDecision,
  findDecision,
  findWritingDecision,
  lastDoneDecision,
  openDecision,
  startWriting,
} from '../store/decisions.ts';
import { listHistory } from '../store/history.ts';
import { newId } from '../store/new-id.ts';
import type { Deal } from './deal.ts';
import { dealVerb } from './deal-verbs.ts';
import type { DecisionInputs, DecisionOutcome, DecisionRequest } from './decision.ts';
import { MOVES, moveThatLedTo } from './lifecycle.ts';
import { lookAtDeal } from './look-at-deal.ts';
import { openInvitationIn } from './new-deal/open-invitation.ts';
import { type Acceptor, type Decider, NOBODY } from './patch-deal.ts';
import { recordDeal, recordDealIn } from './record-deal.ts';
import { decisiveFields } from './shown-facts.ts';

/** Times a write is tried, each after a fresh reading. */
const MOST_ATTEMPTS = 3;
/** Longest wait that Partner Center may ask for before we give up and say so. */
const LONGEST_WAIT_SECONDS = 10;
/** A decision that was never written is not written any more after this long: the person has gone on. */
const STALE_AFTER_MS = 15 * 60 * 1000;

/**
 * Carries out one decision: a row first, then a fresh reading under the person's own rights, then one write with
 * If-Match, then row and deal together (design: the path of one deal, 4 to 6). The same click twice is one decision.
 */
export function createDecide(services: Services, inFlight: InFlight = new Map()): Decide {
  return async (request) => {
    const decision = newDecision(request, services.owner, services.clock.now());
    const current = await openHere(services, decision);
    return joinOrStart(inFlight, current.id, () => carryOut(services, current, request.decider));
  };
}

/** Where another bot carries the same out this moment, its end is waited for: a second write could only be refused. */
async function openHere(services: Services, decision: Decision): Promise<Decision> {
  const { db } = services.store;
  const open = await openDecision(db, decision);
  if (open === 'opened') return decision;
  if (open.owner === null || open.owner === services.owner) return open;
  await endsElsewhere(services, open);
  const again = await openDecision(db, decision);
  return again === 'opened' ? decision : again;
}

/** Until it has ended, has come to us from a bot that died, or a person has waited long enough. */
export async function endsElsewhere({ store, owner }: Services, { id }: Decision): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const row = await findDecision(store.db, id);
    if (!row || row.endedAt !== null || row.owner === owner) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export type Decide = (request: DecisionRequest) => Promise<DecisionOutcome>;

/** Decisions being carried out by this process, by id, each with what its verb comes out as. */
export type InFlight = Map<string, Promise<unknown>>;

export function joinOrStart<Outcome>(
  inFlight: InFlight,
  id: string,
  start: () => Promise<Outcome>,
): Promise<Outcome> {
  const running = inFlight.get(id);
  if (running) return running as Promise<Outcome>;
  const outcome = start().finally(() => inFlight.delete(id));
  inFlight.set(id, outcome);
  return outcome;
}

function newDecision(request: DecisionRequest, owner: string, now: Date): Decision {
  const { dealId, verb, decider, inputs, version, placeId } = request;
  return {
    id: newId(),
    dealId,
    verb,
    tenantId: decider.tenantId,
    personId: decider.personId,
    personName: decider.name,
    inputs: { ...inputs },
    dealVersion: version,
    eTag: null,
    state: 'asked',
    outcome: null,
    placeId,
    openedAt: now,
    changedAt: now,
    endedAt: null,
    attempts: 0,
    owner,
    draftId: null,
  };
}

/** Goes on with a decision from wherever its row says it stands; also after a crash. */
export async function carryOut(
  services: Services,
  decision: Decision,
  decider: Decider,
): Promise<DecisionOutcome> {
  const outcome = await attemptUntilKnown(services, decision, decider);
  const end = isEcho(outcome, decision) ? 'refused' : ENDS[outcome.kind];
  if (end) await endDecision(services.store.db, decision.id, end, outcome.kind, services.clock.now());
  // After a lost race the reading was held back as if it were ours (`record-deal.ts`).
  if (outcome.kind === 'alreadyDecided')
    return { ...outcome, stored: await recordDeal(services, outcome.stored.deal) };
  return outcome;
}

/** The same person did the same before: that answer again, and this row ends without a write of its own. */
function isEcho(outcome: DecisionOutcome, decision: Decision): boolean {
  return outcome.kind === 'done' && outcome.decision.id !== decision.id;
}

/** How each outcome ends the row. `done` has ended it already, with the deal; `pending` leaves it open. */
const ENDS: Record<DecisionOutcome['kind'], 'refused' | 'abandoned' | null> = {
  done: null,
  pending: null,
  alreadyDecided: 'refused',
  illegal: 'refused',
  rejected: 'refused',
  notAllowed: 'refused',
  noAccess: 'refused',
  notFound: 'refused',
  gaps: 'abandoned',
  reasonMissing: 'abandoned',
  confirmationMissing: 'abandoned',
  registrationInvalid: 'abandoned',
  editInvalid: 'abandoned',
  editConflict: 'abandoned',
  unchanged: 'abandoned',
  changed: 'abandoned',
  signIn: 'abandoned',
  unavailable: 'abandoned',
};

async function attemptUntilKnown(
  services: Services,
  decision: Decision,
  decider: Decider,
): Promise<DecisionOutcome> {
  let isWriting = decision.state === 'writing';
  // A row found in 'writing' after a crash may hide a success.
  let mayBeWritten = isWriting;
  for (let attempt = 1; ; attempt++) {
    const sight = await lookAtDeal(services, decider, decision.dealId);
    if (sight.kind === 'unavailable') return unfinished(mayBeWritten, sight.stored, sight.error);
    if (sight.kind !== 'seen') return sight;

    const { stored } = sight;
    if (mayBeWritten && canBeWritten(decision, stored.deal)) return finish(services, decision, stored);
    const plan = await planWrite(services, decision, stored, decider);
    if (plan.kind !== 'write') return plan;

    if (attempt > MOST_ATTEMPTS) return unfinished(mayBeWritten, stored);
    const { eTag } = stored.deal;
    if (eTag === null) return { kind: 'rejected', stored, code: 'noETag' };
    if (isWriting) await countAttempt(services.store.db, decision.id, services.clock.now(), eTag);
    isWriting ||= await startWriting(services.store.db, decision.id, eTag, services.clock.now());
    if (!isWriting) {
      await otherWriterEnds(services, decision);
      continue;
    }
    // Whoever wrote between our reading and our turn has recorded it: no write that could only be refused.
    if (await hasChangedSince(services, stored)) continue;
    try {
      const written = await services.referrals.update(
        { kind: 'person', person: decider },
        stored.deal.id,
        eTag,
        plan.operations,
      );
      return await finish(services, decision, { ...stored, deal: written });
    } catch (error) {
      if (!isReferralError(error)) throw error;
      mayBeWritten ||= error.wrote === 'unknown';
      const refusal = await refusedWrite(services, decision, { stored, decider, mayBeWritten }, error);
      if (refusal) return refusal;
    }
  }
}

type NextWrite = { kind: 'write'; operations: PatchOperation[] } | DecisionOutcome;

/** May this decision be written on the deal as it is now, and what would be written? */
async function planWrite(
  services: Services,
  decision: Decision,
  stored: StoredDeal,
  decider: Decider,
): Promise<NextWrite> {
  const { deal, kind } = stored;
  const verb = dealVerb(decision.verb);
  if (!verb.isLegal(deal, kind)) return refuseIllegal(services, decision, stored);
  const fields = await decisiveChangesSince(services, deal.id, decision.dealVersion);
  if (fields.length > 0) return { kind: 'changed', stored, fields };
  const acceptor = await acceptorOf(services, decision, deal, decider);
  const plan = verb.plan({
    deal,
    kind,
    inputs: decision.inputs,
    acceptor,
    now: services.clock.now(),
  });
  return plan.kind === 'write' ? plan : { ...plan, stored };
}

/** Looked up only where they join the team: that of a deal that is accepted and has none (FLD-08). */
async function acceptorOf(
  services: Services,
  { verb }: Decision,
  { team }: Deal,
  decider: Decider,
): Promise<Acceptor> {
  const joins = verb === 'deal.accept' && team.length === 0;
  return joins ? whoIs(services, decider, decider.name) : NOBODY;
}

async function refuseIllegal(
  services: Services,
  decision: Decision,
  stored: StoredDeal,
): Promise<DecisionOutcome> {
  // An edit since then is no answer to who decided.
  const isMove = decision.verb !== 'deal.register' && decision.verb !== 'deal.share';
  const move = isMove ? (moveThatLedTo(stored.deal) ?? undefined) : decision.verb;
  const earlier = await lastDoneDecision(services.store.db, stored.deal.id, move);
  const isOwnEcho = earlier !== null && isSamePerson(earlier, decision) && earlier.verb === decision.verb;
  if (isOwnEcho && isDone(earlier, stored.deal)) return { kind: 'done', stored, decision: earlier };
  if (!dealVerb(decision.verb).isPast(stored.deal, stored.kind)) return { kind: 'illegal', stored };
  const writing = await findWritingDecision(services.store.db, stored.deal.id);
  const others = [writing, earlier].filter((other) => other !== null && isAnotherMove(other, decision));
  const author = others.find((other) => other && isDone(other, stored.deal));
  return { kind: 'alreadyDecided', stored, decision: author ?? null };
}

function isAnotherMove(other: Decision, { id, verb }: Decision): boolean {
  return other.id !== id && (other.verb in MOVES || other.verb === verb);
}

export async function decisiveChangesSince(
  services: Services,
  dealId: string,
  version: number | null,
): Promise<string[]> {
  if (version === null) return [];
  const changes = await listHistory(services.store.db, dealId);
  const later = changes.filter((entry) => entry.kind !== 'seen' && entry.version > version);
  return [...new Set(decisiveFields(later.flatMap((entry) => Object.keys(entry.after ?? {}))))];
}

/** What a refused or failed write means; null to read again and try once more. */
async function refusedWrite(
  services: Services,
  decision: Decision,
  write: { stored: StoredDeal; decider: Decider; mayBeWritten: boolean },
  error: ReferralServiceError,
): Promise<DecisionOutcome | null> {
  switch (error.kind) {
    case 'conflict':
      return null;
    case 'throttled':
    case 'unavailable':
    case 'malformed':
      return (await waitedFor(error)) ? null : unfinished(write.mayBeWritten, write.stored, error);
    case 'unauthorized':
      return { kind: 'signIn' };
    // They could read it a moment ago.
    case 'forbidden':
      return { kind: 'notAllowed', stored: write.stored };
    case 'notFound':
      return { kind: 'notFound' };
    case 'rejected': {
      const sight = await lookAtDeal(services, write.decider, decision.dealId);
      const stored = sight.kind === 'seen' ? sight.stored : write.stored;
      return { kind: 'rejected', stored, code: error.code };
    }
  }
}

/** Waits as long as Partner Center asks, or a moment; false where it asks for too long. */
async function waitedFor(error: ReferralServiceError): Promise<boolean> {
  const seconds = error.retryAfterSeconds ?? 0.3;
  if (seconds > LONGEST_WAIT_SECONDS) return false;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return true;
}

async function hasChangedSince({ store }: Services, { deal, version }: StoredDeal): Promise<boolean> {
  const latest = await findDeal(store.db, deal.id);
  return latest !== null && latest.version !== version;
}

/** Waits until nobody else is writing this deal, at most as long as a write may take. */
async function otherWriterEnds(services: Services, decision: Decision): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (!(await findWritingDecision(services.store.db, decision.dealId))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function unfinished(
  mayBeWritten: boolean,
  stored: StoredDeal | null,
  error?: ReferralServiceError,
): DecisionOutcome {
  if (mayBeWritten) return { kind: 'pending', stored };
  return { kind: 'unavailable', stored, retryAfterSeconds: error?.retryAfterSeconds ?? null };
}

/** The deal stands where the decision wanted it: row, deal, history and deliveries in one transaction. */
async function finish(services: Services, decision: Decision, written: StoredDeal): Promise<DecisionOutcome> {
  const now = services.clock.now();
  const stored = await services.store.db.transaction().execute(async (trx) => {
    await endDecision(trx, decision.id, 'done', 'done', now);
    await openNext(trx, services, decision, written.deal);
    return recordDealIn(trx, services, written.deal, { decision });
  });
  services.wakeDeliveries();
  return { kind: 'done', stored, decision: { ...decision, state: 'done', outcome: 'done', endedAt: now } };
}

/** Of a share with Microsoft's help the second step is a row before the first one ends, so that nothing is half done. */
async function openNext(trx: Db, services: Services, decision: Decision, deal: Deal): Promise<void> {
  const { share }: DecisionInputs = decision.inputs;
  if (decision.verb !== 'deal.share' || !share?.invitation) return;
  const { id: dealId, engagementId } = deal;
  await openInvitationIn(trx, services, decision, { dealId, engagementId, invitation: share.invitation });
}

function isDone({ verb, inputs }: Decision, deal: Deal): boolean {
  return dealVerb(verb).isDone(deal, inputs);
}

/** Does the deal stand as a write of this decision would have left it, whose answer was lost? */
export function canBeWritten({ verb, inputs }: Pick<Decision, 'verb' | 'inputs'>, deal: Deal): boolean {
  const how = dealVerb(verb);
  return how.isDone(deal, inputs) && (how.canBeFrom?.(deal, inputs) ?? true);
}

function isSamePerson(one: PersonKey, other: PersonKey): boolean {
  return one.tenantId === other.tenantId && one.personId === other.personId;
}

/** Is the row too old to be written for the first time? */
export function isStale(decision: Decision, now: Date): boolean {
  return now.getTime() - decision.openedAt.getTime() > STALE_AFTER_MS;
}
