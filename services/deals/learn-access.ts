import type { PersonKey } from '../people/person.ts';
import { isReferralError } from '../referrals/errors.ts';
import { withoutOld } from '../privacy/retention.ts';
import type { Services } from '../services.ts';
import { noteRole } from '../stewards/volunteer.ts';
import { forgetAccess, saveVisible } from '../store/access.ts';
import { findSettings, saveSetting } from '../store/settings.ts';
import type { Deal } from './deal.ts';
import { recordDeals } from './record-deal.ts';
import { ACCESS_KEEPS_MS } from './look-at-deal.ts';
import { personScope } from './settings-of-places.ts';

/** Deals read at most in one go, the last changed first; older ones are looked at when a list would name them. */
const MOST_LEARNT = 1000;
/** Longest such reading; a program that stops waits for it. */
const LEARN_WITHIN_MS = 8000;
const BATCH = 100;
const LEARNT_AT = 'accessLearntAt';

export type Learnt = 'learnt' | 'noAccess' | 'signIn' | 'unavailable';

/** Is it time to learn anew which older deals the person may see? */
export async function mustLearn({ store, clock }: Services, person: PersonKey): Promise<boolean> {
  const { [LEARNT_AT]: learntAt } = await findSettings(store.db, personScope(person));
  return learntAt === undefined || Math.abs(clock.now().getTime() - Date.parse(learntAt)) >= ACCESS_KEEPS_MS;
}

/**
 * Learns which deals, closed ones too, the person may see, by reading them under the person's own rights. A lost role
 * ends everything that was known.
 */
export async function learnAccess(services: Services, person: PersonKey): Promise<Learnt> {
  const { db } = services.store;
  const keep = (value: string | null) => saveSetting(db, personScope(person), LEARNT_AT, value);
  // Kept first, so that a second question meanwhile does not read all of it again.
  await keep(services.clock.now().toISOString());
  try {
    await readLatest(services, person);
    return 'learnt';
  } catch (error) {
    await keep(null);
    if (!isReferralError(error)) throw error;
    if (error.kind === 'unauthorized') return 'signIn';
    if (error.kind !== 'forbidden') return 'unavailable';
    await forgetAccess(db, person);
    await noteRole(services, person, false);
    return 'noAccess';
  }
}

/** After a sign-out: nothing is known of what the person may see. */
export async function forgetLearnt({ store: { db } }: Services, person: PersonKey): Promise<void> {
  await forgetAccess(db, person);
  await saveSetting(db, personScope(person), LEARNT_AT, null);
}

async function readLatest(services: Services, person: PersonKey): Promise<void> {
  const signal = AbortSignal.timeout(LEARN_WITHIN_MS);
  const caller = { kind: 'person', person } as const;
  let batch: Deal[] = [];
  let count = 0;
  for await (const deal of services.referrals.listChangedSince(caller, null, signal)) {
    batch.push(deal);
    if (batch.length < BATCH) continue;
    count += await takeIn(services, person, batch, MOST_LEARNT - count);
    batch = [];
    if (count === MOST_LEARNT) return;
  }
  await takeIn(services, person, batch, MOST_LEARNT - count);
}

/** @returns how many of them were worth keeping, `most` at most */
async function takeIn(
  services: Services,
  person: PersonKey,
  read: readonly Deal[],
  most: number,
): Promise<number> {
  const deals = (await withoutOld(services, read)).slice(0, most);
  await recordDeals(services, deals, { isBacklog: true });
  const ids = deals.map(({ id }) => id);
  await saveVisible(services.store.db, person, ids, services.clock.now());
  return deals.length;
}
