import { closeDraft, type Draft, findOpenDrafts, openDraft, saveDraft } from '../services/store/drafts.ts';
import { wantDeliveries } from '../services/store/deliveries.ts';
import { findPostedByActivity } from '../services/store/posted-cards.ts';
import type { Services } from '../services/services.ts';
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

/** Ends this person's forms on a deal, so that edits of their messages go on at once. */
export async function closeDraftsBy(
  { services, decider }: Pick<DialogTurn, 'services' | 'decider'>,
  dealId: string,
): Promise<void> {
  const { db } = services.store;
  const drafts = await findOpenDrafts(db, decider, dealId);
  for (const draft of drafts) {
    await closeDraft(db, draft.id, services.clock.now());
    await wantEditThatWaited(services, draft);
  }
  if (drafts.length > 0) services.wakeDeliveries();
}

/** An edit that met the open form was put off until the form would end by itself. */
export async function wantEditThatWaited(
  { store: { db }, clock }: Pick<Services, 'store' | 'clock'>,
  { placeId, activityId }: Pick<Draft, 'placeId' | 'activityId'>,
): Promise<void> {
  const posted = activityId === null ? null : await findPostedByActivity(db, placeId, activityId);
  if (!posted) return;
  const now = clock.now();
  const { subject, occasion, version } = posted;
  await wantDeliveries(db, [{ placeId, subject, occasion, dueAt: now, wantedVersion: version }], now);
}
