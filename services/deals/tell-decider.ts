import type { Services } from '../services.ts';
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

async function tell(services: Services, { id, placeId }: Told, occasion: string): Promise<void> {
  if (!placeId) return;
  const now = services.clock.now();
  const wanted = { placeId, subject: `decision:${id}`, occasion, dueAt: now, wantedVersion: 1 };
  await wantDeliveries(services.store.db, [wanted], now);
  services.wakeDeliveries();
}
