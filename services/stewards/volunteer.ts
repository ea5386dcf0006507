import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { hurryDeliveries } from '../store/deliveries.ts';
import { CATCH_UP, GREETING } from '../deals/plan-greeting.ts';
import { activate, addAble, endWatch, findSteward, noteReading, takeTelling } from '../store/stewards.ts';
import { forgetWatch } from './settle-reading.ts';
import { isWatched } from './steward-reader.ts';
import { redrawIfNobodyIsLeft, redrawTold, tellInOwnChat } from './tell-people.ts';

/** An answer that offers to watch comes first: whoever read it is not asked once more. */
const ASKED_AFTER_MS = 3000;

/**
 * From now on the watcher reads with this person's sign-in. Only for somebody whose own reading has just shown a role.
 * What waited for the first reading is looked at soon.
 * @returns `already` where it did
 */
export async function startWatching(services: Services, person: PersonKey): Promise<'begun' | 'already'> {
  const now = services.clock.now();
  const isBegun = await services.store.db.transaction().execute(async (trx) => {
    if (!(await activate(trx, person, now))) return false;
    await hurryDeliveries(trx, [GREETING, CATCH_UP], now);
    await redrawTold(trx, now);
    return true;
  });
  services.wakeDeliveries();
  return isBegun ? 'begun' : 'already';
}

/** The watcher reads with this person's sign-in no more, and what it saw through them counts no more. */
export async function stopWatching(
  { store, clock }: Services,
  person: PersonKey,
): Promise<'ended' | 'notWatching'> {
  const now = clock.now();
  return store.db.transaction().execute(async (trx) => {
    const end = { from: ['active', 'signInNeeded'], to: 'able', at: now } as const;
    if (!(await endWatch(trx, person, end))) return 'notWatching';
    await forgetWatch(trx, person);
    await redrawIfNobodyIsLeft(trx, now);
    // They know.
    await takeTelling(trx, person, now, now);
    return 'ended';
  });
}

/** They have signed in: should they watch, the next pass tries at once. @returns do they? */
export async function signedInAgain({ store, clock }: Services, person: PersonKey): Promise<boolean> {
  const steward = await findSteward(store.db, person);
  if (steward?.state !== 'signInNeeded') return false;
  await noteReading(store.db, person, { failure: steward.failure, waitsUntil: clock.now() });
  return true;
}

/**
 * A reading under the person's own rights showed a role (PERM-01, PERM-02), or that there is none. Where nobody watches
 * yet, the first ones who are met are asked.
 */
export async function noteRole(services: Services, person: PersonKey, hasRole: boolean): Promise<void> {
  const { watchedBy, store, clock } = services;
  if (watchedBy === 'local') return;
  const now = clock.now();
  const known = await findSteward(store.db, person);
  if (!hasRole) {
    if (known?.state === 'able')
      await endWatch(store.db, person, { from: ['able'], to: 'refused', failure: 'forbidden', at: now });
    return;
  }
  if (known && known.state !== 'refused') return;
  const isAsked = !(await isWatched(services));
  await store.db.transaction().execute(async (trx) => {
    if (!(await addAble(trx, person, now)) || !isAsked) return;
    await tellInOwnChat(trx, person, 'ask', now, new Date(now.getTime() + ASKED_AFTER_MS));
  });
}

/**
 * Is this person to be offered to watch: could they, while nobody does?
 * @param isAsked whoever reads the offer has been asked by it, so that no message of its own does
 */
export async function offersWatch(services: Services, person: PersonKey, isAsked: boolean): Promise<boolean> {
  const { watchedBy, store, clock } = services;
  if (watchedBy === 'local' || (await isWatched(services))) return false;
  const steward = await findSteward(store.db, person);
  if (steward?.state !== 'able' && steward?.state !== 'signInNeeded') return false;
  const now = clock.now();
  if (isAsked) await takeTelling(store.db, person, now, now);
  return true;
}
