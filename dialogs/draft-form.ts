import { type Draft, openDraft, saveDraft } from '../services/store/drafts.ts';
import { newId } from '../services/store/new-id.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Edits of a message wait this long at most while a form stands in it: an edit would wipe what is being typed. */
export const FORM_KEEPS_MS = 15 * 60 * 1000;

/** Opens the form's draft, or the one that this person has open already, with what has been typed so far. */
export async function openForm(
  turn: DialogTurn,
  dealId: string,
  dialog: string,
  inputs: Record<string, unknown>,
): Promise<Draft> {
  const { services, decider, placeId, activityId } = turn;
  const { db } = services.store;
  const now = services.clock.now();
  const draft = await openDraft(db, {
    id: newId(),
    tenantId: decider.tenantId,
    personId: decider.personId,
    dealId,
    dialog,
    step: 'form',
    inputs,
    placeId,
    activityId,
    openedAt: now,
    changedAt: now,
    closedAt: null,
  });
  if (Object.keys(inputs).length === 0) return draft;
  const kept = { ...draft, inputs: { ...draft.inputs, ...inputs } };
  await saveDraft(db, kept);
  return kept;
}
