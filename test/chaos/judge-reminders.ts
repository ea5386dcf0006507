import type { DealEvidence, Evidence } from './evidence.ts';
import { keyOf } from './judge-posts.ts';
import type { Stay } from './world.ts';

/** However much goes wrong meanwhile: a lease of a dead bot, some refused attempts, a database that is away. */
const LATE_AT_MOST_MS = 90_000;
/** What happens so near to the moment itself may come before it or after. */
const NEAR_MS = 90_000;

/** Each step that was due while the deal waited was pushed once, and in time. */
export function judgeReminders(evidence: Evidence): { broken: string[]; lateMs: number[] } {
  const pushed = Map.groupBy(
    evidence.kept.filter(({ occasion }) => occasion.startsWith('expiry:24h:')),
    keyOf,
  );
  const broken: string[] = [];
  const lateMs: number[] = [];
  for (const deal of evidence.deals) {
    for (const place of evidence.places) {
      const pushes = pushed.get(`${place.id} ${deal.id}`) ?? [];
      const stays = evidence.stays.filter(({ placeId }) => placeId === place.id);
      const { least, most } = wanted(deal, place.kind, stays);
      if (pushes.length < least || pushes.length > most)
        broken.push(
          `reminder of ${deal.name} in ${place.kind}: ${pushes.length} in place of ${least === most ? most : `${least} to ${most}`}`,
        );
      const late = pushes.map(({ at }) => at - (deal.remindedAt ?? at));
      lateMs.push(...late);
      const tooLate = late.filter((ms) => ms > LATE_AT_MOST_MS);
      if (tooLate.length > 0) broken.push(`reminder of ${deal.name} in ${place.kind}: ${tooLate[0]} ms late`);
    }
  }
  return { broken, lateMs };
}

/** A deal seen only after its step was due gets the card alone, which says so; so does a place that came later. */
function wanted(
  { remindedAt, firstSeenAt, watchedAt }: DealEvidence,
  kind: string,
  stays: readonly Stay[],
): { least: number; most: number } {
  if (remindedAt === null || firstSeenAt === null || firstSeenAt >= remindedAt) return { least: 0, most: 0 };
  // Somebody looked at it first. A shared place is told only what the watcher sees; a push that came late may be.
  if (kind !== 'personal' && (watchedAt === null || watchedAt >= remindedAt)) return { least: 0, most: 1 };
  const isNear = stays.some(
    ({ from, to }, index) =>
      (to !== null && Math.abs(to - remindedAt) < NEAR_MS) ||
      (index > 0 && Math.abs(from - remindedAt) < NEAR_MS),
  );
  if (isNear) return { least: 0, most: 1 };
  const isThere = stays.some(({ from, to }) => from < remindedAt && (to === null || to > remindedAt));
  return isThere ? { least: 1, most: 1 } : { least: 0, most: 0 };
}
