import { endWaiting } from '../deals/new-deal/end-waiting.ts';
import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { redrawIfNobodyIsLeft } from '../stewards/tell-people.ts';
import { forgetWatch } from '../stewards/settle-reading.ts';
import { forgetPersonIn } from '../store/forget-person.ts';
import { hasDecisionUnderWay } from '../store/decisions.ts';

/**
 * Takes a person out of the store, in one transaction: nothing is posted to them any more, and what they decided stays
 * without their name. Their tokens are not in here: see `signOut`.
 * @returns `busy` where something that they decided is being carried out; then nothing is forgotten. What waits for their
 * sign-in is ended: `ended` says how much
 */
export async function forgetPerson(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  person: PersonKey,
): Promise<{ kind: 'forgotten'; ended: number } | { kind: 'busy' }> {
  return store.db.transaction().execute(async (trx) => {
    if (await hasDecisionUnderWay(trx, person)) return { kind: 'busy' };
    const ended = await endWaiting(trx, person, clock.now());
    await forgetWatch(trx, person);
    await forgetPersonIn(trx, person);
    await redrawIfNobodyIsLeft(trx, clock.now());
    return { kind: 'forgotten', ended };
  });
}
