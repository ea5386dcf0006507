import { randomBytes, randomUUID } from 'node:crypto';
import type { OneDrive } from './teams-files.ts';
import { readableText } from './teams-card.ts';
import { cardsOf, type Activity, type Card } from './teams-wire.ts';

export interface TeamsPerson {
  /** Teams' id of the person for this bot, `29:...`. */
  id: string;
  aadObjectId: string;
  name: string;
  email: string;
  tenantId: string;
  /** As Teams says it, such as `en-US`. */
  locale: string;
  /** IANA name. */
  timeZone: string;
}

export interface Team {
  /** Also the id of its General channel. */
  id: string;
  name: string;
  aadGroupId: string;
  /** General first. */
  channels: Room[];
}

/** A message as it stands now; a copy, so what was read before an edit stays as it was. */
export interface Message {
  /** Teams-like digits. */
  id: string;
  /** In a channel the id of the thread's first message, which may be its own; else null. */
  threadId: string | null;
  author: 'bot' | TeamsPerson;
  activity: Activity;
  edits: number;
  deleted: boolean;
  postedAt: Date;
  editedAt: Date | null;
}

export interface Room {
  /** Without `;messageid=`. */
  id: string;
  /** How Graph calls a chat of two; bots may write to that id as well. Else the same as `id`. */
  chatId: string;
  kind: 'personal' | 'groupChat' | 'channel';
  name: string | null;
  people: TeamsPerson[];
  team: Team | null;
  /** Is the bot in the roster? The channels of one team share this. */
  app: { installed: boolean };
  messages: Message[];
  /** Cards that only one person's client shows, since they answered that person's click: message id -> person id -> card. */
  answered: Map<string, Map<string, Card>>;
}

/** All that Teams remembers. */
export interface TeamsMemory {
  tenantId: string;
  bot: { id: string; name: string };
  people: TeamsPerson[];
  rooms: Room[];
  oneDrive: OneDrive;
  lastMessageId: number;
}

export function splitConversationId(conversationId: string): { roomId: string; threadId: string | null } {
  const [roomId = '', threadId = null] = conversationId.split(';messageid=');
  return { roomId, threadId };
}

export function findRoom(memory: TeamsMemory, conversationId: string): Room | undefined {
  const { roomId } = splitConversationId(conversationId);
  return memory.rooms.find((room) => room.id === roomId || room.chatId === roomId);
}

/** How the room, or one thread of a channel, is called in an activity. */
export function conversationIdOf(room: Room, threadId: string | null): string {
  return threadId === null ? room.id : `${room.id};messageid=${threadId}`;
}

export function openRoom(memory: TeamsMemory, room: Pick<Room, 'kind' | 'people'> & Partial<Room>): Room {
  const id = room.id ?? roomId(room.kind);
  const opened: Room = {
    id,
    chatId: room.kind === 'personal' ? `19:${randomUUID()}_${memory.bot.id.slice(3)}@unq.gbl.spaces` : id,
    name: null,
    team: null,
    app: { installed: false },
    messages: [],
    answered: new Map(),
    ...room,
  };
  memory.rooms.push(opened);
  return opened;
}

export function roomId(kind: Room['kind']): string {
  if (kind === 'personal') return `a:1${randomBytes(60).toString('base64url')}`;
  const name = randomUUID().replaceAll('-', '');
  return kind === 'groupChat' ? `19:${name}@thread.v2` : `19:${name}@thread.tacv2`;
}

/** Milliseconds as Teams' message ids are, never the same twice. */
export function nextMessageId(memory: TeamsMemory): string {
  memory.lastMessageId = Math.max(Date.now(), memory.lastMessageId + 1);
  return String(memory.lastMessageId);
}

/** In a channel a message without a thread opens one. */
export function addMessage(
  memory: TeamsMemory,
  room: Room,
  message: { id?: string; threadId: string | null; author: Message['author']; activity: Activity; at: Date },
): Message {
  const id = message.id ?? nextMessageId(memory);
  const added: Message = {
    id,
    threadId: room.kind === 'channel' ? (message.threadId ?? id) : null,
    author: message.author,
    activity: { ...structuredClone(message.activity), id },
    edits: 0,
    deleted: false,
    postedAt: message.at,
    editedAt: null,
  };
  room.messages.push(added);
  return added;
}

/** An edit shows the stored message to everybody again: answers to single people are gone. */
export function editMessage(room: Room, message: Message, activity: Activity, at: Date): void {
  message.activity = { ...structuredClone(activity), id: message.id };
  message.edits += 1;
  message.editedAt = at;
  room.answered.delete(message.id);
}

export function findMessage(room: Room, messageId: string): Message | undefined {
  return room.messages.find((message) => message.id === messageId && !message.deleted);
}

/** Copies of the messages of a conversation, oldest first; deleted ones too. */
export function messagesOf(memory: TeamsMemory, conversationId: string): Message[] {
  const { threadId } = splitConversationId(conversationId);
  const room = findRoom(memory, conversationId);
  if (room === undefined) throw new Error(`Teams knows no conversation ${conversationId}`);
  return room.messages
    .filter((message) => threadId === null || message.threadId === threadId)
    .map((message) => ({ ...message, activity: structuredClone(message.activity) }));
}

/** The cards of a message as this person's client shows them. */
export function cardsSeen(room: Room, message: Message, person: TeamsPerson): Card[] {
  const answer = room.answered.get(message.id)?.get(person.id);
  return answer === undefined ? cardsOf(message.activity) : [answer];
}

/** All that can be read in a message: its text, its summary, its cards. */
export function messageText(message: Message): string {
  const { text, summary } = message.activity;
  return [text, summary, ...cardsOf(message.activity).map(readableText)].filter(Boolean).join('\n');
}
