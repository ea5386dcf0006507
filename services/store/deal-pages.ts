import { type RawBuilder, sql } from 'kysely';
import { type DealFilters, type ListRule, REGISTRATION_FILTERS, STATE_FILTERS } from '../deals/deal-lists.ts';
import type { PersonKey } from '../people/person.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { amountToText } from './listed-deal-row.ts';
import { searchedWords } from './searched-words.ts';

/** One list as one person asks for it. */
export interface DealQuery {
  person: PersonKey;
  rule: ListRule;
  filters: DealFilters;
  /** Words that must all occur; null: any deal. */
  words: string | null;
}

export interface DealPage {
  /** In the order of the list. */
  ids: string[];
  /** On all pages. */
  total: number;
}

/** A page of the deals that the person is known to be allowed to see. */
export async function findDealPage(
  db: Db,
  query: DealQuery,
  { limit, offset }: { limit: number; offset: number },
): Promise<DealPage> {
  const visible = asked(db, query).where(MAY_SEE);
  const { total } = await visible
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await visible
    .select('listed_deals.deal_id')
    .orderBy(ORDERS[query.rule.order])
    .limit(limit)
    .offset(offset)
    .execute();
  return { ids: rows.map((row) => row.deal_id), total };
}

/**
 * Deals that would stand in the list, and of which it is not known whether the person may see them: never read under
 * their rights, or refused before `since` (the role may have come since).
 */
export async function findUnknownDeals(
  db: Db,
  query: DealQuery,
  { since, limit }: { since: Date; limit: number },
): Promise<string[]> {
  const rows = await asked(db, query)
    .where((row) =>
      row.or([
        row('access.may_see', 'is', null),
        row.and([row('access.may_see', '=', 0), row('access.checked_at', '<', momentToText(since))]),
      ]),
    )
    .select('listed_deals.deal_id')
    .orderBy(ORDERS[query.rule.order])
    .limit(limit)
    .execute();
  return rows.map((row) => row.deal_id);
}

/** Deals in one of these states that the person is known to be allowed to see. */
export async function idsOfKnownOpenDeals(
  db: Db,
  { tenantId, personId }: PersonKey,
  statuses: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('listed_deals')
    .innerJoin('access', 'access.deal_id', 'listed_deals.deal_id')
    .where('listed_deals.status', 'in', statuses)
    .where('access.tenant_id', '=', tenantId)
    .where('access.person_id', '=', personId)
    .where('access.may_see', '=', 1)
    .select('listed_deals.deal_id')
    .execute();
  return rows.map((row) => row.deal_id);
}

/** The countries of the deals that the person may see in this list, the most frequent first. */
export async function countriesIn(db: Db, query: DealQuery, limit: number): Promise<string[]> {
  const rows = await asked(db, { ...query, filters: { ...query.filters, countries: [] } })
    .where(MAY_SEE)
    .where('listed_deals.country', 'is not', null)
    .select(['listed_deals.country', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('listed_deals.country')
    .orderBy('count', 'desc')
    .orderBy('listed_deals.country')
    .limit(limit)
    .execute();
  return rows.flatMap(({ country }) => country ?? []);
}

/** Said so that SQLite goes through the deals and looks access up, not the other way round: 4 times as fast. */
const MAY_SEE = sql<boolean>`coalesce(access.may_see, 0) = 1`;

function asked(db: Db, { person, rule, filters, words }: DealQuery) {
  const { tenantId, personId } = person;
  const state = filters.state && STATE_FILTERS[filters.state];
  const amount = filters.value === null ? null : amountToText(filters.value);
  const all = db
    .selectFrom('listed_deals')
    .leftJoin('access', (join) =>
      join
        .onRef('access.deal_id', '=', 'listed_deals.deal_id')
        .on('access.tenant_id', '=', tenantId)
        .on('access.person_id', '=', personId),
    )
    .where('listed_deals.gone', '=', 0)
    .where('listed_deals.kind', 'in', rule.kinds)
    .$if(rule.statuses !== undefined, (query) => query.where('status', 'in', rule.statuses ?? []))
    .$if(rule.substatuses !== undefined, (query) => query.where('substatus', 'in', rule.substatuses ?? []))
    .$if(rule.order === 'deadline', (query) => query.where('expires_at', 'is not', null))
    .$if(rule.isFavorites === true, (query) =>
      query.where('listed_deals.deal_id', 'in', (inner) =>
        inner
          .selectFrom('favorites')
          .select('favorites.deal_id')
          .where('favorites.tenant_id', '=', tenantId)
          .where('favorites.person_id', '=', personId),
      ),
    )
    .$if(state !== null, (query) => query.where('status', '=', state?.status ?? ''))
    .$if(state !== null && 'substatus' in state, (query) =>
      query.where('substatus', '=', state && 'substatus' in state ? state.substatus : ''),
    )
    .$if(filters.dealType !== null, (query) => query.where('deal_type', '=', filters.dealType ?? 'other'))
    .$if(filters.countries.length > 0, (query) => query.where('country', 'in', filters.countries))
    .$if(filters.registration !== null, (query) =>
      query.where(
        'registration',
        'in',
        filters.registration ? REGISTRATION_FILTERS[filters.registration] : [],
      ),
    )
    .$if(amount !== null, (query) => query.where('amount', '>=', amount));
  const inSolutions = searchedWords(filters.solution).reduce(
    (query, word) => query.where('solutions', 'like', `%${word}%`),
    all,
  );
  const searched = searchedWords(words).reduce(
    (query, word) => query.where('search_text', 'like', `%${word}%`),
    inSolutions,
  );
  // Words of nothing but signs are in no deal.
  return words !== null && searchedWords(words).length === 0 ? searched.where(sql<boolean>`1 = 0`) : searched;
}

const ORDERS: Record<ListRule['order'], RawBuilder<string>> = {
  microsoft: sql`(select min(sister.expires_at) from listed_deals sister
    where sister.engagement_id = listed_deals.engagement_id and sister.kind = 'sister'
      and sister.status = 'New' and sister.gone = 0) asc nulls last,
    listed_deals.created_at desc nulls last, listed_deals.deal_id`,
  created: sql`listed_deals.created_at desc nulls last, listed_deals.deal_id`,
  deadline: sql`listed_deals.expires_at asc nulls last, listed_deals.deal_id`,
  changed: sql`listed_deals.updated_at desc nulls last, listed_deals.deal_id`,
};
