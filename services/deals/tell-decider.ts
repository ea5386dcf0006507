import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import type { Decision } from '../store/decisions.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

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
  decision: Told,
  end: { telling: Telling; isMade: boolean },
  now: Date,
): Promise<void> {
  const { telling, isMade } = end;
  if (telling === 'none' || (isMade ? telling === 'failures' : telling === 'later')) return;
  const isLater = telling === 'later';
  const dueAt = isLater ? new Date(now.getTime() + ANSWERED_WITHIN_MS) : now;
  const occasion = isLater ? UNLESS_ANSWERED : 'making';
  await wantDeliveries(trx, notice(decision, occasion, dueAt), now);
}

async function tell(services: Services, decision: Told, occasion: string): Promise<void> {
  const now = services.clock.now();
  const wanted = notice(decision, occasion, now);
  if (wanted.length === 0) return;
  await wantDeliveries(services.store.db, wanted, now);
  services.wakeDeliveries();
}

/** None where nobody knows the place in which it was decided. */
function notice({ id, placeId }: Told, occasion: string, dueAt: Date): WantedDelivery[] {
  return placeId ? [{ placeId, subject: `decision:${id}`, occasion, dueAt, wantedVersion: 1 }] : [];
}
