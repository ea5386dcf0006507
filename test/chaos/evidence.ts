import { Client } from 'pg';
import { DatabaseSync } from 'node:sqlite';
import { cardsOf } from '../support/teams-wire.ts';
import { readableText } from '../support/teams-card.ts';
import { messageText } from '../support/teams-rooms.ts';
import type { Sights } from './sights.ts';
import type { Click, World } from './world.ts';

/** A message of the bot about one deal. */
export interface Post {
  placeId: string;
  dealId: string;
  messageId: string;
  at: number;
  /** What it says now. */
  text: string;
  /** Did the connection break before the bot knew that Teams had taken it? */
  isLost: boolean;
}

/** What the bots' store knows to stand in Teams. */
export interface Known {
  placeId: string;
  dealId: string;
  occasion: string;
  messageId: string;
}

/** A message that is not edited for now, because somebody fills in a form on it. */
export type HeldBack = Pick<Known, 'placeId' | 'messageId'>;

/** A PATCH that changed a deal. */
export interface Write {
  dealId: string;
  personId: string;
  substatus: string;
}

/** All that a run leaves behind, as plain values. */
export interface Evidence {
  deals: {
    id: string;
    name: string;
    remindedAt: number | null;
    /** When the bots met it first; null: never. */
    firstSeenAt: number | null;
    /** `Active/Accepted`, in Partner Center and in the store. */
    truth: string;
    stored: string | null;
    dealValue: number;
  }[];
  places: { id: string; kind: 'personal' | 'groupChat' | 'channel' }[];
  people: { id: string; name: string }[];
  posts: Post[];
  known: Known[];
  /** Deals that digests have named. */
  named: Pick<Known, 'placeId' | 'dealId'>[];
  heldBack: HeldBack[];
  writes: Write[];
  decided: { dealId: string; personId: string; verb: string }[];
  clicks: Click[];
  /** Rows that still wait for something. */
  open: { deliveries: number; decisions: number };
  dead: number;
  /** Deliveries by what became of them, for whoever looks for a fault. */
  deliveries: string[];
  killedAt: number[];
  databaseLostAt: number[];
  /** What people without a role were told of deals. */
  leaked: string[];
  /** Of the program's log: errors. */
  errors: string[];
  problems: string[];
}

type Row = Record<string, unknown>;

export async function gatherEvidence(world: World, sights: Sights): Promise<Evidence> {
  const { teams, partnerCenter, places, deals, happenings } = world;
  const rows = await rowsOf(world);
  const stored = new Map(rows.deals.map((row) => [row['id'], row]));
  const lost = new Set(teams.calls.filter(({ isLost }) => isLost).map(({ madeId }) => madeId));
  const bare = (id: unknown) => String(id).split(';')[0] ?? '';
  return {
    deals: deals.map(({ id, name, remindedAt }) => {
      const { status, substatus, details } = partnerCenter.referral(id);
      const row = stored.get(id);
      return {
        id,
        name,
        remindedAt: remindedAt?.getTime() ?? null,
        firstSeenAt: row ? Date.parse(String(row['first_seen_at'])) : null,
        truth: `${status}/${substatus}`,
        stored: row ? `${String(row['status'])}/${String(row['substatus'])}` : null,
        dealValue: Number((details as Row)['dealValue']),
      };
    }),
    places: places.map(({ id, room }) => ({ id, kind: room.kind })),
    people: teams.memory.people.map(({ aadObjectId, name }) => ({ id: aadObjectId, name })),
    posts: places.flatMap((place) =>
      deals.flatMap((deal) =>
        sights.messagesOf(place, deal).map((message) => ({
          placeId: place.id,
          dealId: deal.id,
          messageId: message.id,
          at: message.postedAt.getTime(),
          text: cardsOf(message.activity).map(readableText).join('\n'),
          isLost: lost.has(message.id),
        })),
      ),
    ),
    known: rows.known.map((row) => ({
      placeId: bare(row['conversation_id']),
      dealId: String(row['subject']),
      occasion: String(row['occasion']),
      messageId: String(row['activity_id']),
    })),
    named: rows.named.map((row) => ({
      placeId: bare(row['conversation_id']),
      dealId: String(row['deal_id']),
    })),
    heldBack: rows.drafts.map((row) => ({
      placeId: bare(row['conversation_id']),
      messageId: String(row['activity_id']),
    })),
    writes: partnerCenter.requests
      .filter(({ changed }) => changed)
      .map(({ path, who, body }) => ({
        dealId: path.split('/').at(-1) ?? '',
        personId: who ?? '',
        substatus:
          textOf((body as Row[]).find(({ path: at }) => at === '/substatus')?.['value']) ?? 'unchanged',
      })),
    decided: rows.decided.map((row) => ({
      dealId: String(row['deal_id']),
      personId: String(row['person_id']),
      verb: String(row['verb']),
    })),
    clicks: happenings.clicks,
    open: rows.open,
    dead: rows.dead,
    deliveries: rows.deliveries.map((row) => Object.values(row).join(' ')),
    killedAt: happenings.killedAt,
    databaseLostAt: happenings.databaseLostAt,
    leaked: teams.memory.rooms
      .filter(({ people }) => people.every(({ aadObjectId }) => partnerCenter.forbidden.has(aadObjectId)))
      .flatMap(({ messages }) => messages.map(messageText))
      .filter((text) => /Deal \d{5}/.test(text)),
    errors: world.bots.flatMap((bot) => bot.output().split('\n').filter(isError)),
    problems: happenings.problems,
  };
}

