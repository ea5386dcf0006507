import type { asked } from './deal-pages.ts';

/** The countries of some deals, the most frequent first. @param deals rows of `listed_deals` */
export async function frequentCountries(deals: ReturnType<typeof asked>, limit: number): Promise<string[]> {
  const rows = await deals
    .where('listed_deals.country', 'is not', null)
    .select(['listed_deals.country', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('listed_deals.country')
    .orderBy('count', 'desc')
    .orderBy('listed_deals.country')
    .limit(limit)
    .execute();
  return rows.flatMap(({ country }) => country ?? []);
}
