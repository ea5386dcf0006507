import type { ConnectorCall } from '../support/teams-faults.ts';
import { readableText } from '../support/teams-card.ts';
import { cardsOf } from '../support/teams-wire.ts';
import { messageText } from '../support/teams-rooms.ts';
import { readLog, type LogError } from './log-errors.ts';
import { namesIn } from './sights.ts';
import type { Change, SentEvent } from './event-post.ts';
import { type Open, openRowsOf, type Row, type Rows, rowsOf } from './store-rows.ts';
import type { Click, Happenings, World } from './world.ts';

/** A message of the bot in a place. */
export interface Post {
  placeId: string;
  messageId: string;
  /** Deals that it names now. */
  dealIds: string[];
  at: number;
  /** What it says now. */
  text: string;
  /** The request that made it. */
  made: Made;
}

export interface Made {
  /** The process that asked for it. */
  caller: string | null;
  askedAt: number;
  /** When the whole answer had gone out; null: it never did. */
  answeredAt: number | null;
  /** Did the run itself break the answer off? */
  isAnswerLost: boolean;
  /** A delivery, and no answer to what somebody wrote. */
  isDelivery: boolean;
}

/** What the bots' store knows to stand in Teams. */
export interface Known {
  placeId: string;
  /** A deal's id, or `place`. */
  subject: string;
  occasion: string;
  messageId: string;
}

/** What the bots ever kept of what they posted, with the moment. */
export type Kept = Known & { at: number };

/** A PATCH that changed a deal. */
export interface Write {
  dealId: string;
  personId: string;
  substatus: string;
  at: number;
}

/** A change of state as the bots' history tells it. */
export interface Told {
  dealId: string;
  /** null: somebody in Partner Center. */
  personId: string | null;
  substatus: string;
}

export interface DealEvidence {
  id: string;
  name: string;
  cameAt: number;
  remindedAt: number | null;
  /** When the bots met it first; null: never. */
  firstSeenAt: number | null;
  /** When the watcher saw it first, and shared places may be told; null: never. */
  watchedAt: number | null;
  /** When somebody answered it; null: nobody did. */
  answeredAt: number | null;
  /** `Active/Accepted`, in Partner Center and in the store. */
  truth: string;
  stored: string | null;
  dealValue: number;
}

/** A request to Partner Center that the run answered badly, or not at all. */
export interface Struck {
  caller: string | null;
  at: number;
}

/** All that a run leaves behind, as plain values. */
export interface Evidence extends Omit<Happenings, 'clicks'> {
  deals: DealEvidence[];
  places: { id: string; kind: 'personal' | 'groupChat' | 'channel' }[];
  people: { id: string; name: string }[];
  posts: Post[];
  known: Known[];
  kept: Kept[];
  /** Deals that digests have named, by the store. */
  named: (Omit<Known, 'subject' | 'messageId'> & { dealId: string })[];
  /** A message that is not edited for now, because somebody fills in a form on it. */
  heldBack: Pick<Known, 'placeId' | 'messageId'>[];
  writes: Write[];
  decided: { dealId: string; personId: string; verb: string }[];
  history: Told[];
  clicks: Click[];
  /** Answers in Teams to each message of a person, those left out that say no more than that the store is away. */
  answers: { messageId: string; count: number }[];
  /** PATCH requests of which the run kept the bot from knowing whether they were carried out. */
  unsure: { dealId: string; personId: string; at: number }[];
  /** Rows that still wait for something. */
  open: Open;
  dead: number;
  /** Deliveries by what became of them, for whoever looks for a fault. */
  deliveries: string[];
  /** What people without a role were told of deals. */
  leaked: string[];
  /** Of the program's log: errors. */
  errors: LogError[];
  struck: Struck[];
  /** Events that were sent, in order. */
  events: SentEvent[];
  /** What the run changed in Partner Center. */
  changes: Change[];
  /** Deals that Partner Center was asked for, and never had. */
  askedInVain: string[];
  /** Faults that struck, by kind. */
  faults: Record<string, number>;
}

export async function gatherEvidence(world: World): Promise<Evidence> {
  const { teams, partnerCenter, places, happenings } = world;
  const rows = await rowsOf(world);
  const ids = new Map(world.deals.map(({ id, name }) => [name, id]));
  const made = new Map(teams.calls.filter(({ madeId }) => madeId).map((call) => [call.madeId, call]));
  const writes = writesOf(world);
  const known = (row: Row): Known => ({
    placeId: bare(row['conversation_id']),
    subject: String(row['subject']),
    occasion: String(row['occasion']),
    messageId: String(row['activity_id']),
  });
  return {
    ...happenings,
    deals: dealsOf(world, rows, writes),
    places: places.map(({ id, room }) => ({ id, kind: room.kind })),
    people: teams.memory.people.map(({ aadObjectId, name }) => ({ id: aadObjectId, name })),
    posts: places.flatMap((place) =>
      place.room.messages
        .filter(({ author }) => author === 'bot')
        .map((message) => ({
          placeId: place.id,
          messageId: message.id,
          dealIds: [...namesIn(message)].flatMap((name) => ids.get(name) ?? []),
          at: message.postedAt.getTime(),
          text: cardsOf(message.activity).map(readableText).join('\n'),
          made: madeBy(made.get(message.id)),
        })),
    ),
    known: rows.known.map(known),
    kept: rows.kept.map((row) => ({ ...known(row), at: Date.parse(String(row['at'])) })),
    named: rows.named.map((row) => ({
      placeId: bare(row['conversation_id']),
      occasion: String(row['occasion']),
      dealId: String(row['deal_id']),
    })),
    heldBack: rows.drafts.map((row) => ({
      placeId: bare(row['conversation_id']),
      messageId: String(row['activity_id']),
    })),
    writes,
    unsure: partnerCenter.requests
      .filter(({ method, fault }) => method === 'PATCH' && fault !== null && !isRefused(fault))
      .map(({ path, who, at }) => ({ dealId: idIn(path), personId: who ?? '', at: at.getTime() })),
    decided: rows.decided.map((row) => ({
      dealId: String(row['deal_id']),
      personId: String(row['person_id']),
      verb: String(row['verb']),
    })),
    history: rows.history.flatMap((row) => {
      const facts = JSON.parse(textOf(row['after_facts']) ?? '{}') as { substatus?: string };
      return facts.substatus === undefined
        ? []
        : [
            {
              dealId: String(row['deal_id']),
              personId: textOf(row['person_id']),
              substatus: facts.substatus,
            },
          ];
    }),
    answers: answersOf(teams.calls),
    open: rows.open,
    dead: rows.dead,
    deliveries: rows.deliveries.map((row) => Object.values(row).join(' ')),
    leaked: teams.memory.rooms
      .filter(({ people }) => people.every(({ aadObjectId }) => partnerCenter.forbidden.has(aadObjectId)))
      .flatMap(({ messages }) => messages.map(messageText))
      .filter((text) => /Deal \d{5}/.test(text)),
    errors: world.bots.flatMap((bot) => readLog(bot.output())),
    struck: partnerCenter.requests
      .filter(({ fault }) => fault !== null)
      .map(({ caller, at }) => ({ caller, at: at.getTime() })),
    events: world.events.sent,
    changes: world.events.changes,
    askedInVain: askedInVain(world),
    faults: faultsOf(world),
  };
}

