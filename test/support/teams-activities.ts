import { randomUUID } from 'node:crypto';
import { conversationIdOf, type Room, type TeamsMemory, type TeamsPerson } from './teams-rooms.ts';
import type { Activity, ChannelAccount, ConversationAccount, Json } from './teams-wire.ts';

export interface Envelope {
  memory: TeamsMemory;
  room: Room;
  /** Only in a channel. */
  threadId: string | null;
  person: TeamsPerson;
  serviceUrl: string;
  now: Date;
  /** Overrides the language of this person's client for one activity. */
  locale?: string;
}

/** What Teams puts round everything that it sends to a bot. */
function envelope({ memory, room, threadId, person, serviceUrl, now }: Envelope): Omit<Activity, 'type'> {
  return {
    timestamp: now.toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: senderAccount(memory, person),
    recipient: { ...memory.bot },
    conversation: conversationAccount(memory, room, threadId),
    channelData: channelData(memory, room),
  };
}

function senderAccount({ tenantId }: TeamsMemory, person: TeamsPerson): ChannelAccount {
  const { id, name, aadObjectId } = person;
  return { id, name, aadObjectId, ...(person.tenantId === tenantId ? {} : { tenantId: person.tenantId }) };
}

function conversationAccount(memory: TeamsMemory, room: Room, threadId: string | null): ConversationAccount {
  return {
    ...(room.kind === 'personal' ? {} : { isGroup: true }),
    ...(room.kind === 'groupChat' && room.name !== null ? { name: room.name } : {}),
    conversationType: room.kind,
    tenantId: memory.tenantId,
    id: conversationIdOf(room, threadId),
  };
}

function channelData(memory: TeamsMemory, room: Room): Json {
  const tenant = { id: memory.tenantId };
  if (room.team === null) return { tenant };
  const { id } = room.team;
  return { teamsChannelId: room.id, teamsTeamId: id, channel: { id: room.id }, team: { id }, tenant };
}

/** What comes from a person's client besides: language and clock. */
function fromClient({ person, now, locale = person.locale }: Envelope): Partial<Activity> {
  return {
    locale,
    localTimezone: person.timeZone,
    localTimestamp: localTimestamp(now, person.timeZone),
    entities: [
      {
        locale,
        country: locale.split('-')[1] ?? 'US',
        platform: 'Web',
        timezone: person.timeZone,
        type: 'clientInfo',
      },
    ],
  };
}

/** Like `2026-11-22T09:15:22.123+01:00`. */
function localTimestamp(now: Date, timeZone: string): string {
  const zoneName = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find((part) => part.type === 'timeZoneName')?.value;
  const offset = zoneName?.replace('GMT', '') || '+00:00';
  const [hours = 0, minutes = 0] = offset.split(':').map(Number);
  const minutesEast = hours * 60 + (offset.startsWith('-') ? -minutes : minutes);
  return new Date(now.getTime() + minutesEast * 60_000).toISOString().replace('Z', offset);
}

/** A typed message; with `mention` it begins by naming the bot, which is how Teams hands it over in chats of several. */
export function messageActivity(from: Envelope, id: string, text: string, mention: boolean): Activity {
  const client = fromClient(from);
  const { bot } = from.memory;
  const mentioned = `<at>${bot.name}</at>`;
  const mentionEntity = { type: 'mention', mentioned: { ...bot }, text: mentioned };
  return {
    type: 'message',
    id,
    text: mention ? `${mentioned} ${text}` : text,
    textFormat: 'plain',
    // Teams sends the HTML of the compose box along, as an attachment that is none.
    attachments: [
      {
        contentType: 'text/html',
        content: `<p>${mention ? `<span>${bot.name}</span>&nbsp;` : ''}${text}</p>`,
      },
    ],
    ...envelope(from),
    ...client,
    entities: [...(mention ? [mentionEntity] : []), ...(client.entities ?? [])],
  };
}

/** What an Action.Submit becomes: a message with a value and no text. */
export function submitActivity(from: Envelope, id: string, replyToId: string, value: Json): Activity {
  return { type: 'message', id, ...envelope(from), ...fromClient(from), value, replyToId };
}

export function invokeActivity(from: Envelope, name: string, value: unknown, replyToId?: string): Activity {
  return {
    type: 'invoke',
    name,
    id: `f:${randomUUID()}`,
    ...envelope(from),
    ...fromClient(from),
    value,
    ...(replyToId === undefined ? {} : { replyToId }),
  };
}

/** `installationUpdate`: the app came or went, by `from`. A team hears it in General. */
export function installationActivity(from: Envelope, action: string): Activity {
  const about = envelope({ ...from, threadId: null });
  return {
    type: 'installationUpdate',
    action,
    id: `f:${randomUUID()}`,
    ...about,
    ...membershipPlace(from),
    channelData: membershipData(from, null),
    locale: from.locale ?? from.person.locale,
    entities: [{ locale: from.person.locale, type: 'clientInfo' }],
  };
}

/** `conversationUpdate`: the bot itself joined or left. */
export function membershipActivity(from: Envelope, change: 'membersAdded' | 'membersRemoved'): Activity {
  return {
    type: 'conversationUpdate',
    id: `f:${randomUUID()}`,
    ...envelope({ ...from, threadId: null }),
    ...membershipPlace(from),
    [change]: [{ id: from.memory.bot.id }],
    channelData: membershipData(from, change === 'membersAdded' ? 'teamMemberAdded' : 'teamMemberRemoved'),
  };
}

function membershipPlace({ memory, room }: Envelope): Pick<Activity, 'conversation'> {
  const general = room.team?.channels[0] ?? room;
  return { conversation: conversationAccount(memory, general, null) };
}

function membershipData({ memory, room }: Envelope, eventType: string | null): Json {
  const tenant = { id: memory.tenantId };
  const source = { name: 'message' };
  if (room.team === null) return { tenant, source };
  const { id, name, aadGroupId } = room.team;
  return {
    ...(eventType === null ? {} : { eventType }),
    settings: { selectedChannel: { id: room.id } },
    team: { id, name, aadGroupId },
    tenant,
    source,
  };
}

/** Any activity: what is given stands, the rest is filled in as for a message. */
export function anyActivity(from: Envelope, id: string, given: Partial<Activity>): Activity {
  return { type: 'message', id, ...envelope(from), ...fromClient(from), ...given };
}
