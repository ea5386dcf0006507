import {
  anyActivity,
  installationActivity,
  invokeActivity,
  membershipActivity,
  messageActivity,
  submitActivity,
  type Envelope,
} from './teams-activities.ts';
import {
  NotPossible,
  pressExecute,
  pressRefresh,
  pressSubmit,
  readableText,
  type Press,
} from './teams-card.ts';
import { offeredFile, type UploadInfo } from './teams-files.ts';
import type { HttpAnswer } from './teams-http.ts';
import {
  addMessage,
  cardsSeen,
  editMessage,
  findMessage,
  nextMessageId,
  splitConversationId,
  type Message,
  type Room,
  type TeamsMemory,
  type TeamsPerson,
} from './teams-rooms.ts';
import { ADAPTIVE_CARD, isJson, type Activity, type Card, type Json } from './teams-wire.ts';

/** What a chat needs of Teams. */
export interface TeamsSide {
  memory: TeamsMemory;
  serviceUrl: string;
  clock: () => Date;
  /** Posts an activity to the bot. */
  deliver(activity: Activity): Promise<BotAnswer>;
}

export interface BotAnswer {
  httpStatus: number;
  /** The invoke response: `{ statusCode, type, value }` for a click. */
  body: unknown;
}

export interface ClickAnswer extends BotAnswer {
  statusCode: number | null;
  /** The card answered, now shown to the clicker only; null where the answer was something else. */
  card: Card | null;
  /** All that can be read in the answer: the card's texts, a message, an error's message. */
  text: string;
}

export interface SaidAnswer extends BotAnswer {
  /** Id of the person's message. */
  id: string;
}

export interface SayOptions {
  /** Names the bot first. Default: yes where there are several people, no in a personal chat. */
  mention?: boolean;
  /** The message's id; the same id again plays a second delivery of one message. */
  id?: string;
  /** Default: the person's. */
  locale?: string;
  /** In a channel: the message whose thread this goes into. Default: a new thread. */
  thread?: Message | string;
}

export interface ClickOptions {
  /** `automatic` sends the card's refresh action, as a client does by itself. Default `manual`. */
  trigger?: 'manual' | 'automatic';
  /** The card that this client still shows. Default: what the person sees now. */
  on?: Card;
  locale?: string;
  /** Put into the invoke's value as it is, such as `{ authentication }` or `{ state }`. */
  value?: Json;
}

export interface SeenMessage {
  id: string;
  threadId: string | null;
  author: Message['author'];
  text: string | null;
  cards: Card[];
  /** Does this person see a card that nobody else does? */
  onlyForThisPerson: boolean;
}

/**
 * One conversation as one person uses it: the chat's owner, or the first of several.
 * `as(person)` is the same conversation in somebody else's hands.
 */
export class Chat {
  readonly room: Room;
  readonly person: TeamsPerson;
  readonly #teams: TeamsSide;

  constructor(teams: TeamsSide, room: Room, person: TeamsPerson) {
    this.#teams = teams;
    this.room = room;
    this.person = person;
  }

  /** The conversation's id; a channel's without `;messageid=`. */
  get id(): string {
    return this.room.id;
  }

