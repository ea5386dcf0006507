import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import type { Decision } from '../store/decisions.ts';
import { wantDeliveries } from '../store/deliveries.ts';

type Told = Pick<Decision, 'id' | 'placeId'>;

/** Wants a notice to the person, where they clicked, that their decision was not carried out. */
export async function tellNotDone(services: Services, decision: Told): Promise<void> {
  await tell(services, decision, 'notDone');
}

/** As above, about a referral that is to be made: how it stands, kept up to date. */
export async function tellMaking(services: Services, decision: Told): Promise<void> {
  await tell(services, decision, 'making');
}

/**
 * What is told of a making that ends, wanted in the transaction of its end, so that a process that dies right after it
 * leaves nobody untold. `all`: nobody waits for an answer. `failures`: the notice of the creation tells where it went
 * well. `later`: an answer is on its way; told where it never arrives.
 */
export type Telling = 'all' | 'failures' | 'later' | 'none';

/** By then the answer to a click stands in its message. */
const ANSWERED_WITHIN_MS = 20_000;
const UNLESS_ANSWERED = 'making:unless-answered';

/** Is it told only where the answer to the click never arrived? */
export const isUnlessAnswered = (occasion: string): boolean => occasion === UNLESS_ANSWERED;

export async function tellMakingIn(
  trx: Db,
  { id, placeId }: Told,
  end: { telling: Telling; isMade: boolean },
  now: Date,
): Promise<void> {
  const { telling, isMade } = end;
  if (!placeId || telling === 'none' || (isMade ? telling === 'failures' : telling === 'later')) return;
  const isLater = telling === 'later';
  const dueAt = isLater ? new Date(now.getTime() + ANSWERED_WITHIN_MS) : now;
  const occasion = isLater ? UNLESS_ANSWERED : 'making';
  await wantDeliveries(trx, [{ placeId, subject: `decision:${id}`, occasion, dueAt, wantedVersion: 1 }], now);
}

async function tell(services: Services, { id, placeId }: Told, occasion: string): Promise<void> {
  if (!placeId) return;
  const now = services.clock.now();
  const wanted = { placeId, subject: `decision:${id}`, occasion, dueAt: now, wantedVersion: 1 };
  await wantDeliveries(services.store.db, [wanted], now);
  services.wakeDeliveries();
}
