import { type RawBuilder, sql } from 'kysely';
import { type DealFilters, type ListRule, REGISTRATION_FILTERS, STATE_FILTERS } from '../deals/deal-lists.ts';
import type { DealKind } from '../deals/lifecycle.ts';
import type { PersonKey } from '../people/person.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { idsWithWords, type SearchedTexts, withWords } from './deals-with-words.ts';
import { engineOf } from './engine-of.ts';
import { listFavorites } from './favorites.ts';
import { frequentCountries } from './frequent-countries.ts';
import { idsIn } from './ids-in.ts';
import { IS_SISTER } from './is-sister.ts';
import { amountToText } from './listed-deal-row.ts';

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
  /** On all pages, counted up to `MOST_COUNTED`. */
  total: number;
  /** There are more than are counted. */
  hasMore: boolean;
}

/** Deals of one list that are counted and paged through; whoever wants others narrows the list down. */
export const MOST_COUNTED = 500;
/** Deals that are looked at one by one; of more, the list is read in its order instead. */
const MOST_CANDIDATES = 2000;

/** A page of the deals that the person is known to be allowed to see. */
export async function findDealPage(
  db: Db,
  query: DealQuery,
  { limit, offset }: { limit: number; offset: number },
): Promise<DealPage> {
  const among = (await candidates(db, query)) ?? (await idsOfAccess(db, query.person));
  const ids = await inOrder(db, query, { among, most: MOST_COUNTED + 1, who: maySee(db) });
  const counted = ids.slice(0, MOST_COUNTED);
  return {
    ids: counted.slice(offset, offset + limit),
    total: counted.length,
    hasMore: ids.length > MOST_COUNTED,
  };
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
  const who = sql<boolean>`(access.may_see is null
    or (access.may_see = 0 and access.checked_at < ${momentToText(since)}))`;
  return inOrder(db, query, { among: await candidates(db, query), most: limit, who });
}

/** The few deals that can be meant at all; null: too many to name. */
async function candidates(db: Db, { person, rule, ...texts }: DealQuery): Promise<string[] | null> {
  return rule.isFavorites ? listFavorites(db, person) : idsWithWords(db, textsOf(texts), MOST_CANDIDATES);
}

function textsOf({ words, filters }: Pick<DealQuery, 'words' | 'filters'>): SearchedTexts {
  return { search_text: words, solutions: filters.solution };
}

/** What the person may see, where that is little; null: too much to name. */
async function idsOfAccess(db: Db, { tenantId, personId }: PersonKey): Promise<string[] | null> {
  const rows = await db
    .selectFrom('access')
    .select('deal_id')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .limit(MOST_CANDIDATES + 1)
    .execute();
  return rows.length > MOST_CANDIDATES ? null : rows.map((row) => row.deal_id);
}

/** What of a list is read in one go. */
interface Part {
  kinds: readonly DealKind[];
  statuses: readonly string[] | undefined;
  /** Only these; null: any. */
  among: readonly string[] | null;
}

interface Wanted extends Pick<Part, 'among'> {
  most: number;
  who: RawBuilder<boolean>;
}

/**
 * The first ids of a list. Named ones are fetched and sorted. Else the list is read along its index, which knows only
 * one kind and one state at a time: each is read in its order until there are enough, and those are sorted.
 */
async function inOrder(db: Db, query: DealQuery, { among, most, who }: Wanted): Promise<string[]> {
  const { kinds, statuses, order } = query.rule;
  if (among?.length === 0) return [];
  const keys = ORDERS[order];
  const named = keys.map(({ direction }, place) => ({
    by: sql.ref<string | null>(`key_${place}`),
    direction,
  }));
  const part = (kind: readonly DealKind[], status: readonly string[] | undefined) =>
    asked(db, query, { kinds: kind, statuses: status, among })
      .where(who)
      .select(['listed_deals.deal_id', ...keys.map(({ by }, place) => by.as(`key_${place}`))])
      .orderBy(sorted(keys, sql.ref('listed_deals.deal_id')))
      .limit(most);
  const parts = among
    ? [part(kinds, statuses)]
    : kinds.flatMap((kind) =>
        (statuses ?? [undefined]).map((status) => part([kind], status === undefined ? undefined : [status])),
      );
  const { rows } = await sql<{ deal_id: string }>`select deal_id from (${sql.join(
    parts.map((each) => sql`select * from (${each}) as part`),
    sql` union all `,
  )}) as parts order by ${sorted(named, sql.ref('deal_id'))}
    limit ${sql.lit(most)}`.execute(db);
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
  const { kinds, statuses } = query.rule;
  const anywhere = { ...query, filters: { ...query.filters, countries: [] } };
  const deals = asked(db, anywhere, { kinds, statuses, among: await candidates(db, query) });
  return frequentCountries(deals.where(maySee(db)), limit);
}

/** Said so that SQLite goes through the deals and looks access up, not the other way round; PostgreSQL counts before. */
function maySee(db: Db): RawBuilder<boolean> {
  return engineOf(db) === 'postgres'
    ? sql<boolean>`access.may_see = 1`
    : sql<boolean>`coalesce(access.may_see, 0) = 1`;
}

/** Deals of one list as one person asks for it, whether they may see them or not. */
export function asked(db: Db, { person, rule, filters, words }: DealQuery, { kinds, statuses, among }: Part) {
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
    .$if(among === null, (query) => query.where('listed_deals.kind', 'in', kinds))
    .$if(among === null && statuses !== undefined, (query) => query.where('status', 'in', statuses ?? []))
    // Where the ids are known: said so that no index of kinds or states is taken.
    .$if(among !== null, (query) =>
      query
        .where('listed_deals.deal_id', 'in', idsIn(db, among ?? []))
        .where(sql<string>`coalesce(listed_deals.kind, '')`, 'in', kinds),
    )
    .$if(among !== null && statuses !== undefined, (query) =>
      query.where(sql<string>`coalesce(listed_deals.status, '')`, 'in', statuses ?? []),
    )
    .$if(rule.substatuses !== undefined, (query) => query.where('substatus', 'in', rule.substatuses ?? []))
    .$if(rule.order === 'deadline', (query) => query.where('expires_at', 'is not', null))
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
  return withWords(db, textsOf({ words, filters })).reduce((query, has) => query.where(has), all);
}

const MICROSOFT = sql<string | null>`(select min(sister.expires_at) from listed_deals sister
  where sister.engagement_id = listed_deals.engagement_id and ${IS_SISTER}
    and coalesce(sister.status, '') = 'New' and sister.gone = 0)`;

interface Key {
  by: RawBuilder<string | null>;
  direction: 'asc' | 'asc nulls last' | 'desc nulls last';
}

/** What each order sorts by, then by the id; deals without it stand last. The list of deadlines has none without. */
const ORDERS: Record<ListRule['order'], readonly Key[]> = {
  microsoft: [
    { by: MICROSOFT, direction: 'asc nulls last' },
    { by: sql`listed_deals.created_at`, direction: 'desc nulls last' },
  ],
  created: [{ by: sql`listed_deals.created_at`, direction: 'desc nulls last' }],
  deadline: [{ by: sql`listed_deals.expires_at`, direction: 'asc' }],
  changed: [{ by: sql`listed_deals.updated_at`, direction: 'desc nulls last' }],
};

function sorted(keys: readonly Key[], id: RawBuilder<string>): RawBuilder<string> {
  const each = keys.map(({ by, direction }) => sql`${by} ${sql.raw(direction)}`);
  return sql`${sql.join([...each, id])}`;
}
