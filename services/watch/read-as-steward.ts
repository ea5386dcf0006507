import type { Deal } from '../deals/deal.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import type { StewardReader } from '../stewards/steward-reader.ts';
import { idsOfOpenSeenBy } from '../store/sightings.ts';
import { findWatermark, saveWatermark } from '../store/watermarks.ts';
import { loseDeal, type Reading, seeDeals } from './see-deals.ts';

const MINUTE = 60 * 1000;
/** Read again this far behind the mark, because changes may become visible out of order. */
const OVERLAP_MS = 5 * MINUTE;
/** How often everything is read, so that what no list of changes shows is found too. */
const RECONCILE_EVERY_MS = 60 * MINUTE;
/** Missing deals read again in one reading, at most. */
const MOST_REREAD = 20;
/** Deals taken in at a time. */
const CHUNK = 100;

/**
 * One steward's reading of what is new and changed. The first one, and one now and then, reads everything that this
 * steward sees; the others read back from the newest change to the mark. The mark is the service's own time, never our
 * clock.
 */
export async function readAsSteward(
  services: Services,
  reader: StewardReader,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, referrals } = services;
  const startedAt = clock.now();
  const mark = await findWatermark(store.db, reader.name);
  const reconciledAt = mark?.reconciledAt ?? null;
  const isFirst = reconciledAt === null;
  const isFull = isFirst || Math.abs(startedAt.getTime() - reconciledAt.getTime()) >= RECONCILE_EVERY_MS;
  const since = isFull || !mark?.changedThrough ? null : new Date(mark.changedThrough.getTime() - OVERLAP_MS);

  const reading: Reading = { isFull, isFirst };
  const seen = new Set<string>();
  let newest = mark?.changedThrough ?? null;
  for await (const deals of chunks(referrals.listChangedSince(reader.caller, since, signal))) {
    await seeDeals(services, reader, deals, reading);
    for (const { id, updatedAt } of deals) {
      seen.add(id);
      if (updatedAt && (!newest || updatedAt > newest)) newest = updatedAt;
    }
  }
  if (isFull) await lookForMissing(services, reader, seen, signal);
  const read = { changedThrough: newest, reconciledAt: isFull ? startedAt : reconciledAt };
  await saveWatermark(store.db, { steward: reader.name, ...read });
  if (isFirst) services.wakeDeliveries();
}

/** Open deals that this steward saw and that the full list did not name. It says nothing about what others see. */
async function lookForMissing(
  services: Services,
  reader: StewardReader,
  seen: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const missing = (await idsOfOpenSeenBy(services.store.db, reader.name)).filter((id) => !seen.has(id));
  for (const id of missing.slice(0, MOST_REREAD)) await readAgain(services, reader, id, signal);
}

/** A 404 is learnt from; a refusal of this one deal says nothing, and the next full reading asks again. */
export async function readAgain(
  services: Services,
  reader: StewardReader,
  dealId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const deal = await services.referrals.get(reader.caller, dealId, signal);
    await seeDeals(services, reader, [deal], { isFull: false, isFirst: false });
  } catch (error) {
    if (isReferralError(error, 'notFound')) return loseDeal(services, reader, dealId);
    if (!isReferralError(error, 'forbidden', 'rejected') || error.insufficientClaims) throw error;
  }
}

/** What had come before a list broke off is given out too. */
async function* chunks(deals: AsyncIterable<Deal>): AsyncGenerator<Deal[]> {
  let chunk: Deal[] = [];
  try {
    for await (const deal of deals) {
      chunk.push(deal);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    yield chunk;
    throw error;
  }
  yield chunk;
}
