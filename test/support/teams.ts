import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { endAfterTest } from './ends.ts';
import { botAnswer, Chat, type BotAnswer, type TeamsSide } from './teams-chat.ts';
import { connectorServer, type Denial } from './teams-connector.ts';
import { Faults, type ConnectorCall, type Fault, type SetFault } from './teams-faults.ts';
import { TeamsLimits } from './teams-limits.ts';
import { OneDrive } from './teams-files.ts';
import { postJson } from './teams-http.ts';
import {
  findRoom,
  messageText,
  messagesOf,
  openRoom,
  roomId,
  type Message,
  type Team,
  type TeamsMemory,
  type TeamsPerson,
} from './teams-rooms.ts';
import { cardsOf, type Activity, type Card } from './teams-wire.ts';
import { assertNoSecrets } from './secrets-in.ts';
import { waitFor } from './wait.ts';

export type { Chat } from './teams-chat.ts';
export type { Message, TeamsPerson } from './teams-rooms.ts';
export type { Activity, Card } from './teams-wire.ts';

/** A text that must be readable in the message, or a question about it. */
export type MessageTest = string | ((message: Message) => boolean);

export interface TeamsOptions {
  /** Default: a new one. */
  tenantId?: string;
  /** The bot's `/api/messages`; may follow with `connect`. */
  messagesUrl?: string;
  /** Teams' id of the bot. Default: `28:` and a new GUID. */
  botId?: string;
  /** What Teams puts into the Authorization header towards the bot. Default: none, as in local mode. */
  authorize?: (activity: Activity) => string | Promise<string>;
  /** What the connector says to a call with this Authorization header; null: it is taken. Default: all are. */
  requireBotToken?: (authorization: string | null) => Promise<Denial | null>;
  /** Who a new person is. Default: somebody whom only Teams knows. */
  person?: (options: PersonOptions) => TeamsPerson;
  /** What clients do about answers that ask for more, such as a sign-in. Default: nothing. */
  client?: (activity: Activity, send: (activity: Activity) => Promise<BotAnswer>) => Promise<BotAnswer>;
  /** Default: the machine's. */
  clock?: () => Date;
  /** How long Teams waits for the bot, at most. Default 15, as Teams does. */
  turnSeconds?: number;
}

export interface PersonOptions {
  name: string;
  /** Default: a new GUID. */
  aadObjectId?: string;
  /** Default `en-US`. */
  locale?: string;
  /** Default `Europe/Berlin`. */
  timeZone?: string;
}

export interface RoomOptions {
  /** Was the app there before the test began? Default no: `install()` adds it. */
  installed?: boolean;
}

const WAIT_MS = 5000;

/** Starts a stand-in for Teams and its Bot Connector on loopback. Ends with the test that started it, at the latest. */
export async function startTeams(options: TeamsOptions = {}): Promise<Teams> {
  const teams = new Teams(options);
  await teams.start();
  endAfterTest(async () => {
    await teams.stop();
    const posts = teams.memory.rooms.flatMap(({ id }) => teams.posts(id));
    assertNoSecrets('what the bot posted', JSON.stringify(posts));
  });
  return teams;
}

export class Teams implements TeamsSide {
  readonly memory: TeamsMemory;
  readonly clock: () => Date;
  /** Every call that reached the connector, oldest first. */
  readonly calls: ConnectorCall[] = [];
  /** As activities carry it; ends in `/teams/`. */
  serviceUrl = '';
  readonly #options: TeamsOptions;
  readonly #faults = new Faults();
  readonly #limits = new TeamsLimits();
  readonly #stopped = new AbortController();
  readonly #server;
  #messagesUrl: string | null;

