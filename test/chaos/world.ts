import { once } from 'node:events';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { freePort } from '../support/free-port.ts';
import { startLoadBalancer } from '../support/load-balancer.ts';
import { type PartnerCenter, startPartnerCenter } from '../support/partner-center.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { type Activity, type Chat, startTeams, type Teams, type TeamsPerson } from '../support/teams.ts';
import { onServer } from '../support/databases.ts';
import type { ChaosSize } from './plan.ts';

/** A click as the person remembers it. */
export interface Click {
  dealId: string;
  personId: string;
  verb: 'accept' | 'decline';
  /** Did the answer say that this person did it? */
  isDone: boolean;
}

/** What the run itself did to the program, for telling its faults from ours. */
export interface Happenings {
  clicks: Click[];
  /** Milliseconds. */
  killedAt: number[];
  databaseLostAt: number[];
  /** Bots that ended though nobody ended them, and what else must not be. */
  problems: string[];
}

export interface ChaosDeal {
  id: string;
  name: string;
  /** When the reminder is due that it is left alone for; null: none. */
  remindedAt: Date | null;
}

export interface World {
  teams: Teams;
  partnerCenter: PartnerCenter;
  bots: BotProcess[];
  /** A connection string; null: each bot has a file. */
  postgresUrl: string | null;
  restartDatabase: () => Promise<void>;
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
  const happenings: Happenings = { clicks: [], killedAt: [], databaseLostAt: [], problems: [] };
  const teams = await startTeams({
    client: async (activity, send) => {
      sent.push(activity);
      const first = await send(activity);
      // Teams tries a message again where it did not hear that it was taken.
      return activity.type !== 'invoke' && first.httpStatus >= 500 ? send(activity) : first;
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
  const postgres = replicas === 'file' ? null : await startPostgres();
  if (postgres) await onServer(`${postgres.url}/postgres`, 'create database chaos');
  const postgresUrl = postgres && `${postgres.url}/chaos`;
  const environment = {
    PARTNER_CENTER_URL: partnerCenter.url,
    POLL_INTERVAL_SECONDS: '1',
    QUIET_HOURS: 'none',
    REMINDERS: '24h,4h',
    ...(postgresUrl && { DATABASE_URL: postgresUrl }),
  };
  const bots: BotProcess[] = [];
  for (let count = 0; count < (replicas === 'file' ? 1 : replicas); count += 1) {
    bots.push(await startBot({ ...environment, PORT: String(await freePort()) }));
  }
  const balancer = await startLoadBalancer(bots.map(({ url }) => url));
  teams.connect(`${balancer.url}/api/messages`);

  const people = Array.from({ length: size.people }, (_, index) =>
    teams.person({ name: `Person ${String(index).padStart(2, '0')} Example` }),
  );
  const settled = await settleIn(teams, people, size.places);
  const outsider = teams.person({ name: ROLELESS });
  partnerCenter.forbidden.add(outsider.aadObjectId);
  const closed = teams.personalChat(outsider);
  await closed.install();
  await teams.quiet(1000);

  return {
    teams,
    partnerCenter,
    bots,
    postgresUrl,
    restartDatabase: async () => postgres?.restart(),
    ...settled,
    deals: [],
    happenings,
    sent,
    stop: async () => {
      await Promise.all(bots.map((bot) => bot.kill()));
      await balancer.stop();
      await teams.stop();
      await partnerCenter.stop();
      await postgres?.stop();
    },
  };
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

/** Some milliseconds later. */
export async function pause(milliseconds: number): Promise<void> {
  await once(AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds))), 'abort');
}