  as(person: TeamsPerson): Chat {
    return new Chat(this.#teams, this.room, person);
  }

  /** The person adds the app. `add-upgrade` is an update of one that is there. Gives both HTTP statuses. */
  async install(action: 'add' | 'add-upgrade' = 'add'): Promise<number[]> {
    this.room.app.installed = true;
    const installed = await this.#deliver(installationActivity(this.#envelope(), action));
    if (action === 'add-upgrade') return [installed.httpStatus];
    const joined = await this.#deliver(membershipActivity(this.#envelope(), 'membersAdded'));
    return [installed.httpStatus, joined.httpStatus];
  }

  /** The person removes the app: from here on the bot may not write. */
  async uninstall(): Promise<number[]> {
    this.room.app.installed = false;
    const removed = await this.#deliver(installationActivity(this.#envelope(), 'remove'));
    if (this.room.kind === 'personal') return [removed.httpStatus];
    const left = await this.#deliver(membershipActivity(this.#envelope(), 'membersRemoved'));
    return [removed.httpStatus, left.httpStatus];
  }

  async say(text: string, options: SayOptions = {}): Promise<SaidAnswer> {
    this.#needApp();
    const id = options.id ?? nextMessageId(this.#teams.memory);
    const before = findMessage(this.room, id);
    const threadId = before?.threadId ?? this.#threadOf(options.thread) ?? id;
    const mention = options.mention ?? this.room.kind !== 'personal';
    const activity = messageActivity(this.#envelope(threadId, options.locale), id, text, mention);
    if (before === undefined) this.#keep(id, threadId, activity);
    return { id, ...(await this.#deliver(activity)) };
  }

  /** Changes a message that this person wrote. */
  async edit(message: Message | string, text: string): Promise<BotAnswer> {
    const stored = this.#stored(message);
    if (stored.author !== this.person)
      throw new Error(`${this.person.name} did not write message ${stored.id}`);
    const mention = stored.activity.entities?.some((entity) => entity['type'] === 'mention') ?? false;
    const activity = messageActivity(this.#envelope(stored.threadId), stored.id, text, mention);
    editMessage(this.room, stored, activity, this.#teams.clock());
    const channelData = { ...activity.channelData, eventType: 'editMessage' };
    return this.#deliver({ ...activity, type: 'messageUpdate', channelData });
  }

  /**
   * Presses the button with this verb, title or id on what the person sees in the message, with these inputs filled in.
   * Throws where a client could not: no such button, a required input left empty, a choice that is not offered.
   */
  async click(
    message: Message | string,
    button: string,
    inputs: Json = {},
    options: ClickOptions = {},
  ): Promise<ClickAnswer> {
    const trigger = options.trigger ?? 'manual';
    const pressed = this.#pressed(message, options.on, (card) =>
      trigger === 'automatic' ? pressRefresh(card) : pressExecute(card, button, inputs),
    );
    const { action, data } = pressed;
    const value = {
      action: {
        type: 'Action.Execute',
        id: action['id'] ?? '',
        title: action['title'],
        verb: action['verb'],
        data,
      },
      trigger,
      ...options.value,
    };
    const { id, threadId } = this.#target(message);
    const from = this.#envelope(threadId, options.locale);
    const answer = await this.#deliver(invokeActivity(from, 'adaptiveCard/action', value, id));
    return this.#show(id, answer);
  }

  /** The client's own refresh of a card, as it happens when the message comes into view. */
  refresh(message: Message | string): Promise<ClickAnswer> {
    return this.click(message, '', {}, { trigger: 'automatic' });
  }

  /** Presses a button as an old client does, through Action.Submit: a message with a value. */
  submit(message: Message | string, button: string, inputs: Json = {}, on?: Card): Promise<BotAnswer> {
    const { data } = this.#pressed(message, on, (card) => pressSubmit(card, button, inputs));
    const { id, threadId } = this.#target(message);
    const from = this.#envelope(threadId);
    return this.#deliver(submitActivity(from, nextMessageId(this.#teams.memory), id, data));
  }

  /** Takes the file that a message offers: Teams opens a place for it and says where. `into`: what Teams says instead. */
  async acceptFile(message: Message | string, into: Partial<UploadInfo> = {}): Promise<BotAnswer> {
    const { name, content } = this.#offer(message);
    const uploadInfo = { ...(await this.#teams.memory.oneDrive.open(name)), ...into };
    const context = content['acceptContext'];
    return this.#answerFile(message, { type: 'fileUpload', action: 'accept', context, uploadInfo });
  }

  async declineFile(message: Message | string): Promise<BotAnswer> {
    const context = this.#offer(message).content['declineContext'];
    return this.#answerFile(message, { type: 'fileUpload', action: 'decline', context });
  }

  /** Any other invoke, such as `composeExtension/query`. */
  invoke(name: string, value: unknown, replyToId?: string): Promise<BotAnswer> {
    return this.#deliver(invokeActivity(this.#envelope(), name, value, replyToId));
  }

  /** Sends an activity; what it leaves out is filled in. */
  send(activity: Partial<Activity>): Promise<BotAnswer> {
    return this.#deliver(anyActivity(this.#envelope(), nextMessageId(this.#teams.memory), activity));
  }

  /** The person posts a card, as from a message extension; Teams tells the bot nothing. Gives the message's id. */
  postCard(card: Card): string {
    const id = nextMessageId(this.#teams.memory);
    const attachments = [{ contentType: ADAPTIVE_CARD, content: card }];
    this.#keep(id, id, { ...anyActivity(this.#envelope(), id, {}), attachments });
    return id;
  }

  /** The conversation as this person's client shows it, oldest first, without what was deleted. */
  seenBy(person: TeamsPerson = this.person): SeenMessage[] {
    return this.room.messages
      .filter((message) => !message.deleted)
      .map((message) => ({
        id: message.id,
        threadId: message.threadId,
        author: message.author,
        text: message.activity.text ?? null,
        cards: structuredClone(cardsSeen(this.room, message, person)),
        onlyForThisPerson: this.room.answered.get(message.id)?.has(person.id) ?? false,
      }));
  }

  /** The first card of a message as this person's client shows it. */
  cardSeen(message: Message | string): Card {
    const { id } = this.#target(message);
    const stored = findMessage(this.room, id);
    const [card] = stored === undefined ? [] : cardsSeen(this.room, stored, this.person);
    if (card === undefined) throw new NotPossible(`${this.person.name} sees no card in message ${id}`);
    return structuredClone(card);
  }

  #offer(message: Message | string) {
    this.#needApp();
    const offer = offeredFile(this.#stored(message).activity);
    if (offer === null) throw new Error('No file is offered in this message');
    return offer;
  }

  #answerFile(message: Message | string, value: Json): Promise<BotAnswer> {
    return this.invoke('fileConsent/invoke', value, this.#target(message).id);
  }

  #show(messageId: string, answer: BotAnswer): ClickAnswer {
    const { body } = answer;
    const { statusCode, type, value } = isJson(body) ? body : {};
    const card = type === ADAPTIVE_CARD && isJson(value) ? value : null;
    if (card !== null) {
      const shown = this.room.answered.get(messageId) ?? new Map<string, Card>();
      this.room.answered.set(messageId, shown.set(this.person.id, card));
    }
    return {
      ...answer,
      statusCode: typeof statusCode === 'number' ? statusCode : null,
      card,
      text: card === null ? textOf(value) : readableText(card),
    };
  }

  #pressed(message: Message | string, on: Card | undefined, press: (card: Card) => Press): Press {
    this.#needApp();
    return press(on ?? this.cardSeen(message));
  }

  #stored(message: Message | string): Message {
    const id = typeof message === 'string' ? message : message.id;
    const stored = findMessage(this.room, id);
    if (stored === undefined) throw new NotPossible(`There is no message ${id} in ${this.id}`);
    return stored;
  }

  /** Also of a message that has gone since: a client may still show it. */
  #target(message: Message | string): { id: string; threadId: string | null } {
    const id = typeof message === 'string' ? message : message.id;
    const known = this.room.messages.find((one) => one.id === id);
    return { id, threadId: known?.threadId ?? null };
  }

  #threadOf(thread: Message | string | undefined): string | null {
    if (thread === undefined) return null;
    return typeof thread === 'string'
      ? (splitConversationId(thread).threadId ?? this.#stored(thread).threadId)
      : thread.threadId;
  }

  #keep(id: string, threadId: string | null, activity: Activity): void {
    addMessage(this.#teams.memory, this.room, {
      id,
      threadId,
      author: this.person,
      activity,
      at: this.#teams.clock(),
    });
  }

  #needApp(): void {
    if (!this.room.app.installed) throw new NotPossible(`The app is not installed in ${this.id}`);
  }

  #envelope(threadId: string | null = null, locale?: string): Envelope {
    const { memory, serviceUrl, clock } = this.#teams;
    return {
      memory,
      room: this.room,
      threadId: this.room.kind === 'channel' ? threadId : null,
      person: this.person,
      serviceUrl,
      now: clock(),
      ...(locale === undefined ? {} : { locale }),
    };
  }

  #deliver(activity: Activity): Promise<BotAnswer> {
    return this.#teams.deliver(activity);
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = isJson(value) ? (value['message'] ?? value['text']) : null;
  return typeof text === 'string' ? text : '';
}

/** The HTTP answer of the bot in the words of this stand-in. */
export function botAnswer({ status, body }: HttpAnswer): BotAnswer {
  return { httpStatus: status, body };
}
