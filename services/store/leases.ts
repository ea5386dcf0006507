import { sql } from 'kysely';
import { textToMoment } from './columns.ts';
import { databaseMoment } from './database-moment.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';

/** The one bot that looks for news. */
export const WATCHER = 'watcher';
/** A running bot's own lease, which tells the others that it is alive. */
const REPLICA = 'replica:';

export interface LeaseWish {
  name: string;
  /** One name a running bot. */
  owner: string;
  seconds: number;
  /** What the holder tells the others. Default null */
  says?: string | null;
}

export interface LeaseSight {
  /** Do we hold it now? */
  isHeld: boolean;
  /** How often the holder was asked to look now, in all. */
  wakes: number;
  /** What the holder says. */
  says: string | null;
  /** The database's clock. */
  now: Date;
}

/**
 * Takes the lease where it is free or has run out, and renews it where it is ours. By the database's own clock, so
 * that the clocks of the bots need not agree.
 */
export async function takeLease(
  db: Db,
  { name, owner, seconds, says = null }: LeaseWish,
): Promise<LeaseSight> {
  const until = databaseMoment(db, seconds);
  await sql`
    insert into leases (name, owner, until, wakes, says) values (${name}, ${owner}, ${until}, 0, ${says})
    on conflict (name) do update set owner = excluded.owner, until = ${until}, says = excluded.says
      where leases.owner = excluded.owner or leases.until <= ${databaseMoment(db)}`.execute(db);
  const row = await db
    .selectFrom('leases')
    .select(['owner', 'wakes', 'says'])
    .select(databaseMoment(db).as('now'))
    .where('name', '=', name)
    .executeTakeFirst();
  // Taken and given back by somebody else in between.
  if (!row) return { isHeld: false, wakes: 0, says: null, now: new Date() };
  return { isHeld: row.owner === owner, wakes: row.wakes, says: row.says, now: textToMoment(row.now) };
}

/** Gives it back, so that the next one need not wait until it runs out. Nothing happens where it is not ours. */
export async function giveBackLease(db: Db, name: string, owner: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
}

/** Asks whoever holds the lease to look now; they see it when they renew. */
export async function wakeHolder(db: Db, name: string): Promise<void> {
  await db
    .updateTable('leases')
    .set((old) => ({ wakes: old('wakes', '+', 1) }))
    .where('name', '=', name)
    .execute();
}

/** Tells that this bot is alive for so long. @returns the database's clock */
export async function tellAlive(db: Db, owner: string, seconds: number): Promise<Date> {
  return (await takeLease(db, { name: `${REPLICA}${owner}`, owner, seconds })).now;
}

/** This bot ends: whatever it leaves, the others may take up at once. */
export async function tellEnded(db: Db, owner: string): Promise<void> {
  await db
    .updateTable('leases')
    .set({ until: databaseMoment(db) })
    .where('name', '=', `${REPLICA}${owner}`)
    .execute();
}

/**
 * Takes over from bots that have not told for too long that they are alive: their deliveries and named deals are
 * anybody's again, their open decisions are `heir`'s. A bot that never told (an older version) is left alone; its
 * leases run out by themselves.
 * @returns the bots that are dead
 */
export async function inheritFromDead(db: Db, heir: string): Promise<string[]> {
  return inTransaction(db, async (trx) => {
    const dead = await trx
      .deleteFrom('leases')
      .where('name', 'like', `${REPLICA}%`)
      .where('owner', '!=', heir)
      .where('until', '<=', databaseMoment(trx))
      .returning('owner')
      .execute();
    const owners = dead.map(({ owner }) => owner);
    if (owners.length === 0) return [];
    const free = { leased_until: null, leased_by: null };
    await trx.updateTable('deliveries').set(free).where('leased_by', 'in', owners).execute();
    await trx.updateTable('named_deals').set(free).where('leased_by', 'in', owners).execute();
    await trx
      .updateTable('decisions')
      .set({ owner: heir })
      .where('owner', 'in', owners)
      .where('state', 'in', ['asked', 'writing'])
      .execute();
    return owners;
  });
}
