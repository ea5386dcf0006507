import type { Migration } from 'kysely/migration';
import { firstTables } from './0001-first-tables.ts';
import { favoritesAndListedDeals } from './0003-favorites-and-listed-deals.ts';
import { events } from './0004-events.ts';
import { dealTypes } from './0005-deal-types.ts';
import { standIns } from './0007-stand-ins.ts';
import { placesAndDigests } from './0002-places-and-digests.ts';
import { signIns } from './0006-sign-ins.ts';
import { stewards } from './0008-stewards.ts';
import { engagementReadings } from './0009-engagement-readings.ts';
import { engagementsAndInsight } from './0010-engagements-and-insight.ts';
import { replicas } from './0011-replicas.ts';
import { retention } from './0012-retention.ts';
import { ownDeals } from './0014-own-deals.ts';
import { searchedDuns } from './0015-searched-duns.ts';
import { sending } from './0016-sending.ts';
import { search } from './0017-search.ts';

/**
 * All migrations, run in the order of their names. A released one is never changed: add the next number.
 * Write SQL that both engines take, with `text` and `integer` columns only.
 */
export const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-places-and-digests': placesAndDigests,
  '0003-favorites-and-listed-deals': favoritesAndListedDeals,
  '0004-events': events,
  '0005-deal-types': dealTypes,
  '0006-sign-ins': signIns,
  '0007-stand-ins': standIns,
  '0008-stewards': stewards,
  '0009-engagement-readings': engagementReadings,
  '0010-engagements-and-insight': engagementsAndInsight,
  '0011-replicas': replicas,
  '0012-retention': retention,
  '0014-own-deals': ownDeals,
  '0015-searched-duns': searchedDuns,
  '0016-sending': sending,
  '0017-search': search,
};
