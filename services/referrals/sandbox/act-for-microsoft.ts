import type { Collection } from './collection.ts';
import { engagementOf, SELLER } from './create-referral.ts';
import { invalidRequest, Refusal } from './refusal.ts';
import { stateOf } from './state-moves.ts';
import { stamped, valueAt, type WireReferral, wireTime } from './wire-referral.ts';

/** What Microsoft's seller can do on a sister referral: from which state to which. */
const MOVES = {
  accept: { from: ['New/Pending', 'New/Received'], to: ['Active', 'Accepted'], stamp: 'acceptedDateTime' },
  decline: { from: ['New/Pending', 'New/Received'], to: ['Closed', 'Declined'], stamp: 'closedDateTime' },
  won: { from: ['Active/Accepted'], to: ['Closed', 'Won'], stamp: 'closedDateTime' },
} as const;

export type MicrosoftMove = keyof typeof MOVES;

export const isMicrosoftMove = (word: unknown): word is MicrosoftMove =>
  typeof word === 'string' && Object.hasOwn(MOVES, word);

/**
 * Acts for Microsoft on a sister referral, named by its own id or by that of the partner's deal. Only the sister changes:
 * our referral keeps its eTag and its moment of change. Once accepted it carries an MSX id (ID-01) and a seller (SEED-12).
 */
export function actForMicrosoft(
  collection: Collection,
  id: string,
  move: MicrosoftMove,
  now: Date,
  reason: string | null = null,
): WireReferral {
  const sister = sisterOf(collection, id);
  const { from, to, stamp } = MOVES[move];
  if (!from.some((state) => state === stateOf(sister))) {
    throw invalidRequest(`Microsoft's referral is ${stateOf(sister)}: ${move} is not possible`);
  }
  const [status, substatus] = to;
  const msxId =
    move === 'accept'
      ? `7-${id.replaceAll('-', '').slice(0, 10).toUpperCase()}`
      : valueAt(sister, 'trackingInfo', 'microsoftMsxId');
  const acted = stamped(
    {
      ...sister,
      status,
      substatus,
      [stamp]: wireTime(now),
      trackingInfo: { microsoftMsxId: msxId ?? null },
      ...(move === 'accept' && { team: [SELLER] }),
      ...(move === 'decline' && { statusReason: reason }),
    },
    now,
  );
  collection.put(acted);
  return acted;
}

function sisterOf(collection: Collection, id: string): WireReferral {
  const named = collection.get(id);
  if (named === null) throw new Refusal(404, 'itemNotFound', 'There is no such referral');
  const sister = engagementOf(collection, named['engagementId']).find(
    (one) => valueAt(one, 'organizationId') === 'msft',
  );
  if (sister === undefined)
    throw new Refusal(404, 'itemNotFound', 'Microsoft has no referral in this engagement');
  return sister as WireReferral;
}
