import type { Migration } from 'kysely/migration';

/**
 * All migrations, run in the order of their names. A released one is never changed: add the next number.
 * They are loaded only where one of them is to be run. Write SQL that both engines take, with `text` and `integer` columns only.
 */
export const migrations: Record<string, () => Promise<Migration>> = {
  '0001-first-tables': async () => (await import('./0001-first-tables.ts')).firstTables,
  '0002-places-and-digests': async () => (await import('./0002-places-and-digests.ts')).placesAndDigests,
  '0003-favorites-and-listed-deals': async () =>
    (await import('./0003-favorites-and-listed-deals.ts')).favoritesAndListedDeals,
  '0004-events': async () => (await import('./0004-events.ts')).events,
  '0005-deal-types': async () => (await import('./0005-deal-types.ts')).dealTypes,
  '0006-sign-ins': async () => (await import('./0006-sign-ins.ts')).signIns,
  '0007-stand-ins': async () => (await import('./0007-stand-ins.ts')).standIns,
  '0008-stewards': async () => (await import('./0008-stewards.ts')).stewards,
  '0009-engagement-readings': async () => (await import('./0009-engagement-readings.ts')).engagementReadings,
  '0010-engagements-and-insight': async () =>
    (await import('./0010-engagements-and-insight.ts')).engagementsAndInsight,
  '0011-replicas': async () => (await import('./0011-replicas.ts')).replicas,
  '0012-retention': async () => (await import('./0012-retention.ts')).retention,
  '0014-own-deals': async () => (await import('./0014-own-deals.ts')).ownDeals,
  '0015-searched-duns': async () => (await import('./0015-searched-duns.ts')).searchedDuns,
  '0016-sending': async () => (await import('./0016-sending.ts')).sending,
  '0017-search': async () => (await import('./0017-search.ts')).search,
  '0018-lists-on-postgres': async () => (await import('./0018-lists-on-postgres.ts')).listsOnPostgres,
};

/** What Kysely's `Migrator` takes: all of them, loaded. */
export async function loadMigrations(): Promise<Record<string, Migration>> {
  const loading = Object.entries(migrations).map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loading));
}
