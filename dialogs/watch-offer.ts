import { findPlace } from '../services/store/places.ts';
import { offersWatch } from '../services/stewards/volunteer.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Does a card here offer to watch with the reader's account? In their own chat only, where nobody else reads it. */
export async function offersWatchHere({
  services,
  decider,
  placeId,
}: Pick<DialogTurn, 'services' | 'decider' | 'placeId'>): Promise<boolean> {
  if (services.watchedBy === 'local') return false;
  const place = await findPlace(services.store.db, placeId);
  return place?.kind === 'personal' && offersWatch(services, decider, true);
}
