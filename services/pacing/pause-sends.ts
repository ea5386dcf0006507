import type { SendAccounts } from './ask-to-send.ts';

/** So many conversations of a tenant told to wait at one time: it is the tenant that is throttled. */
const CONVERSATIONS_OF_A_THROTTLED_TENANT = 3;
/** Teams asks for seconds; a longer wait is a mistake somewhere. */
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

/** Teams has answered 429 to something for this conversation: it waits, and with several the whole tenant. Pure. */
export function pauseSends(
  { place, tenant }: SendAccounts,
  { placeId, seconds, now }: { placeId: string; seconds: number; now: number },
): SendAccounts {
  const until = now + Math.min(seconds * 1000, LONGEST_PAUSE_MS);
  const waiting = Object.entries(tenant.refused).filter(([, end]) => end > now);
  const refused = { ...Object.fromEntries(waiting), [placeId]: until };
  const isTenants = Object.keys(refused).length >= CONVERSATIONS_OF_A_THROTTLED_TENANT;
  return {
    place: { ...place, pausedUntil: Math.max(place.pausedUntil, until) },
    tenant: {
      ...tenant,
      refused,
      pausedUntil: isTenants ? Math.max(tenant.pausedUntil, until) : tenant.pausedUntil,
    },
  };
}
