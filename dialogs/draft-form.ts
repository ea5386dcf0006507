import type { StoredDeal } from '../services/store/deals.ts';
import { type Draft, findOpenDrafts, openDraft, saveDraft } from '../services/store/drafts.ts';
import { newId } from '../services/store/new-id.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';

/** Edits of a message wait this long at most while a form stands in it: an edit would wipe what is being typed. */
export const FORM_KEEPS_MS = 15 * 60 * 1000;

/** The message in which a form stands; `activityId` null: it is not posted yet. */
export type FormMessage = Pick<Draft, 'placeId' | 'activityId'>;

/** A long form, ready to be shown, or why there is none. */
export type OpenedForm =
  | {
      kind: 'form';
      answer: DialogAnswer & { draftId: string };
      stored: StoredDeal;
      /** The message in which the form stood until now; null: it was not open. */
      before: FormMessage | null;
      /** Did this call open it? Of several at the same time, one did. */
      isFresh: boolean;
    }
  | { kind: 'refused'; answer: DialogAnswer };

/** Opens the form's draft, or the one that this person has open already, with what has been typed so far. */
export async function openForm(
  turn: DialogTurn,
  dealId: string,
  dialog: string,
  inputs: Record<string, unknown>,
): Promise<Draft> {
  const draft = await openDraft(turn.services.store.db, newDraft(turn, dealId, dialog, inputs, turn));
  if (Object.keys(inputs).length === 0) return draft;
  const kept = { ...draft, inputs: { ...draft.inputs, ...inputs } };
  await saveDraft(turn.services.store.db, kept);
  return kept;
}

/** A form that was sent and could not be written before its person signs in keeps what they typed. */
export async function keepTyped(
  turn: DialogTurn,
  dealId: string,
  dialog: string,
  inputs: Record<string, unknown>,
): Promise<void> {
  if (Object.keys(inputs).length > 0) await openForm(turn, dealId, dialog, inputs);
}

/**
 * Opens the draft of a long form with these inputs, or goes on with the one that is open, untouched, perhaps in
 * another message. `before`: where that one's form stood until now.
 */
export async function startDraft(
  turn: DialogTurn,
  dealId: string,
  dialog: string,
  inputs: object,
  at: FormMessage,
): Promise<{ draft: Draft; before: FormMessage | null; isFresh: boolean }> {
  const { services } = turn;
  const open = await findOpenForm(turn, dealId, dialog);
  if (!open) {
    const fresh = newDraft(turn, dealId, dialog, { ...inputs }, at);
    const draft = await openDraft(services.store.db, fresh);
    return { draft, before: null, isFresh: draft.id === fresh.id };
  }
  const moved = { ...open, placeId: at.placeId, activityId: at.activityId, changedAt: services.clock.now() };
  await saveDraft(services.store.db, moved);
  return { draft: moved, before: { placeId: open.placeId, activityId: open.activityId }, isFresh: false };
}

/** This person's open draft of one dialog on a deal. */
export async function findOpenForm(
  { services, decider }: Pick<DialogTurn, 'services' | 'decider'>,
  dealId: string,
  dialog: string,
): Promise<Draft | null> {
  const drafts = await findOpenDrafts(services.store.db, decider, dealId);
  return drafts.find((draft) => draft.dialog === dialog) ?? null;
}

function newDraft(
  { services, decider }: DialogTurn,
  dealId: string,
  dialog: string,
  inputs: Record<string, unknown>,
  { placeId, activityId }: FormMessage,
): Draft {
  const now = services.clock.now();
  return {
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
  };
}
