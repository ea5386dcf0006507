import { type BotProcess, startBot } from '../support/bot-process.ts';
import { postgresGround } from '../support/databases.ts';
import { readableText } from '../support/teams-card.ts';
import { cardsOf } from '../support/teams-wire.ts';
import {
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

/** Teams, a Partner Center that was not written with the product, and the program between them. */
export interface Stage {
  teams: Teams;
  partnerCenter: PartnerCenter;
  bot: BotProcess;
  /** A new person opens a chat with the bot, and is welcomed there. */
  join(options: string | PersonOptions): Promise<Chat>;
  /** Waits until the watcher has read everything that stands in Partner Center now. */
  watched(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions extends PartnerCenterOptions {
  env?: Record<string, string>;
  /** Done to Partner Center before the bot starts. */
  prepare?: (partnerCenter: PartnerCenter) => void;
}

export async function openStage({ env = {}, prepare, ...options }: StageOptions = {}): Promise<Stage> {
  const teams = await startTeams();
  const partnerCenter = await startPartnerCenter(options);
  prepare?.(partnerCenter);
  const database = ON_POSTGRES && !env['DATABASE_URL'] ? await postgresGround() : null;
  const bot = await startBot({
    PARTNER_CENTER_URL: partnerCenter.url,
    POLL_INTERVAL_SECONDS: '0.2',
    ...(database && { DATABASE_URL: database.url }),
    ...env,
  });
  teams.connect(bot.messagesUrl);
  return {
    teams,
    partnerCenter,
    bot,
    join: async (person) => {
      const chat = teams.personalChat(teams.person(typeof person === 'string' ? { name: person } : person));
      await chat.install();
      await teams.waitForPost(chat.id);
      return chat;
    },
    // A pass that began after this moment has ended when the next one begins.
    watched: async () => {
      const passes = () => partnerCenter.requests.filter(isWatching).length;
      const before = passes();
      await waitFor(() => passes() >= before + 2, { seconds: 10, what: 'a whole pass of the watcher' });
    },
    stop: async () => {
      await bot.stop();
      await database?.remove();
      await teams.stop();
      await partnerCenter.stop();
    },
  };
}

/** The watcher's next reading takes so long. */
export function slowWatcher(partnerCenter: PartnerCenter, delayMs = 800): void {
  partnerCenter.fault({ match: ({ authorization }) => authorization === 'Bearer local.watcher', delayMs });
}

/** The first page of the list that each pass begins with. */
function isWatching({ method, path, query, authorization }: PartnerCenterRequest): boolean {
  const isList = method === 'GET' && path.endsWith('/referrals') && !query.has('$skiptoken');
  return isList && authorization === 'Bearer local.watcher';
}

export function isPatch({ method }: PartnerCenterRequest): boolean {
  return method === 'PATCH';
}

/** What is sent in this person's name. */
export function tokenOf({ aadObjectId }: TeamsPerson): string {
  return `local.${aadObjectId}`;
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
