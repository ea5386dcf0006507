import { z } from 'zod';
import { strings } from '../../cards/strings.ts';
import { type ListName, NO_FILTERS, SHORTEST_SEARCH } from '../../services/deals/deal-lists.ts';
import { type DealListing, listDeals } from '../../services/deals/list-deals.ts';
import type { App } from '../app.ts';
import type { Answer, Asker } from './asker.ts';
import { dealsResult, wordsResult } from './result.ts';

/** Most results of one answer; Teams asks for 25. */
const MOST_RESULTS = 25;

const query = z.object({
  parameters: z
    .array(z.object({ name: z.string().catch(''), value: z.unknown() }).catch({ name: '', value: '' }))
    .catch([]),
  queryOptions: z
    .object({ skip: z.int().min(0).catch(0), count: z.int().min(1).max(MOST_RESULTS).catch(MOST_RESULTS) })
    .catch({ skip: 0, count: MOST_RESULTS }),
});
const NOTHING_ASKED = query.parse({});

/** Searches by name, customer, deal ID, notes (NAV-03); before anything is typed: favourites, then open deals. */
export const searchDeals: Answer = async (app, asker, value) => {
  const { parameters, queryOptions } = query.safeParse(value).data ?? NOTHING_ASKED;
  const words = parameters
    .filter(({ name, value: given }) => name !== 'initialRun' && typeof given === 'string')
    .map(({ value: given }) => String(given).trim().slice(0, 200))
    .join(' ')
    .trim();
  const t = strings(asker.reader.locale);
  if (words === '') return firstResults(app, asker, queryOptions);
  if (words.length < SHORTEST_SEARCH) return wordsResult(t('notice.queryTooShort.text'));

  const { skip, count } = queryOptions;
  const page = Math.floor(skip / count) + 1;
  const listing = await listOf(app, asker, 'search', { page, pageSize: count, words });
  // Pages beyond the end show the last one: nothing more to scroll to.
  const isBeyond = listing.kind === 'listed' && listing.page < page;
  return isBeyond ? dealsResult(app, asker, []) : resultOf(app, asker, listing);
};

async function firstResults(
  app: App,
  asker: Asker,
  { skip, count }: { skip: number; count: number },
): Promise<object | 'signIn'> {
  const first = { page: 1, pageSize: MOST_RESULTS, words: null };
  const [favorites, open] = await Promise.all([
    listOf(app, asker, 'favorites', first),
    listOf(app, asker, 'deals', first),
  ]);
  if (open.kind !== 'listed') return resultOf(app, asker, favorites.kind === 'listed' ? favorites : open);
  const both = [...(favorites.kind === 'listed' ? favorites.deals : []), ...open.deals];
  const deals = [...new Map(both.map((stored) => [stored.deal.id, stored])).values()];
  return dealsResult(app, asker, deals.slice(skip, skip + count));
}

function listOf(
  app: App,
  { person }: Asker,
  list: ListName,
  asked: { page: number; pageSize: number; words: string | null },
): Promise<DealListing> {
  return listDeals(app, person, { list, filters: NO_FILTERS, ...asked });
}

async function resultOf(app: App, asker: Asker, listing: DealListing): Promise<object | 'signIn'> {
  const t = strings(asker.reader.locale);
  switch (listing.kind) {
    case 'listed':
      return dealsResult(app, asker, listing.deals);
    case 'noAccess':
      return wordsResult(t('notice.noRole.text'));
    case 'signIn':
      return 'signIn';
    case 'unavailable':
      return wordsResult(t('notice.unavailable.text'));
  }
}
