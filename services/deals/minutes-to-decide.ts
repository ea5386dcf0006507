import type { Deal } from './deal.ts';

/** From a deal's creation to its Accept or Decline, in whole minutes; null: not decided, or Partner Center does not say when. */
export function minutesToDecide({
  createdAt,
  acceptedAt,
  closedAt,
  substatus,
}: Pick<Deal, 'createdAt' | 'acceptedAt' | 'closedAt' | 'substatus'>): number | null {
  const decidedAt = acceptedAt ?? (substatus === 'Declined' ? closedAt : null);
  if (!createdAt || !decidedAt || decidedAt < createdAt) return null;
  return Math.floor((decidedAt.getTime() - createdAt.getTime()) / 60_000);
}
