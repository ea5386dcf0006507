import type { PersonKey } from '../../people/person.ts';
import type { Db } from '../../store/database.ts';
import { endMaking, findWaitingForSignIn } from '../../store/decisions.ts';
import { INVITE } from './own-deal-outcome.ts';

/**
 * Ends what waits until this person signs in again, because they will not; a deal that is there stays, and somebody else
 * may ask Microsoft for it.
 * @returns how many were ended
 */
export async function endWaiting(trx: Db, person: PersonKey, now: Date): Promise<number> {
  const waiting = await findWaitingForSignIn(trx, person);
  for (const { id, verb, inputs } of waiting) {
    const dealId = inputs['dealId'];
    const ofDeal = verb === INVITE && typeof dealId === 'string' ? { dealId } : {};
    await endMaking(trx, id, { state: 'abandoned', outcome: 'forgotten', ...ofDeal }, now);
  }
  return waiting.length;
}
