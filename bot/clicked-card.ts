import { findPostedByActivity, type PostedCard } from '../services/store/posted-cards.ts';
import { PLACE } from './answer.ts';
import type { App } from './app.ts';
import type { Turn } from './turn.ts';

/** The message whose button was pressed, as we know it; null: not at all, or nothing was pressed. */
export async function findClickedCard(
  app: App,
  { envelope: { replyToId }, place }: Turn,
): Promise<PostedCard | null> {
  return replyToId ? findPostedByActivity(app.store.db, place.id, replyToId) : null;
}

/** Is it a list (or something else about the place), so that what answers takes its place? */
export function isList(clicked: PostedCard | null): boolean {
  return clicked?.subject === PLACE;
}
