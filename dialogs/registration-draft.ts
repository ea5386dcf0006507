import { MICROSOFT } from '../services/deals/lifecycle.ts';
import { storedMicrosoftSide } from '../services/deals/microsoft-side.ts';
import {
  REGISTRATION_FIELDS,
  type RegistrationContext,
  type RegistrationInputs,
} from '../services/deals/registration-form.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import { type Draft, saveDraft } from '../services/store/drafts.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Name of the dialog in its drafts. */
export const REGISTER = 'register';

/** Keeps what was typed, beside what was there; an emptied field stays empty. */
export async function keepDraft(
  { services }: Pick<DialogTurn, 'services'>,
  draft: Draft,
  step: 'form' | 'review',
  typed: RegistrationInputs,
): Promise<Draft> {
  const inputs = { ...draft.inputs, ...typed };
  const kept = { ...draft, step, inputs, changedAt: services.clock.now() };
  await saveDraft(services.store.db, kept);
  return kept;
}

/** FORM-07 counts from Microsoft's invitation where that was later than the deal's creation. */
export async function contextOf(
  { services }: Pick<DialogTurn, 'services'>,
  { deal }: StoredDeal,
): Promise<RegistrationContext> {
  const microsoft = await storedMicrosoftSide(services, deal);
  const isTheirs = deal.invitation.organizationId === MICROSOFT;
  const invitedAt = microsoft.kind === 'seen' && !isTheirs ? microsoft.deal.createdAt : null;
  return { deal, invitedAt, now: services.clock.now() };
}

export function typedIn({ inputs }: Draft): RegistrationInputs {
  const texts = REGISTRATION_FIELDS.map((field) => {
    const text = inputs[field];
    return [field, typeof text === 'string' ? text : null];
  });
  return Object.fromEntries(texts) as RegistrationInputs;
}
