import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { closeDraft, type Draft, findOpenDrafts } from '../store/drafts.ts';
import { findPostedByActivity } from '../store/posted-cards.ts';
import { afterClick } from './lanes.ts';

/**
 * Ends this person's forms on a deal, so that edits of their messages go on at once.
 * @param ends which of them; default all
 */
export async function closeForms(
  services: Services,
  person: PersonKey,
  dealId: string,
  ends: (draft: Draft) => boolean = () => true,
): Promise<void> {
  const { db } = services.store;
  const open = await findOpenDrafts(db, person, dealId);
  const drafts = open.filter(ends);
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
  const edit = { placeId, subject, occasion, dueAt: now, wantedVersion: version };
  await wantDeliveries(db, afterClick([edit], now), now);
}
