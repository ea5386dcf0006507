import { type RawBuilder, sql } from 'kysely';
import { momentToText } from './columns.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import { forgetPlaces } from './forget-places.ts';

/**
 * What is over is forgotten in batches, each a transaction of its own, so short that nobody waits for it. All functions
 * say how many rows they took out: fewer than `BATCH` is the last batch.
 */
export const BATCH = 100;

/** Rows about one deal, by `deal_id`. */
const TABLES_OF_DEALS = [
  'listed_deals',
  'access',
  'history',
  'decisions',
  'drafts',
  'sightings',
  'digest_deals',
  'named_deals',
] as const;

/**
 * Deals that are closed and have not changed since `before`, or that Partner Center had lost by then, with all that was
 * remembered for them. What somebody still waits for stays: an open decision, a form in use, a message that is still to
 * come (such as the days left to register, REG-14), a favourite.
 */
export async function forgetClosedDeals(db: Db, before: Date): Promise<number> {
  const moment = momentToText(before);
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ id: string }>`
      delete from deals where id in (
        select listed_deals.deal_id from listed_deals
        where (${isOver(moment)})
          and not exists (select 1 from decisions
            where decisions.deal_id = listed_deals.deal_id and decisions.state in ('asked', 'writing'))
          and not exists (select 1 from drafts
            where drafts.deal_id = listed_deals.deal_id and drafts.closed_at is null
              and drafts.changed_at >= ${moment})
          and not exists (select 1 from deliveries
            where deliveries.subject = listed_deals.deal_id and deliveries.state in ('due', 'posting')
              and deliveries.due_at is not null)
          and not exists (select 1 from favorites where favorites.deal_id = listed_deals.deal_id)
        limit ${BATCH}
      ) returning id`.execute(trx);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await forgetRowsOfDeals(trx, ids);
    return ids.length;
  });
}

function isOver(moment: string): RawBuilder<unknown> {
  return sql`
    (listed_deals.status = 'Closed' and listed_deals.updated_at < ${moment})
    or (listed_deals.status = 'Closed' and listed_deals.updated_at is null and listed_deals.created_at < ${moment})
    or (listed_deals.gone = 1 and exists (select 1 from deals as lost
      where lost.id = listed_deals.deal_id and lost.gone_at < ${moment}))`;
}

async function forgetRowsOfDeals(trx: Db, ids: readonly string[]): Promise<void> {
  for (const table of TABLES_OF_DEALS) await trx.deleteFrom(table).where('deal_id', 'in', ids).execute();
  const subjects = [...ids, ...ids.map((id) => `file:${id}`)];
  for (const table of ['deliveries', 'posted_cards'] as const)
    await trx.deleteFrom(table).where('subject', 'in', subjects).execute();
  const scopes = ids.map((id) => `deal:${id}`);
  await trx.deleteFrom('settings').where('scope', 'in', scopes).execute();
}

/** Places that the bot was taken away from before then, with all that was kept for them. */
export async function forgetRetiredPlaces(db: Db, before: Date): Promise<number> {
  return inTransaction(db, async (trx) => {
    const rows = await trx
      .selectFrom('places')
      .select('id')
      .where('retired_at', '<', momentToText(before))
      .limit(BATCH)
      .execute();
    const ids = rows.map(({ id }) => id);
    await forgetPlaces(trx, ids);
    return ids.length;
  });
}

interface LooseEnds {
  table: string;
  /** Columns that tell a row. */
  key: string;
  isLoose: (moment: string) => RawBuilder<unknown>;
}

const NO_DEAL = (column: string) => sql`${sql.ref(column)} not in (select id from deals)`;

/** What belongs to nothing any more, or is too old to be believed. */
const LOOSE_ENDS: readonly LooseEnds[] = [
  {
    table: 'deliveries',
    key: 'id',
    isLoose: (moment) => sql`changed_at < ${moment} and ${NO_DEAL('subject')}
      and state in ('settled', 'retired', 'dead', 'dropped')`,
  },
  {
    table: 'posted_cards',
    key: 'id',
    isLoose: (moment) => sql`changed_at < ${moment} and ${NO_DEAL('subject')}`,
  },
  { table: 'drafts', key: 'id', isLoose: (moment) => sql`changed_at < ${moment}` },
  { table: 'decisions', key: 'id', isLoose: (moment) => sql`ended_at < ${moment} and ${NO_DEAL('deal_id')}` },
  { table: 'history', key: 'id', isLoose: (moment) => sql`at < ${moment} and ${NO_DEAL('deal_id')}` },
  {
    table: 'access',
    key: 'tenant_id, person_id, deal_id',
    isLoose: (moment) => sql`checked_at < ${moment}`,
  },
  {
    table: 'sightings',
    key: 'steward, deal_id',
    isLoose: (moment) => sql`coalesce(lost_at, seen_at) < ${moment} and ${NO_DEAL('deal_id')}`,
  },
  {
    table: 'digest_deals',
    key: 'place_id, occasion, deal_id',
    isLoose: () => sql`not exists (select 1 from posted_cards
        where posted_cards.place_id = digest_deals.place_id and posted_cards.occasion = digest_deals.occasion)
      and not exists (select 1 from deliveries
        where deliveries.place_id = digest_deals.place_id and deliveries.occasion = digest_deals.occasion)`,
  },
  {
    table: 'engagement_readings',
    key: 'engagement_id',
    isLoose: (moment) => sql`read_at < ${moment}
      and engagement_id not in (select engagement_id from deals where engagement_id is not null)`,
  },
];

/** One batch of each kind of loose ends. @returns the largest number of one kind */
export async function forgetLooseEnds(db: Db, before: Date): Promise<number> {
  const moment = momentToText(before);
  let most = 0;
  for (const { table, key, isLoose } of LOOSE_ENDS) {
    const columns = sql.raw(key);
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where (${columns}) in
      (select ${columns} from ${sql.table(table)} where ${isLoose(moment)} limit ${BATCH})`.execute(db);
    most = Math.max(most, Number(numAffectedRows));
  }
  return most;
}