/** What waits in the store; all zero when all is done. */
export const openRows = openRowsOf;

/** Deals that Partner Center was asked for, and never had. */
export function askedInVain({ deals, partnerCenter }: World): string[] {
  const known = new Set(deals.map(({ id }) => id));
  const asked = partnerCenter.requests
    .filter(({ method, path }) => method === 'GET' && !path.endsWith('/referrals'))
    .map(({ path }) => idIn(path));
  return [...new Set(asked)].filter((id) => !known.has(id));
}

function dealsOf(
  { deals, partnerCenter, happenings }: World,
  rows: Pick<Rows, 'deals' | 'sightings'>,
  writes: Write[],
): DealEvidence[] {
  const stored = new Map(rows.deals.map((row) => [row['id'], row]));
  const watched = new Map(rows.sightings.map((row) => [row['deal_id'], Date.parse(String(row['at']))]));
  const moves = [...writes, ...happenings.portalMoves].filter(({ substatus }) => substatus !== UNCHANGED);
  return deals.map(({ id, name, remindedAt, cameAt }) => {
    const { status, substatus, details } = partnerCenter.referral(id);
    const row = stored.get(id);
    const answers = moves.filter(({ dealId }) => dealId === id).map(({ at }) => at);
    return {
      id,
      name,
      cameAt,
      remindedAt: remindedAt?.getTime() ?? null,
      firstSeenAt: row ? Date.parse(String(row['first_seen_at'])) : null,
      watchedAt: watched.get(id) ?? null,
      answeredAt: answers.length > 0 ? Math.min(...answers) : null,
      truth: `${status}/${substatus}`,
      stored: row ? `${String(row['status'])}/${String(row['substatus'])}` : null,
      dealValue: Number((details as Row)['dealValue']),
    };
  });
}

export const UNCHANGED = 'unchanged';
/** Each bot says so for itself, because what they share is what is away. */
const STORE_AWAY = 'My own memory does not answer';

function writesOf({ partnerCenter }: World): Write[] {
  return partnerCenter.requests
    .filter(({ changed }) => changed)
    .map(({ path, who, body, at }) => {
      const value = (body as Row[]).find(({ path: field }) => field === '/substatus')?.['value'];
      return {
        dealId: idIn(path),
        personId: who ?? '',
        substatus: textOf(value) ?? UNCHANGED,
        at: at.getTime(),
      };
    });
}

/** Surely not carried out. */
function isRefused({ status }: { status?: number }): boolean {
  return status === 412 || status === 429;
}

function idIn(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function madeBy(call: ConnectorCall | undefined): Made {
  return {
    caller: call?.caller ?? null,
    askedAt: call?.at.getTime() ?? 0,
    answeredAt: call?.isLost ? null : (call?.answeredAt?.getTime() ?? null),
    isAnswerLost: Boolean(call?.fault?.loseAnswer || call?.fault?.halfAnswer),
    isDelivery: call?.operation === 'post',
  };
}

/** Of messages of people: an invoke's answer is no message. */
function answersOf(calls: readonly ConnectorCall[]): Evidence['answers'] {
  const answers = calls.filter(
    ({ operation, madeId, body }) =>
      operation === 'reply' && madeId !== null && !JSON.stringify(body).includes(STORE_AWAY),
  );
  return [...Map.groupBy(answers, ({ activityId }) => activityId ?? '')].map(([messageId, list]) => ({
    messageId,
    count: list.length,
  }));
}

function faultsOf({ teams, partnerCenter }: World): Record<string, number> {
  const faults: Record<string, number> = {};
  const count = (at: string, fault: object | null) => {
    if (fault === null) return;
    const { status } = fault as { status?: number };
    const kind = status ?? Object.keys(fault).find((name) => name !== 'match' && name !== 'times');
    const name = `${at} ${kind}`;
    faults[name] = (faults[name] ?? 0) + 1;
  };
  for (const { fault } of teams.calls) count('Teams', fault);
  for (const { fault } of partnerCenter.requests) count('Partner Center', fault);
  return faults;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function bare(id: unknown): string {
  return String(id).split(';')[0] ?? '';
}
