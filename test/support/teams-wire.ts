/** What goes over the wire between Teams and a bot, as far as the stand-in needs names for it. */
export type Json = Record<string, unknown>;

/** The JSON of an Adaptive Card. */
export type Card = Json;

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

export interface ChannelAccount {
  id: string;
  name?: string;
  aadObjectId?: string;
  /** Of people from elsewhere, as in shared channels. */
  tenantId?: string;
}

export interface ConversationAccount {
  id: string;
  tenantId?: string;
  conversationType?: string;
  isGroup?: boolean;
  name?: string;
}

export interface Attachment {
  contentType: string;
  name?: string;
  contentUrl?: string;
  content?: unknown;
}

/** A Bot Framework activity. */
export interface Activity {
  type: string;
  id?: string;
  name?: string;
  action?: string;
  text?: string;
  textFormat?: string;
  summary?: string;
  value?: unknown;
  replyToId?: string;
  channelId?: string;
  serviceUrl?: string;
  timestamp?: string;
  localTimestamp?: string;
  localTimezone?: string;
  locale?: string;
  from?: ChannelAccount;
  recipient?: ChannelAccount;
  conversation?: ConversationAccount;
  channelData?: Json;
  entities?: Json[];
  attachments?: Attachment[];
  membersAdded?: ChannelAccount[];
  membersRemoved?: ChannelAccount[];
  [property: string]: unknown;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The Adaptive Cards that an activity carries. */
export function cardsOf(activity: Pick<Activity, 'attachments'>): Card[] {
  return (activity.attachments ?? [])
    .filter((attachment) => attachment.contentType === ADAPTIVE_CARD)
    .map((attachment) => attachment.content)
    .filter(isJson);
}
