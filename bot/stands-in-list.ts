import { findPostedByActivity } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import type { Turn } from './turn.ts';

/** Was a list clicked (or something else about the place), so that what answers takes its place? */
export async function standsInList(app: App, { envelope, place }: Turn): Promise<boolean> {
  const { replyToId } = envelope;
  const posted = replyToId ? await findPostedByActivity(app.store.db, place.id, replyToId) : null;
  return posted?.subject === 'place';
}