  constructor(options: TeamsOptions) {
    this.#options = options;
    this.#messagesUrl = options.messagesUrl ?? null;
    this.clock = options.clock ?? (() => new Date());
    this.memory = {
      tenantId: options.tenantId ?? randomUUID(),
      bot: { id: options.botId ?? `28:${randomUUID()}`, name: 'Co-sell Deals' },
      people: [],
      rooms: [],
      oneDrive: new OneDrive(),
      lastMessageId: 0,
    };
    this.#server = connectorServer({
      memory: this.memory,
      faults: this.#faults,
      limits: this.#limits,
      calls: this.calls,
      clock: this.clock,
      requireBotToken: options.requireBotToken,
      signal: this.#stopped.signal,
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.serviceUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/teams/`;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.memory.oneDrive.stop();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Where people's files lie. */
  get oneDrive(): OneDrive {
    return this.memory.oneDrive;
  }

  get tenantId(): string {
    return this.memory.tenantId;
  }

  /** Says where the bot is. */
  connect(messagesUrl: string): this {
    this.#messagesUrl = messagesUrl;
    return this;
  }

  person(options: PersonOptions): TeamsPerson {
    const person = this.#options.person?.(options) ?? newPerson(options, this.tenantId);
    this.memory.people.push(person);
    return person;
  }

  /** The chat of one person with the bot; the same each time. */
  personalChat(person: TeamsPerson, { installed }: RoomOptions = {}): Chat {
    const room =
      this.memory.rooms.find((one) => one.kind === 'personal' && one.people[0] === person) ??
      openRoom(this.memory, { kind: 'personal', people: [person] });
    if (installed) room.app.installed = true;
    return new Chat(this, room, person);
  }

  groupChat(
    people: TeamsPerson[],
    { installed = false, name = null }: RoomOptions & { name?: string | null } = {},
  ): Chat {
    const room = openRoom(this.memory, { kind: 'groupChat', people: [...people], name, app: { installed } });
    return new Chat(this, room, firstOf(people));
  }

  /** A channel of a team; the team is made when its name is new. Default channel: General. */
  channel({
    team: teamName,
    name = 'General',
    people,
    installed,
  }: RoomOptions & { team: string; name?: string; people: TeamsPerson[] }): Chat {
    const team = this.#team(teamName, people);
    if (installed) firstOf(team.channels).app.installed = true;
    const room =
      team.channels.find((one) => one.name === name) ??
      openRoom(this.memory, {
        kind: 'channel',
        people: firstOf(team.channels).people,
        team,
        name,
        app: firstOf(team.channels).app,
      });
    if (!team.channels.includes(room)) team.channels.push(room);
    return new Chat(this, room, firstOf(people));
  }

  /** The messages of a conversation, of people and bot, oldest first; with `;messageid=` those of the thread. */
  conversation(id: string): { messages: Message[] } {
    return { messages: messagesOf(this.memory, id) };
  }

  /** What the bot has posted there and not deleted. */
  posts(id: string): Message[] {
    return messagesOf(this.memory, id).filter((message) => message.author === 'bot' && !message.deleted);
  }

  /** The stored cards of the bot's posts, as they are now. */
  cardsIn(id: string): Card[] {
    return this.posts(id).flatMap((message) => cardsOf(message.activity));
  }

  /** The first post of the bot that fits, one already there included. */
  waitForPost(id: string, test: MessageTest = () => true, ms: number = WAIT_MS): Promise<Message> {
    return waitFor(() => this.posts(id).find((message) => fits(message, test)), {
      seconds: ms / 1000,
      what: () => `a post${described(test)} in ${id}; there: ${this.#seen(id)}`,
    });
  }

  /** An edit of this message after it was read (or, by id alone, any edit of it) that fits. */
  waitForEdit(
    id: string,
    message: Message | string,
    test: MessageTest = () => true,
    ms: number = WAIT_MS,
  ): Promise<Message> {
    const [messageId, edits] = typeof message === 'string' ? [message, 0] : [message.id, message.edits];
    const edited = () => messagesOf(this.memory, id).find((one) => one.id === messageId && one.edits > edits);
    return waitFor(
      () => {
        const found = edited();
        return found !== undefined && fits(found, test) ? found : null;
      },
      {
        seconds: ms / 1000,
        what: () => `an edit${described(test)} of ${messageId} in ${id}; there: ${this.#seen(id)}`,
      },
    );
  }

  /** Waits until the bot has left the connector alone for so long: for tests of what must not be sent. */
  async quiet(ms = 300): Promise<void> {
    let count = this.calls.length;
    let since = Date.now();
    await waitFor(
      () => {
        if (this.calls.length !== count) [count, since] = [this.calls.length, Date.now()];
        return Date.now() - since >= ms;
      },
      { seconds: 30, what: `${ms} ms without a call to the connector` },
    );
  }

  fault(fault: Fault): SetFault {
    return this.#faults.set(fault);
  }

  /** From now on Teams' rate limits hold. */
  keepLimits(): void {
    this.#limits.keep();
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  async deliver(activity: Activity): Promise<BotAnswer> {
    const send = (one: Activity) => this.#send(one);
    return this.#options.client?.(activity, send) ?? send(activity);
  }

  async #send(activity: Activity): Promise<BotAnswer> {
    const { authorize } = this.#options;
    const headers: Record<string, string> = authorize ? { authorization: await authorize(activity) } : {};
    return this.sendRaw(JSON.stringify(activity), headers);
  }

  /** Posts any text to the bot, as whoever found its address may. */
  async sendRaw(body: string, headers: Record<string, string> = {}): Promise<BotAnswer> {
    if (this.#messagesUrl === null) throw new Error('Teams does not know the bot yet: connect(messagesUrl)');
    const timeoutMs = (this.#options.turnSeconds ?? 15) * 1000;
    return botAnswer(await postJson(this.#messagesUrl, body, headers, timeoutMs));
  }

  #team(name: string, people: TeamsPerson[]): Team {
    const known = this.memory.rooms.find((room) => room.team?.name === name)?.team;
    if (known) return known;
    const id = roomId('channel');
    const team: Team = { id, name, aadGroupId: randomUUID(), channels: [] };
    team.channels.push(
      openRoom(this.memory, { id, kind: 'channel', people: [...people], team, name: 'General' }),
    );
    return team;
  }

  #seen(id: string): string {
    const room = findRoom(this.memory, id);
    const messages = room?.messages.map(
      (message) => `[${message.id}, ${message.edits} edits] ${messageText(message)}`,
    );
    return messages?.join('\n') || 'nothing';
  }
}

function newPerson(
  { name, aadObjectId = randomUUID(), locale = 'en-US', timeZone = 'Europe/Berlin' }: PersonOptions,
  tenantId: string,
): TeamsPerson {
  return {
    id: `29:1${randomBytes(48).toString('base64url')}`,
    aadObjectId,
    name,
    email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@partner.example`,
    tenantId,
    locale,
    timeZone,
  };
}

function fits(message: Message, test: MessageTest): boolean {
  return typeof test === 'string' ? messageText(message).includes(test) : test(message);
}

function described(test: MessageTest): string {
  return typeof test === 'string' ? ` that says '${test}'` : '';
}

function firstOf<T>(list: T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('Nobody is in this conversation');
  return first;
}
