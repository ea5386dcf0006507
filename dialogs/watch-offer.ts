import { offersWatch } from '../services/stewards/volunteer.ts';
import type { DialogTurn } from './dialog-turn.ts';

/** Does a card here offer to watch with the reader's account? In their own chat only, where nobody else reads it. */
export async function offersWatchHere({
  services,
  decider,
  isOwnChat,
}: Pick<DialogTurn, 'services' | 'decider' | 'isOwnChat'>): Promise<boolean> {
  return services.watchedBy !== 'local' && isOwnChat && offersWatch(services, decider, true);
}
