import { sql } from 'kysely';

/**
 * Of `listed_deals as sister`, beside its engagement: Microsoft's own referral. Said so that no index of kinds is taken:
 * SQLite would go through all sisters there are, for each deal.
 */
export const IS_SISTER = sql<boolean>`coalesce(sister.kind, '') = 'sister'`;
