import { z } from 'zod';
import type { Locale, PersonKey } from '../services/people/person.ts';
import type { Place } from '../services/people/place.ts';

/**
 * The activities of Teams, parsed once at the door. Whatever a client can leave out or get wrong is a default here
 * or a refusal; nothing behind this file looks into a raw activity.
 */
const text = z.string().max(4096);
const optionalText = text.nullish().catch(null);
const account = z.object({ id: text, aadObjectId: optionalText, name: optionalText, tenantId: optionalText });
const mention = z.object({
  type: z.literal('mention'),
  text: optionalText,
  mentioned: z.object({ id: optionalText }).nullish(),
});
const clientInfo = z.object({ type: z.literal('clientInfo'), timezone: optionalText });

const activitySchema = z.object({
  type: z.string().min(1).max(100),
  id: optionalText,
  timestamp: z.iso.datetime({ offset: true }).nullish().catch(null),
  name: optionalText,
  action: optionalText,
  channelId: optionalText,
  serviceUrl: text.url(),
  from: account,
  recipient: account.partial({ id: true }).nullish(),
  conversation: z.object({
    id: text.min(1),
    tenantId: optionalText,
    conversationType: optionalText,
    name: optionalText,
  }),
  channelData: z
    .object({
      tenant: z.object({ id: optionalText }).nullish().catch(null),
      team: z.object({ id: optionalText }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  entities: z.array(z.unknown()).nullish().catch(null),
  locale: optionalText,
  localTimezone: optionalText,
  text: z.string().nullish().catch(null),
  attachments: z
    .array(z.object({ contentType: optionalText }).catch({}))
    .nullish()
    .catch(null),
  value: z.unknown().optional(),
  replyToId: optionalText,
  membersAdded: z.array(account).nullish().catch(null),
  membersRemoved: z.array(account).nullish().catch(null),
});

/** What every activity tells of who, where and how. */
export interface Envelope {
  type: string;
  activityId: string | null;
  /** When it came to the door, by `performance.now()`: Teams waits from then on. */
  arrivedAt: number;
  /** When Teams says that it happened. */
  sentAt: Date | null;
  name: string | null;
  action: string | null;
  serviceUrl: string;
  /** Of the conversation; somebody in it may be of another one. */
  tenantId: string;
  /** Without `;messageid=`. */
  conversationId: string;
  /** Teams' id of the team of a channel; null elsewhere. */
  teamId: string | null;
  /** The conversation as addressed: in a channel with the thread's `;messageid=`. */
  thread: string;
  kind: Place['kind'];
  botId: string;
  /** null where Teams named no person, as for some system activities. */
  person: (PersonKey & { userId: string; name: string | null }) | null;
  /** Teams' own language of the client; null where it is neither. */
  locale: Locale | null;
  timeZone: string | null;
  text: string | null;
  /** Did the person send a card along, as from a message extension? Then `text` is what was typed beside it. */
  bringsCard: boolean;
  value: unknown;
  replyToId: string | null;
  /** Was the bot itself added to or removed from the conversation? */
  botAdded: boolean;
  botRemoved: boolean;
}

const KINDS: readonly Place['kind'][] = ['personal', 'groupChat', 'channel'];

/** The tenant of activities that name none; only local mode meets them. */
const NO_TENANT = 'local';

/** @returns null where this is no activity that the bot could ever answer */
export function parseActivity(body: unknown, arrivedAt: number = performance.now()): Envelope | null {
  const parsed = activitySchema.safeParse(body);
  if (!parsed.success) return null;
  const activity = parsed.data;
  const tenantId = activity.conversation.tenantId || activity.channelData?.tenant?.id || NO_TENANT;
  const botId = activity.recipient?.id ?? '';
  const entities = activity.entities ?? [];
  const bringsCard = (activity.attachments ?? []).some(({ contentType }) => contentType === ADAPTIVE_CARD);
  const text = withoutMentions(activity.text ?? null, entities, botId);
  return {
    type: activity.type,
    activityId: activity.id ?? null,
    arrivedAt,
    sentAt: activity.timestamp ? new Date(activity.timestamp) : null,
    name: activity.name ?? null,
    action: activity.action ?? null,
    serviceUrl: activity.serviceUrl,
    tenantId,
    conversationId: activity.conversation.id.split(';messageid=')[0] ?? activity.conversation.id,
    teamId: activity.channelData?.team?.id ?? null,
    thread: activity.conversation.id,
    kind: kindOf(activity.conversation),
    botId,
    person: personOf(activity, tenantId, botId),
    locale: localeOf(activity.locale),
    timeZone: timeZoneOf(entities) ?? activity.localTimezone ?? null,
    text: bringsCard && text ? withoutTags(text) : text,
    bringsCard,
    value: activity.value,
    replyToId: activity.replyToId ?? null,
    botAdded: (activity.membersAdded ?? []).some(({ id }) => id === botId),
    botRemoved: (activity.membersRemoved ?? []).some(({ id }) => id === botId),
  };
}

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

/** Clients mark the place of a card within the text by elements without content. */
function withoutTags(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A chat of people, as opposed to one with a bot (`a:...`), also where Teams calls it personal: two people's chat. */
const CHAT_OF_PEOPLE = /^19:/;

/** What is unknown is redacted like a chat of several, never taken for personal. */
function kindOf({ id, conversationType: given }: Activity['conversation']): Place['kind'] {
  const conversationType = given ?? 'personal';
  if (conversationType === 'personal' && CHAT_OF_PEOPLE.test(id)) return 'groupChat';
  return KINDS.find((kind) => kind === conversationType) ?? 'groupChat';
}

type Activity = z.output<typeof activitySchema>;

/**
 * Who acts; where Teams tells of an installation without saying who, the one person of a personal chat. People of a
 * shared channel may be of another tenant than the channel; where Teams does not say so, of the same.
 */
function personOf(
  { from, membersAdded, conversation }: Activity,
  tenantId: string,
  botId: string,
): Envelope['person'] {
  const isPersonal = kindOf(conversation) === 'personal';
  const added = isPersonal ? (membersAdded ?? []).filter(({ id }) => id !== botId) : [];
  const account = [from, ...added].find(({ aadObjectId }) => aadObjectId);
  if (!account?.aadObjectId) return null;
  return {
    tenantId: account.tenantId || tenantId,
    personId: account.aadObjectId,
    userId: account.id,
    name: account.name ?? null,
  };
}

function localeOf(tag: string | null | undefined): Locale | null {
  const language = tag?.split('-')[0]?.toLowerCase();
  return language === 'fr' || language === 'en' ? language : null;
}

function timeZoneOf(entities: readonly unknown[]): string | null {
  const client = entities.map((entity) => clientInfo.safeParse(entity)).find(({ success }) => success);
  return client?.data?.timezone ?? null;
}

/** Takes every mention of the bot out of the text; botbuilder takes out only the first, and throws without text. */
function withoutMentions(text: string | null, entities: readonly unknown[], botId: string): string | null {
  if (text === null) return null;
  const mentions = entities
    .map((entity) => mention.safeParse(entity).data)
    .filter((found) => found?.mentioned?.id === botId);
  const bare = mentions.reduce(
    (left, found) => (found?.text ? left.replaceAll(found.text, ' ') : left),
    text,
  );
  return bare.replaceAll('&nbsp;', ' ').normalize('NFC').replace(/\s+/g, ' ').trim();
}
