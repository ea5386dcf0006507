import type { DealVerb, WriteRequest, WritePlan } from './deal-verbs.ts';
import type { Deal } from './deal.ts';
import type { DealKind } from './lifecycle.ts';
import { parseRegistrationInputs } from './registration-form.ts';
import { registrationPatch } from './registration-patch.ts';
import { isRegistered } from './registration-state.ts';

/** Won and not registered yet (REG-01, SEED-11): whether all criteria hold is for the service to say. */
export function mayRegister(deal: Deal, kind: DealKind): boolean {
  const isOurs = kind === 'inbound' || kind === 'outbound';
  return isOurs && deal.status === 'Closed' && deal.substatus === 'Won' && !isRegistered(deal);
}

/** Registers a won deal: one write of `/registrations/-` (partner-center-api.md 5.1). */
export const registerVerb: DealVerb = {
  isLegal: mayRegister,
  isPast: isRegistered,
  plan: planRegister,
  isDone: isRegistered,
};

function planRegister({ deal, inputs, now }: WriteRequest): WritePlan {
  const { typed = {}, invitedAt = null } = inputs.registration ?? {};
  const parsed = parseRegistrationInputs(typed, {
    deal,
    invitedAt: invitedAt === null ? null : new Date(invitedAt),
    now,
  });
  if (parsed.errors) return { kind: 'registrationInvalid', errors: parsed.errors };
  return { kind: 'write', operations: registrationPatch(parsed.values) };
}
