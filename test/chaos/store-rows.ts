import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { World } from './world.ts';

export type Row = Record<string, unknown>;

export interface Rows {
  deals: Row[];
  sightings: Row[];
  known: Row[];
  kept: Row[];
  named: Row[];
  decided: Row[];
  history: Row[];
  drafts: Row[];
  open: Open;
  dead: number;
  deliveries: Row[];
}

/** What waits, by how many rows. */
export interface Open {
  deliveries: number;
  decisions: number;
  /** Deals that events named, still to be read. */
  namedDeals: number;
}

const LISTS = {
  deals: 'select id, status, substatus, first_seen_at from deals',
  sightings: 'select deal_id, min(seen_at) as at from sightings group by deal_id',
  known: `select p.conversation_id, c.subject, c.occasion, c.activity_id from posted_cards c
    join places p on p.id = c.place_id`,
  kept: `select p.conversation_id, k.subject, k.occasion, k.activity_id, k.at from chaos_kept k
    join places p on p.id = k.place_id`,
  named: `select p.conversation_id, d.occasion, d.deal_id from digest_deals d
    join places p on p.id = d.place_id`,
  decided: `select deal_id, person_id, verb from decisions where state = 'done'`,
  history: `select deal_id, person_id, after_facts from history where kind <> 'seen' order by deal_id, version`,
  drafts: `select p.conversation_id, d.activity_id from drafts d
    join places p on p.id = d.place_id where d.closed_at is null`,
  deliveries: `select count(*) as n, state, substr(occasion, 1, 7) as occasion, problem, min(due_at) as due_at,
    max(attempts) as attempts, max(leased_until) as leased_until from deliveries group by 2, 3, 4 order by 2, 3`,
};
const OPEN_DELIVERIES = `select count(*) as n from deliveries where state = 'posting'
  or (state = 'due' and (due_at <= $1 or problem is not null) and coalesce(problem, '') <> 'formOpen')`;
const OPEN_DECISIONS = `select count(*) as n from decisions where state in ('asked', 'writing')`;
const OPEN_NAMED = 'select count(*) as n from named_deals where due_at <= $1';
const DEAD = `select count(*) as n from deliveries where state = 'dead'`;

export async function rowsOf(world: World): Promise<Rows> {
  return withStore(world, async (ask) => {
    const lists = {} as Record<keyof typeof LISTS, Row[]>;
    for (const name of Object.keys(LISTS) as (keyof typeof LISTS)[]) lists[name] = await ask(LISTS[name]);
    return { ...lists, open: await openOf(ask), dead: await countOf(ask, DEAD) };
  });
}

/** What waits; all zero when all is done. */
export async function openRowsOf(world: World): Promise<Open> {
  return withStore(world, openOf);
}

async function openOf(ask: Ask): Promise<Open> {
  const now = [new Date().toISOString()];
  return {
    deliveries: await countOf(ask, OPEN_DELIVERIES, now),
    decisions: await countOf(ask, OPEN_DECISIONS),
    namedDeals: await countOf(ask, OPEN_NAMED, now),
  };
}

async function countOf(ask: Ask, statement: string, values: string[] = []): Promise<number> {
  return Number((await ask(statement, values))[0]?.['n'] ?? 0);
}

type Ask = (statement: string, values?: string[]) => Promise<Row[]>;

async function withStore<T>(world: World, look: (ask: Ask) => Promise<T>): Promise<T> {
  return world.postgresUrl === null ? withFile(world, look) : withPostgres(world.postgresUrl, look);
}

async function withPostgres<T>(url: string, look: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await look(async (statement, values = []) => (await client.query<Row>(statement, values)).rows);
  } finally {
    await client.end();
  }
}

/** Of a bot that is stopped: the file has one owner. */
async function withFile<T>({ bots }: World, look: (ask: Ask) => Promise<T>): Promise<T> {
  const file = bots[0]?.databaseFile;
  if (!file) throw new Error('no file');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return await look(async (statement, values = []) =>
      database.prepare(statement.replace('$1', '?')).all(...values),
    );
  } finally {
    database.close();
  }
}
