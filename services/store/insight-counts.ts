import { sql } from 'kysely';
import { type DealCount, medianOf } from '../deals/insight.ts';
import type { InsightFilters } from '../deals/insight-filters.ts';
import type { PersonKey } from '../people/person.ts';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { withWords } from './deals-with-words.ts';
import { frequentCountries } from './frequent-countries.ts';
import { IS_SISTER } from './is-sister.ts';

/** What is counted, of what one person may see. */
export interface InsightQuery {
  person: PersonKey;
  /** The name of their watermark where they watch: what they read as a steward they may see. null: they do not. */
  steward: string | null;
  /** Created at or after; null: since ever. */
  since: Date | null;
  filters: Pick<InsightFilters, 'dealType' | 'country' | 'solution'>;
}

/**
 * Deals that the person may see, counted by all that tells them apart: some hundred rows, however many deals there are.
 */
export async function countDeals(db: Db, query: InsightQuery): Promise<DealCount[]> {
  const rows = await db
    .selectFrom(
      seen(db, query)
        .select([
          'listed_deals.kind',
          'listed_deals.status',
          'listed_deals.substatus',
          'listed_deals.currency',
          'listed_deals.registration',
          'listed_deals.amount',
          sql<string | null>`substr(listed_deals.created_at, 1, 7)`.as('month'),
          sql<number>`case when listed_deals.accepted_at is null then 0 else 1 end`.as('was_accepted'),
          sql<string | null>`(select sister.status || '/' || sister.substatus from listed_deals sister
            where sister.engagement_id = listed_deals.engagement_id and ${IS_SISTER} and sister.gone = 0
              and listed_deals.kind = 'outbound'
            order by sister.updated_at desc nulls last, sister.deal_id limit 1)`.as('microsoft'),
        ])
        .as('deal'),
    )
    .select(['kind', 'month', 'status', 'substatus', 'was_accepted', 'currency', 'registration', 'microsoft'])
    .select((row) => [
      row.fn.countAll<number>().as('count'),
      sql<number | null>`sum(cast(amount as double precision))`.as('value'),
    ])
    .groupBy([
      'kind',
      'month',
      'status',
      'substatus',
      'was_accepted',
      'currency',
      'registration',
      'microsoft',
    ])
    .execute();
  return rows.map((row) => ({
    kind: row.kind === 'outbound' ? 'outbound' : 'inbound',
    month: row.month,
    status: row.status,
    substatus: row.substatus,
    wasAccepted: row.was_accepted === 1,
    currency: row.currency,
    registration: row.registration,
    microsoft: stateOf(row.microsoft),
    count: row.count,
    value: row.value ?? 0,
  }));
}

function stateOf(pair: string | null): DealCount['microsoft'] {
  if (pair === null) return null;
  const [status = '', substatus = ''] = pair.split('/');
  return { status, substatus };
}

/** The median of what Accept and Decline of inbound deals took, in minutes; null where none was decided. */
export async function medianMinutesToDecide(db: Db, query: InsightQuery): Promise<number | null> {
  // In one go: there are no more minutes than two weeks have, however many deals there are.
  const rows = await seen(db, query)
    .where('listed_deals.kind', '=', 'inbound')
    .where('listed_deals.decided_minutes', 'is not', null)
    .select(['listed_deals.decided_minutes', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('listed_deals.decided_minutes')
    .orderBy('listed_deals.decided_minutes')
    .execute();
  return medianOf(rows.map(({ decided_minutes, count }) => ({ value: decided_minutes ?? 0, count })));
}

/** Is there a deal of which it is not known whether the person may see it? */
export async function hasUnknownDeals(db: Db, query: InsightQuery): Promise<boolean> {
  const row = await asked(db, query)
    .where('access.may_see', 'is', null)
    .where((each) => each.not(sawAsSteward(query)))
    .select('listed_deals.deal_id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest of the counted deals. */
export async function idsOfCounted(db: Db, query: InsightQuery, limit: number): Promise<string[]> {
  const rows = await seen(db, query)
    .select('listed_deals.deal_id')
    .orderBy('listed_deals.created_at', (order) => order.desc().nullsLast())
    .orderBy('listed_deals.deal_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.deal_id);
}

/** The countries of the counted deals, whatever the country asked for, the most frequent first. */
export function countriesOfCounted(db: Db, query: InsightQuery, limit: number): Promise<string[]> {
  return frequentCountries(seen(db, { ...query, filters: { ...query.filters, country: null } }), limit);
}

/** A refusal counts more than an earlier sight. */
function seen(db: Db, query: InsightQuery) {
  return asked(db, query).where((row) =>
    row.or([
      sql<boolean>`coalesce(access.may_see, 0) = 1`,
      row.and([row('access.may_see', 'is', null), sawAsSteward(query)]),
    ]),
  );
}

function sawAsSteward({ steward }: InsightQuery) {
  return steward === null
    ? sql<boolean>`1 = 0`
    : sql<boolean>`exists (select 1 from sightings where sightings.steward = ${steward}
        and sightings.deal_id = listed_deals.deal_id and sightings.lost_at is null)`;
}

function asked(db: Db, { person, since, filters }: InsightQuery) {
  const { dealType, country, solution } = filters;
  const all = db
    .selectFrom('listed_deals')
    .leftJoin('access', (join) =>
      join
        .onRef('access.deal_id', '=', 'listed_deals.deal_id')
        .on('access.tenant_id', '=', person.tenantId)
        .on('access.person_id', '=', person.personId),
    )
    .where('listed_deals.gone', '=', 0)
    .where('listed_deals.kind', 'in', ['inbound', 'outbound'])
    .$if(since !== null, (query) => query.where('listed_deals.created_at', '>=', momentToText(since)))
    .$if(dealType !== null, (query) => query.where('listed_deals.deal_type', '=', dealType ?? 'other'))
    .$if(dealType === null, (query) => query.where('listed_deals.deal_type', '<>', 'private'))
    .$if(country !== null, (query) => query.where('listed_deals.country', '=', country));
  return withWords(db, { solutions: solution }).reduce((query, has) => query.where(has), all);
}
