import { REGISTRATION_FIELDS, type RegistrationInputs } from '../services/deals/registration-form.ts';
import { type Draft, findOpenDrafts, openDraft, saveDraft } from '../services/store/drafts.ts';
import { newId } from '../services/store/new-id.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Name of the dialog in its drafts. */
export const REGISTER = 'register';

export interface FormMessage {
  placeId: string;
  /** null: it is not posted yet. */
  activityId: string | null;
}

/** Opens the draft with these values, or goes on with the one that is open, in another message perhaps. */
export async function startDraft(
  { services, decider }: DialogTurn,
  dealId: string,
  values: RegistrationInputs,
  { placeId, activityId }: FormMessage,
): Promise<{ draft: Draft; before: FormMessage | null }> {
  const { db } = services.store;
  const now = services.clock.now();
  const drafts = await findOpenDrafts(db, decider, dealId);
  const open = drafts.find(({ dialog }) => dialog === REGISTER);
  if (open) {
    const moved = { ...open, placeId, activityId, changedAt: now };
    await saveDraft(db, moved);
    return { draft: moved, before: { placeId: open.placeId, activityId: open.activityId } };
  }
  const draft = await openDraft(db, {
    id: newId(),
    tenantId: decider.tenantId,
    personId: decider.personId,
    dealId,
    dialog: REGISTER,
    step: 'form',
    inputs: { ...values },
    placeId,
    activityId,
    openedAt: now,
    changedAt: now,
    closedAt: null,
  });
  return { draft, before: null };
}

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

export function typedIn({ inputs }: Draft): RegistrationInputs {
  const texts = REGISTRATION_FIELDS.map((field) => {
    const text = inputs[field];
    return [field, typeof text === 'string' ? text : null];
  });
  return Object.fromEntries(texts) as RegistrationInputs;
}
