import type { Services } from '../../services.ts';
import { findDeal, type StoredDeal } from '../../store/deals.ts';
import { findOpenDecision, lastDoneDecision } from '../../store/decisions.ts';
import { type Decide, decisiveChangesSince, type InFlight } from '../decide.ts';
import type { DecisionOutcome } from '../decision.ts';
import { lookAtDeal } from '../look-at-deal.ts';
import { readMicrosoftSide } from '../microsoft-side.ts';
import { invitationKey } from './decision-keys.ts';
import { finishInvitation, invitationState } from './invite-microsoft.ts';
import { invitationReferral } from './new-referrals.ts';
import { openInvitationIn } from './open-invitation.ts';
import {
  INVITE,
  type InvitationState,
  SHARE_FIELDS,
  type ShareField,
  type ShareOutcome,
  type ShareRequest,
} from './own-deal-outcome.ts';
import { readFields } from './parse-new-deal.ts';
import { type ShareInputs, sharePatch } from './share-verb.ts';
import { type ShareBlock, shareSteps } from './sharing.ts';
import { fullContact, helpOf, inviteGaps, valuesOfDeal } from './values-of-deal.ts';

/**
 * Shares a deal of ours further (TYPE-08): visibility for sellers by a write on the deal, Microsoft's help by a second
 * referral after it. Each is a decision of its own; what the first one has opened is finished whatever happens.
 */
export async function shareDeal(
  services: Services & { decide: Decide },
  inFlight: InFlight,
  request: ShareRequest,
): Promise<ShareOutcome> {
  const { decider, dealId, version } = request;
  const sight = await lookAtDeal(services, decider, dealId);
  if (sight.kind === 'noAccess' || sight.kind === 'notFound') return sight;
  if (sight.kind === 'signIn') return { kind: 'signIn', stored: null };
  if (sight.kind === 'unavailable') {
    const { stored, error } = sight;
    return { kind: 'unavailable', stored, retryAfterSeconds: error.retryAfterSeconds };
  }
  const { stored } = sight;
  const block = await whatBlocks(services, stored, request);
  if (block === 'unknown') return { kind: 'unavailable', stored, retryAfterSeconds: null };
  if (block !== null) return blockedOrDone(services, inFlight, stored, request, block);
  const fields = await decisiveChangesSince(services, dealId, version);
  if (fields.length > 0) return { kind: 'changed', stored, fields };
  const ready = readyToShare(stored, request, services.clock.now());
  return 'inputs' in ready ? write(services, inFlight, stored, request, ready.inputs) : ready;
}

async function whatBlocks(
  services: Services,
  { deal, kind }: StoredDeal,
  { decider, to }: ShareRequest,
): Promise<ShareBlock | 'unknown' | null> {
  const microsoft = await readMicrosoftSide(services, { kind: 'person', person: decider }, deal);
  if (microsoft.kind === 'unknown') return 'unknown';
  const open = await findOpenDecision(services.store.db, invitationKey(deal.id), INVITE);
  return shareSteps(deal, kind, microsoft, open !== null).find((step) => step.to === to)?.block ?? null;
}

/** The same person sent the same before: that answer again. */
async function blockedOrDone(
  services: Services,
  inFlight: InFlight,
  stored: StoredDeal,
  { decider, to }: ShareRequest,
  block: ShareBlock,
): Promise<ShareOutcome> {
  const { db } = services.store;
  const { id } = stored.deal;
  const verb = to === 'coSell' ? INVITE : 'deal.share';
  const earlier =
    block === 'beingInvited'
      ? await findOpenDecision(db, invitationKey(id), verb)
      : block === 'already'
        ? await lastDoneDecision(db, id, verb)
        : null;
  if (earlier?.personId !== decider.personId || earlier.tenantId !== decider.tenantId)
    return { kind: 'blocked', stored, block };
  return { kind: 'shared', stored, to, invitation: await finishInvitation(services, inFlight, id) };
}

/** Everything that may be said before something is sent. */
function readyToShare(
  stored: StoredDeal,
  { to, texts, confirmed }: ShareRequest,
  now: Date,
): { inputs: ShareInputs } | ShareOutcome {
  const { deal } = stored;
  if (to === 'partnerLed')
    return confirmed
      ? { inputs: { contact: null, invitation: null } }
      : { kind: 'confirmationMissing', stored };
  const gaps = inviteGaps(deal);
  if (gaps.length > 0) return { kind: 'gaps', stored, gaps };
  const known = fullContact(deal);
  const { read, errors } = readFields(shareFields(known !== null), 'coSell', texts, now);
  if (Object.keys(errors).length > 0) return { kind: 'incomplete', stored, errors };
  if (!confirmed) return { kind: 'confirmationMissing', stored };
  const { help, contact } = helpOf(read);
  const whom = known ?? contact;
  if (!whom) throw new Error('A share without a contact was taken as complete');
  const { engagementId: _none, ...invitation } = invitationReferral(valuesOfDeal(deal, help, whom), '');
  return { inputs: { contact, invitation } };
}

/** What is asked for co-sell: the contact only where the deal has none that is complete. */
export function shareFields(hasContact: boolean): ShareField[] {
  return SHARE_FIELDS.filter((field) => !hasContact || !field.startsWith('contact'));
}

async function write(
  services: Services & { decide: Decide },
  inFlight: InFlight,
  stored: StoredDeal,
  { dealId, to, decider, placeId, version }: ShareRequest,
  inputs: ShareInputs,
): Promise<ShareOutcome> {
  const { db } = services.store;
  const { deal } = stored;
  if (sharePatch(deal, inputs.contact).length > 0) {
    const request = {
      dealId,
      verb: 'deal.share',
      decider,
      inputs: { share: inputs },
      version,
      placeId,
    } as const;
    const outcome = await services.decide(request);
    if (outcome.kind !== 'done' && outcome.kind !== 'unchanged') return shareRefused(outcome, stored);
  }
  if (inputs.invitation) {
    const { engagementId } = deal;
    const asking = { ...decider, personName: decider.name, placeId };
    await openInvitationIn(db, services, asking, { dealId, engagementId, invitation: inputs.invitation });
  }
  const invitation: InvitationState = inputs.invitation
    ? await finishInvitation(services, inFlight, dealId)
    : await invitationState(db, dealId);
  return { kind: 'shared', stored: (await findDeal(db, dealId)) ?? stored, to, invitation };
}

/** What of a decision about visibility is said in the words of a share. */
function shareRefused(outcome: DecisionOutcome, stored: StoredDeal): ShareOutcome {
  switch (outcome.kind) {
    case 'noAccess':
    case 'notFound':
    case 'changed':
    case 'pending':
    case 'unavailable':
    case 'notAllowed':
    case 'rejected':
      return outcome;
    case 'signIn':
      return { kind: 'signIn', stored };
    case 'alreadyDecided':
    case 'illegal':
      return { kind: 'blocked', stored: outcome.stored, block: 'closed' };
    // What is not said of a share: neither does it ask for anything, nor do these two come here.
    case 'done':
    case 'unchanged':
    case 'gaps':
    case 'reasonMissing':
    case 'confirmationMissing':
    case 'registrationInvalid':
    case 'editInvalid':
    case 'editConflict':
      return { kind: 'unavailable', stored, retryAfterSeconds: null };
  }
}
