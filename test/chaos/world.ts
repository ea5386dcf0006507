import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { freePort } from '../support/free-port.ts';
import { startLocalEvents } from '../support/microsoft-cloud/local-events.ts';
import { startLoadBalancer } from '../support/load-balancer.ts';
import { type PartnerCenter, startPartnerCenter } from '../support/partner-center.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { type Activity, type Chat, startTeams, type Teams, type TeamsPerson } from '../support/teams.ts';
import { onServer } from '../support/databases.ts';
import { createEventPost, type EventPost } from './event-post.ts';
import { openLedger } from './ledger.ts';
import { pause } from './pause.ts';
import type { ChaosSize } from './plan.ts';

/** A click as the person remembers it. */
export interface Click {
  dealId: string;
  personId: string;
  verb: ClickVerb;
  /** Did the answer say that this person did it? */
  isDone: boolean;
}

export type ClickVerb = 'accept' | 'decline' | 'won' | 'lost';

/** The end of one process; `caller` as in its requests (`in-the-bot.ts`). */
export interface Kill {
  caller: string;
  /** Milliseconds, as all that follow. */
  at: number;
}

/** From when to when a bot was being ended and started again. */
export interface Down {
  bot: number;
  from: number;
  /** null: it is not back yet. */
  to: number | null;
}

/** From when the bot was in a place, and until when. */
export interface Stay {
  placeId: string;
  from: number;
  /** null: it is still there. */
  to: number | null;
}

/** A decision in the portal. */
export interface PortalMove {
  dealId: string;
  substatus: string;
  at: number;
}

/** What the run itself did to the program, for telling its faults from ours. */
export interface Happenings {
  clicks: Click[];
  kills: Kill[];
  down: Down[];
  /** When all connections were cut, or there was no database. */
  databaseAway: { from: number; to: number }[];
  stays: Stay[];
  portalMoves: PortalMove[];
  /** Bots that ended though nobody ended them, and what else must not be. */
  problems: string[];
}

export interface ChaosDeal {
  id: string;
  name: string;
  /** When the reminder is due that it is left alone for; null: none. */
  remindedAt: Date | null;
  /** When it came to Partner Center. */
  cameAt: number;
}

export interface World {
  teams: Teams;
  partnerCenter: PartnerCenter;
  /** Partner Center's events, which go to any of the bots. */
  events: EventPost;
  bots: BotProcess[];
  /** A connection string; null: each bot has a file. */
  postgresUrl: string | null;
  restartDatabase: () => Promise<void>;
  /** Sets one bot's clock wrong by so much, from now on. */
  setClock: (bot: number, wrongMs: number) => Promise<void>;
  /** All places that are told of deals. */
  places: Chat[];
  /** People who ask for lists in chats that are told nothing. */
  talkers: Chat[];
  /** Who may use the cards of a place. */
  clickersOf(place: Chat): TeamsPerson[];
  deals: ChaosDeal[];
  happenings: Happenings;
  /** Activities that were sent, for sending them again. */
  sent: Activity[];
  stop(): Promise<void>;
}

const ROLELESS = 'Person without a role';

