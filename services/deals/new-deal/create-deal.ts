import type { NewReferral } from '../../referrals/new-referral.ts';
import type { Services } from '../../services.ts';
import { saveAccess } from '../../store/access.ts';
import { findDeal, type StoredDeal } from '../../store/deals.ts';
import {
  type Decision,
  endMaking,
  findCreation,
  findDecision,
  type NewDecision,
  openCreation,
} from '../../store/decisions.ts';
import { newId } from '../../store/new-id.ts';
import type { Deal } from '../deal.ts';
import { endsElsewhere, type InFlight, joinOrStart } from '../decide.ts';
import { recordDealIn } from '../record-deal.ts';
import { type Telling, tellMakingIn } from '../tell-decider.ts';
import { creationKey, referenceOf } from './decision-keys.ts';
import { findSameOpenDeals } from './find-same-open-deals.ts';
import { finishInvitation, invitationState } from './invite-microsoft.ts';
import type { NewDealValues } from './new-deal.ts';
import { invitationReferral, ownReferral } from './new-referrals.ts';
import { openInvitationIn } from './open-invitation.ts';
import {
  CREATE,
  type CreateOutcome,
  type CreateRequest,
  type InvitationState,
  type NotMade,
} from './own-deal-outcome.ts';
import { parseNewDeal } from './parse-new-deal.ts';
import { sendReferral } from './send-referral.ts';

/** What a decision that makes a deal keeps while it is open: ready to be sent, again and the same. */
interface CreationInputs {
  name: string;
  own: NewReferral;
  /** Microsoft's part; null where nobody is asked for. */
  invitation: Omit<NewReferral, 'engagementId'> | null;
}

/**
 * Makes a deal of our own from a draft (LIFE-07), and of a co-sell deal Microsoft's part too: a row first, then the
 * first POST, then deal and second row in one transaction, then the second POST. The same draft sent twice is one deal.
 */
export async function createDeal(
  services: Services,
  inFlight: InFlight,
  request: CreateRequest,
): Promise<CreateOutcome> {
  const { db } = services.store;
  const { decider, draftId } = request;
  const known = await findCreation(db, decider, draftId);
  if (known) return follow(services, inFlight, known);
  const checked = await checkNewDeal(services, request);
  if ('values' in checked) return follow(services, inFlight, await open(services, request, checked.values));
  // Sent twice at once: what the second one was checked against may be the deal that the first one made.
  const meanwhile = await findCreation(db, decider, draftId);
  return meanwhile ? follow(services, inFlight, meanwhile) : checked;
}

async function open(services: Services, request: CreateRequest, values: NewDealValues): Promise<Decision> {
  const { db } = services.store;
  const fresh = newCreation(services, request, values);
  const opened = await openCreation(db, fresh);
  const decision = opened === 'opened' ? await findDecision(db, fresh.id) : opened;
  if (!decision) throw new Error(`Decision ${fresh.id} is gone`);
  return decision;
}

/** Whatever may be said without sending anything. */
async function checkNewDeal(
  services: Services,
  { kind, texts, decider, seenSame }: CreateRequest,
): Promise<CreateOutcome | { values: NewDealValues }> {
  const { values, errors } = parseNewDeal(kind, texts, services.clock.now());
  if (!values) return { kind: 'incomplete', errors };
  const same = await findSameOpenDeals(services, decider, values);
  if (same.kind === 'noAccess') return { kind: 'notAllowed' };
  if (same.kind === 'unavailable') return { kind: 'unavailable', retryAfterSeconds: null };
  if (same.kind === 'signIn') return same;
  const isNews = same.deals.some(({ deal }) => !seenSame.includes(deal.id));
  return isNews ? { kind: 'sameOpen', deals: same.deals } : { values };
}

function newCreation(
  { owner, clock }: Services,
  { draftId, decider, placeId }: CreateRequest,
  values: NewDealValues,
): NewDecision & { draftId: string } {
  const { help } = values;
  const { engagementId: _none, ...invitation } = help ? invitationReferral({ ...values, help }, '') : {};
  const inputs: CreationInputs = {
    name: values.name,
    own: ownReferral(values, referenceOf(draftId)),
    invitation: help ? (invitation as CreationInputs['invitation']) : null,
  };
  return {
    id: newId(),
    dealId: creationKey(draftId),
    draftId,
    verb: CREATE,
    tenantId: decider.tenantId,
    personId: decider.personId,
    personName: decider.name,
    inputs: { ...inputs },
    dealVersion: null,
    placeId,
    openedAt: clock.now(),
    owner,
  };
}

