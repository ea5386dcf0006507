import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { redrawIfNobodyIsLeft } from '../stewards/tell-people.ts';
import { forgetWatch } from '../stewards/settle-reading.ts';
import { forgetPersonIn } from '../store/forget-person.ts';
import { hasOpenDecision } from '../store/decisions.ts';

/**
 * Takes a person out of the store, in one transaction: nothing is posted to them any more, and what they decided stays
 * without their name. Their tokens are not in here: see `signOut`.
 * @returns `busy` where something that they decided is still on its way; then nothing is forgotten
 */
export async function forgetPerson(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  person: PersonKey,
): Promise<'forgotten' | 'busy'> {
  return store.db.transaction().execute(async (trx) => {
    if (await hasOpenDecision(trx, person)) return 'busy';
    await forgetWatch(trx, person);
    await forgetPersonIn(trx, person);
    await redrawIfNobodyIsLeft(trx, clock.now());
    return 'forgotten';
  });
}
