import { type BotOptions, type BotProcess, startBot } from '../support/bot-process.ts';
import { freePort } from '../support/free-port.ts';
import { postgresGround } from '../support/databases.ts';
import { startMicrosoftCloud } from '../support/microsoft-cloud/microsoft-cloud.ts';
import { readableText } from '../support/teams-card.ts';
import { cardsOf, isJson } from '../support/teams-wire.ts';
import {
  type Admission,
  type PartnerCenter,
  type PartnerCenterOptions,
  type PartnerCenterRequest,
  startPartnerCenter,
} from '../support/partner-center.ts';
import {
  type Chat,
  type Message,
  type PersonOptions,
  startTeams,
  type Teams,
  type TeamsPerson,
} from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';

/** `npm run test:postgres`: the same stories on the other engine. */
const ON_POSTGRES = process.env['JOURNEYS_ON'] === 'postgres';
/** `npm run test:live`: the same stories in live mode. */
const IN_LIVE_MODE = process.env['JOURNEYS_IN'] === 'live';

/** Who the watcher is to Partner Center; in live mode a person, with whose account the bot watches. */
const WATCHER = '0a7c4e5e-0000-4000-8000-57e3a2d00000';

/** Teams, a Partner Center that was not written with the product, and the program between them. */
export interface Stage {
  teams: Teams;
  partnerCenter: PartnerCenter;
  bot: BotProcess;
  /** A second bot beside the first, on the same store where `DATABASE_URL` names one. Whoever starts it stops it. */
  startAnother(): Promise<BotProcess>;
  /** The headers with which Teams would send this activity, or whatever else. */
  signed(activity: unknown): Promise<Record<string, string>>;
  /** A new person opens a chat with the bot, is welcomed there, and in live mode signs in. */
  join(options: string | PersonOptions): Promise<Chat>;
  /** Waits until the watcher has read everything that stands in Partner Center now. */
  watched(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions extends Omit<PartnerCenterOptions, 'admit' | 'clock'> {
  env?: Record<string, string>;
  /** Done to Partner Center before the watcher reads for the first time. */
  prepare?: (partnerCenter: PartnerCenter) => void;
  /** Default: as `JOURNEYS_IN` says. */
  mode?: 'local' | 'live';
  /** For stories of a process that is killed or told to end. Default false. */
  ownProcess?: BotOptions['ownProcess'];
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const {
    env = {},
    prepare,
    mode = IN_LIVE_MODE ? 'live' : 'local',
    ownProcess = false,
    ...wanted
  } = options;
  const world = await (mode === 'live' ? openCloud(wanted) : openLocal(wanted));
  const { teams, partnerCenter } = world;
  prepare?.(partnerCenter);
  const database = ON_POSTGRES && !env['DATABASE_URL'] ? await postgresGround() : null;
  const environment = {
    ...world.environment,
    POLL_INTERVAL_SECONDS: '0.2',
    ...(database && { DATABASE_URL: database.url }),
    ...env,
  };
  const bot = await startBot(environment, { ownProcess });
  teams.connect(bot.messagesUrl);
  await world.beginWatching();
  return {
    teams,
    partnerCenter,
    bot,
    startAnother: async () => {
      const port = await freePort();
      return startBot(
        { ...environment, PORT: String(port), BOT_DOMAIN: `127.0.0.1:${port}` },
        { ownProcess },
      );
    },
    signed: world.signed,
    join: async (person) => world.arrive(typeof person === 'string' ? { name: person } : person),
    // A pass that began after this moment has ended when the next one begins.
    watched: async () => {
      const passes = () => partnerCenter.requests.filter(isWatching).filter(isFirstPage).length;
      const before = passes();
      await waitFor(() => passes() >= before + 2, { seconds: 10, what: 'a whole pass of the watcher' });
    },
    stop: async () => {
      await bot.stop();
      await database?.remove();
      await world.stop();
    },
  };
}

/** All round the program: in this everything differs between the two modes. */
interface World {
  teams: Teams;
  partnerCenter: PartnerCenter;
  environment: Record<string, string>;
  signed: Stage['signed'];
  arrive(person: PersonOptions): Promise<Chat>;
  /** Somebody lets the watcher read with their account, where it needs one. */
  beginWatching(): Promise<void>;
  stop(): Promise<void>;
}

async function openLocal(options: PartnerCenterOptions): Promise<World> {
  const teams = await startTeams();
  const partnerCenter = await startPartnerCenter({ ...options, admit: localDoor });
  return {
    teams,
    partnerCenter,
    environment: { PARTNER_CENTER_URL: partnerCenter.url },
    signed: async () => ({}),
    arrive: async (options) => {
      const chat = teams.personalChat(teams.person(options));
      await chat.install();
      await teams.waitForPost(chat.id);
      return chat;
    },
    beginWatching: async () => undefined,
    stop: async () => {
      await teams.stop();
      await partnerCenter.stop();
    },
  };
}

/** Local mode's tokens are names. */
function localDoor(authorization: string | null): Admission {
  const name = /^Bearer local\.(.+)$/.exec(authorization ?? '')?.[1];
  return name === undefined
    ? { kind: 'refused', status: 401, code: 'unauthenticated' }
    : { kind: 'admitted', who: name === 'watcher' ? WATCHER : name, sees: () => true };
}

/** Whoever joins signs in on the first day; other people have done so before. */
async function openCloud(options: PartnerCenterOptions): Promise<World> {
  const cloud = await startMicrosoftCloud({ partnerCenter: options, signsIn: true });
  const { teams, partnerCenter } = cloud;
  const arrive = async (options: PersonOptions) => {
    const chat = teams.personalChat(cloud.person(options));
    await chat.install();
    const welcome = await teams.waitForPost(chat.id, canSignIn);
    await chat.click(welcome, 'person.signIn');
    await teams.waitForEdit(chat.id, welcome, (message) => !canSignIn(message));
    return chat;
  };
  return {
    teams,
    partnerCenter,
    environment: cloud.environment(),
    signed: async (activity) => {
      const named = isJson(activity) ? activity['serviceUrl'] : null;
      const serviceUrl = typeof named === 'string' ? named : teams.serviceUrl;
      return { authorization: `Bearer ${await cloud.teamsToken({ serviceUrl })}` };
    },
    arrive,
    beginWatching: async () => {
      const chat = await arrive({ name: 'Stella Steward', aadObjectId: WATCHER });
      await chat.say('watch with my account');
      await teams.waitForPost(chat.id, 'Watching with your account');
      await chat.say('unfollow');
    },
    stop: cloud.stop,
  };
}

function canSignIn({ activity }: Message): boolean {
  return JSON.stringify(activity.attachments ?? []).includes('"person.signIn"');
}

/** The watcher's next reading takes so long. */
export function slowWatcher(partnerCenter: PartnerCenter, delayMs = 800): void {
  partnerCenter.fault({ match: isWatching, delayMs });
}

/** The watcher's list of what changed; whoever watches also reads on their own account, and other lists. */
export function isWatching(request: PartnerCenterRequest): boolean {
  const { method, path, query } = request;
  const isList = method === 'GET' && path.endsWith('/referrals');
  return isList && query.get('$orderby') === 'updatedDateTime desc' && isWatcher(request);
}

export function isWatcher({ who }: PartnerCenterRequest): boolean {
  return who === WATCHER;
}

/** Each pass of the watcher begins with it. */
function isFirstPage({ query }: PartnerCenterRequest): boolean {
  return !query.has('$skiptoken');
}

/** Asked in this person's name. */
export function asks({ aadObjectId }: TeamsPerson): (request: PartnerCenterRequest) => boolean {
  return ({ who }) => who === aadObjectId;
}

export function isPatch({ method }: PartnerCenterRequest): boolean {
  return method === 'PATCH';
}

export function isPost({ method }: PartnerCenterRequest): boolean {
  return method === 'POST';
}

/** What the stored card of a message says to everybody. */
export function storedText(message: Message | undefined): string {
  return cardsOf(message?.activity ?? {})
    .map(readableText)
    .join('\n');
}

/** The stored card of this message as it stands now. */
export function nowIn(teams: Teams, chat: Chat, message: Message): string {
  return storedText(teams.posts(chat.id).find(({ id }) => id === message.id));
}