/** Goes on with what is open, here or in another bot; tells what has ended. */
async function follow(services: Services, inFlight: InFlight, decision: Decision): Promise<CreateOutcome> {
  const { db } = services.store;
  let current: Decision | null = decision;
  if (isOpen(current) && current.owner !== null && current.owner !== services.owner) {
    await endsElsewhere(services, current);
    current = await findDecision(db, decision.id);
  }
  if (!current) throw new Error(`Decision ${decision.id} is gone`);
  if (current.state === 'done') return madeBefore(services, current);
  if (!isOpen(current)) return { kind: 'unavailable', retryAfterSeconds: null };
  if (current.owner !== null && current.owner !== services.owner)
    return { kind: 'pending', waitsFor: 'answer' };
  const row = current;
  return joinOrStart(inFlight, row.id, () => carryOutCreation(services, inFlight, row));
}

function isOpen({ state }: Decision): boolean {
  return state === 'asked' || state === 'writing';
}

async function madeBefore(services: Services, { dealId }: Decision): Promise<CreateOutcome> {
  const { db } = services.store;
  const stored = await findDeal(db, dealId);
  if (!stored) return { kind: 'unavailable', retryAfterSeconds: null };
  return { kind: 'created', stored, invitation: await invitationState(db, dealId) };
}

/**
 * Goes on with a creation from wherever its row says it stands; also after a crash.
 * @param telling `all` where nobody waits for the answer. Default: it is on its way
 */
export async function carryOutCreation(
  services: Services,
  inFlight: InFlight,
  decision: Decision,
  telling: Telling = 'later',
): Promise<CreateOutcome> {
  const { own } = decision.inputs as unknown as CreationInputs;
  const sent = await sendReferral(services, decision, { referral: own, looksFirst: false });
  if (sent.kind === 'made') return keepCreated(services, inFlight, decision, sent.deal, telling);
  if (sent.kind !== 'pending') await endNotCreated(services, decision, sent.kind, telling);
  return sent;
}

/** Surely there is no deal, and none will be made by this row. */
export async function endNotCreated(
  services: Services,
  decision: Decision,
  outcome: NotMade['kind'] | 'stale',
  telling: Telling,
): Promise<void> {
  const { id, inputs } = decision;
  const now = services.clock.now();
  const state = outcome === 'rejected' || outcome === 'notAllowed' ? 'refused' : 'abandoned';
  const end = { state, outcome, inputs: { name: inputs['name'] } } as const;
  await services.store.db.transaction().execute(async (trx) => {
    await endMaking(trx, id, end, now);
    await tellMakingIn(trx, decision, { telling, isMade: false }, now);
  });
}

/** The deal is there: row, deal, history, deliveries and the row of the second step in one transaction. */
export async function keepCreated(
  services: Services,
  inFlight: InFlight,
  decision: Decision,
  deal: Deal,
  telling: Telling,
): Promise<CreateOutcome> {
  const stored = await keepInStore(services, decision, deal, telling);
  services.wakeDeliveries();
  const { invitation } = decision.inputs as unknown as CreationInputs;
  const state: InvitationState = invitation
    ? await finishInvitation(services, inFlight, deal.id, telling === 'all' ? 'failures' : 'none')
    : 'none';
  const latest = await findDeal(services.store.db, deal.id);
  return { kind: 'created', stored: latest ?? stored, invitation: state };
}

function keepInStore(
  services: Services,
  decision: Decision,
  deal: Deal,
  telling: Telling,
): Promise<StoredDeal> {
  const now = services.clock.now();
  const { invitation } = decision.inputs as unknown as CreationInputs;
  return services.store.db.transaction().execute(async (trx) => {
    await endMaking(trx, decision.id, { state: 'done', outcome: 'done', dealId: deal.id }, now);
    await tellMakingIn(trx, decision, { telling, isMade: true }, now);
    await saveAccess(trx, decision, deal.id, true, now);
    if (invitation) {
      const { engagementId } = deal;
      await openInvitationIn(trx, services, decision, { dealId: deal.id, engagementId, invitation });
    }
    return recordDealIn(trx, services, deal, { decision: { ...decision, dealId: deal.id } });
  });
}