/** Some replicas on one PostgreSQL behind one address, or one bot on a file. */
export async function openWorld(size: ChaosSize, replicas: number | 'file'): Promise<World> {
  const sent: Activity[] = [];
  const happenings: Happenings = {
    clicks: [],
    kills: [],
    down: [],
    databaseAway: [],
    stays: [],
    portalMoves: [],
    problems: [],
  };
  const teams = await startTeams({
    client: async (activity, send) => {
      sent.push(activity);
      const first = await send(activity);
      // Teams tries a message again where it did not hear that it was taken.
      let answer = first;
      for (let tries = 1; answer.httpStatus >= 500 && tries < triesOf(activity); tries += 1) {
        await pause(300);
        answer = await send(activity);
      }
      return answer;
    },
  });
  const partnerCenter = await startPartnerCenter({
    pageSize: 25,
    honourFilter: true,
    admit: (authorization) => {
      const who = /^Bearer local\.(.+)$/.exec(authorization ?? '')?.[1];
      return who === undefined
        ? { kind: 'refused', status: 401, code: 'unauthenticated' }
        : { kind: 'admitted', who, sees: () => true };
    },
  });
  const { events, environment: eventsOn, stop: stopEvents } = await startLocalEvents();
  const postgres = replicas === 'file' ? null : await startPostgres();
  if (postgres) await onServer(`${postgres.url}/postgres`, 'create database chaos');
  const postgresUrl = postgres && `${postgres.url}/chaos`;
  const folder = await mkdtemp(join(tmpdir(), 'cosell-chaos-'));
  const databaseUrl = postgresUrl ?? `sqlite:${join(folder, 'cosell.db')}`;
  await openLedger(databaseUrl);
  const clockOf = (bot: number) => join(folder, `clock-${bot}`);
  const environment = {
    PARTNER_CENTER_URL: partnerCenter.url,
    ...eventsOn,
    POLL_INTERVAL_SECONDS: '1',
    QUIET_HOURS: 'none',
    REMINDERS: '24h,4h',
    DATABASE_URL: databaseUrl,
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'in-the-bot.ts')).href}`,
  };
  const bots: BotProcess[] = [];
  for (let count = 0; count < (replicas === 'file' ? 1 : replicas); count += 1) {
    const own = { CHAOS_BOT: String(count), CHAOS_CLOCK: clockOf(count), PORT: String(await freePort()) };
    bots.push(await startBot({ ...environment, ...own }));
  }
  const balancer = await startLoadBalancer(bots.map(({ url }) => url));
  teams.connect(`${balancer.url}/api/messages`);

  const people = Array.from({ length: size.people }, (_, index) =>
    teams.person({ name: `Person ${String(index).padStart(2, '0')} Example` }),
  );
  const settled = await settleIn(teams, people, size.places);
  for (const { id } of settled.places) happenings.stays.push({ placeId: id, from: Date.now(), to: null });
  const outsider = teams.person({ name: ROLELESS });
  partnerCenter.forbidden.add(outsider.aadObjectId);
  const closed = teams.personalChat(outsider);
  await closed.install();
  await teams.quiet(1000);

  return {
    teams,
    partnerCenter,
    events: createEventPost(
      events,
      bots.map(({ url }) => url),
    ),
    bots,
    postgresUrl,
    restartDatabase: async () => postgres?.restart(),
    setClock: async (bot, wrongMs) => {
      await writeFile(clockOf(bot), String(wrongMs));
      const one = bots[bot];
      if (one && isAlive(one)) process.kill(one.pid, 'SIGUSR2');
    },
    ...settled,
    deals: [],
    happenings,
    sent,
    stop: async () => {
      await Promise.all(bots.map((bot) => bot.kill()));
      await balancer.stop();
      await teams.stop();
      await partnerCenter.stop();
      await stopEvents();
      await postgres?.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Nobody says twice what they clicked; that the bot came or went is told until it is heard. */
function triesOf({ type }: Activity): number {
  if (type === 'invoke') return 1;
  return type === 'message' ? 2 : 20;
}

/** Six places in ten are people's own chats, the rest group chats and channels by turns; who has neither only asks. */
async function settleIn(
  teams: Teams,
  people: readonly TeamsPerson[],
  count: number,
): Promise<Pick<World, 'places' | 'talkers' | 'clickersOf'>> {
  const own = Math.ceil(count * 0.6);
  const shared = count - own;
  const talking = Math.max(1, Math.floor(people.length / 5));
  const ofShared = people.slice(own, people.length - talking);
  const personal = people.slice(0, own).map((person) => teams.personalChat(person));
  const sharedPlaces = Array.from({ length: shared }, (_, index) => {
    const members = ofShared.filter((_, at) => at % shared === index);
    return index % 2 === 0
      ? teams.groupChat(members, { name: `Group ${index}`, installed: true })
      : teams.channel({ team: `Team ${index}`, people: members, installed: true });
  });
  const talkers = people.slice(people.length - talking).map((person) => teams.personalChat(person));
  for (const chat of personal) await chat.install();
  for (const chat of talkers) {
    await chat.install();
    await chat.say('unfollow');
  }
  for (const chat of sharedPlaces) await chat.say('follow');
  return {
    places: [...personal, ...sharedPlaces],
    talkers,
    clickersOf: (place) => place.room.people,
  };
}

/** Is the process there? */
export function isAlive({ pid }: BotProcess): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
