import type { Deal } from '../deals/deal.ts';
import { awaitsAnswer } from '../deals/lifecycle.ts';
import { catchUpWish } from '../deals/plan-greeting.ts';
import { recordDeals } from '../deals/record-deal.ts';
import { withoutOld } from '../privacy/retention.ts';
import type { Services } from '../services.ts';
import type { StewardReader } from '../stewards/steward-reader.ts';
import { saveAccess, saveVisible } from '../store/access.ts';
import { findDealsByIds } from '../store/deals.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { listFollowingPlaces } from '../store/places.ts';
import { loseSighting, saveSightings } from '../store/sightings.ts';

export interface Reading {
  /** Everything that the steward sees, not only changes: all of it is confirmed. */
  isFull: boolean;
  /** This steward's first one: what it brings up need not be new. */
  isFirst: boolean;
}

/**
 * Takes in deals that a steward's reading named: who sees them (the steward's reading is also that person's access),
 * then the deals. Two stewards who read the same make one record: the eTag and the change time tell which is newer.
 */
export async function seeDeals(
  services: Services,
  reader: StewardReader,
  named: readonly Deal[],
  { isFull, isFirst }: Reading,
): Promise<void> {
  const { db } = services.store;
  const deals = await withoutOld(services, named);
  const now = services.clock.now();
  const ids = deals.map(({ id }) => id);
  const sightings = await saveSightings(db, reader.name, ids, now);
  if (reader.person) await saveVisible(db, reader.person, isFull ? ids : sightings.ids, now);
  await tellShared(services, sightings.unwatched, now);
  await recordDeals(services, deals, { isBacklog: isFirst });
}

/** Deals that only people had looked at until now: from now on shared places may be told of them. */
async function tellShared(
  { store: { db } }: Services,
  unwatched: readonly string[],
  now: Date,
): Promise<void> {
  const known = await findDealsByIds(db, unwatched);
  if (!known.some(({ deal, kind }) => kind === 'inbound' && awaitsAnswer(deal))) return;
  const places = await listFollowingPlaces(db);
  const wanted = places.filter(({ kind }) => kind !== 'personal').map((place) => catchUpWish(place, now));
  await wantDeliveries(db, wanted, now);
}

/** Partner Center says 404 to a steward who had seen the deal. Whether it is gone depends on the others too. */
export async function loseDeal(services: Services, reader: StewardReader, dealId: string): Promise<void> {
  const { store, clock } = services;
  const now = clock.now();
  await store.db.transaction().execute(async (trx) => {
    await loseSighting(trx, reader.name, dealId, now);
    if (reader.person) await saveAccess(trx, reader.person, dealId, false, now);
  });
}