/** What waits in the store; both zero when all is done. */
export async function openRows(world: World): Promise<Evidence['open']> {
  return (await rowsOf(world)).open;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isError(line: string): boolean {
  return /^\{"level":(50|60)/.test(line);
}

interface Rows {
  deals: Row[];
  known: Row[];
  named: Row[];
  decided: Row[];
  drafts: Row[];
  open: Evidence['open'];
  dead: number;
  deliveries: Row[];
}

const DEALS = 'select id, status, substatus, first_seen_at from deals';
const KNOWN =
  'select p.conversation_id, c.subject, c.occasion, c.activity_id from posted_cards c join places p on p.id = c.place_id';
const NAMED = 'select p.conversation_id, d.deal_id from digest_deals d join places p on p.id = d.place_id';
const DECIDED = `select deal_id, person_id, verb from decisions where state = 'done'`;
const DRAFTS =
  'select p.conversation_id, d.activity_id from drafts d join places p on p.id = d.place_id where d.closed_at is null';
const OPEN_DELIVERIES = `select count(*) as n from deliveries where state = 'posting'
  or (state = 'due' and (due_at <= $1 or problem is not null) and coalesce(problem, '') <> 'formOpen')`;
const OPEN_DECISIONS = `select count(*) as n from decisions where state in ('asked', 'writing')`;
const DELIVERIES = `select count(*) as n, state, substr(occasion, 1, 7) as occasion, problem, min(due_at) as due_at, max(attempts) as attempts,
  max(leased_until) as leased_until from deliveries group by 2, 3, 4 order by 2, 3`;
const DEAD = `select count(*) as n from deliveries where state = 'dead'`;

async function rowsOf(world: World): Promise<Rows> {
  const ask = world.postgresUrl === null ? askFile(world) : await askPostgres(world.postgresUrl);
  try {
    const now = new Date().toISOString();
    const count = async (statement: string, values: string[] = []) =>
      Number((await ask.rows(statement, values))[0]?.['n'] ?? 0);
    return {
      deals: await ask.rows(DEALS),
      known: await ask.rows(KNOWN),
      named: await ask.rows(NAMED),
      decided: await ask.rows(DECIDED),
      drafts: await ask.rows(DRAFTS),
      open: { deliveries: await count(OPEN_DELIVERIES, [now]), decisions: await count(OPEN_DECISIONS) },
      dead: await count(DEAD),
      deliveries: await ask.rows(DELIVERIES),
    };
  } finally {
    await ask.end();
  }
}

interface Ask {
  rows(statement: string, values?: string[]): Promise<Row[]>;
  end(): Promise<void>;
}

async function askPostgres(url: string): Promise<Ask> {
  const client = new Client(url);
  await client.connect();
  return {
    rows: async (statement, values = []) => (await client.query<Row>(statement, values)).rows,
    end: () => client.end(),
  };
}

/** Of a bot that is stopped: the file has one owner. */
function askFile({ bots }: World): Ask {
  const file = bots[0]?.databaseFile;
  if (!file) throw new Error('no file');
  const database = new DatabaseSync(file, { readOnly: true });
  return {
    rows: async (statement, values = []) => database.prepare(statement.replace('$1', '?')).all(...values),
    end: async () => database.close(),
  };
}
