import type { Activity, ChannelAccount, ConversationParameters } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { LRUCache } from 'lru-cache';
import type { FileConsentCard, FileInfoCard } from '../cards/file-cards.ts';
import { type AdaptiveCard, attachment, type CardAttachment } from '../cards/render.ts';
import { type SignInAttachment, type SignInCard, signInAttachment } from '../cards/sign-in-card.ts';
import type { PersonKey } from '../services/people/person.ts';
import type { Place } from '../services/people/place.ts';
import type { Member } from '../services/store/members.ts';
import { toDeliveryFailure } from './delivery-failure.ts';

/** What Teams needs to know of a message of ours. */
export interface Message {
  card: AdaptiveCard;
  /** One line of plain text: what the notification says. */
  summary: string;
}

/**
 * The one way out to Teams. One HTTP attempt a call; throws `DeliveryFailure` only. How often it may be used: `App.messenger`
 * counts by itself, `App.pushes` is asked for first (`send-budget.ts`).
 */
export interface Messenger {
  /** @returns the activity id of the new message; null where Teams gave none. @param thread answer in this thread of a channel */
  post(place: Destination, message: Message, thread?: string): Promise<string | null>;
  update(place: Destination, activityId: string, message: Message): Promise<void>;
  /** A sign-in card, which Teams takes in a personal chat only. @returns as `post` */
  postSignIn(place: Destination, card: SignInCard, summary: string): Promise<string | null>;
  /** A card about a file, in a personal chat only (`files/`). @returns as `post`. null: this channel knows no files */
  postFile:
    | ((place: Destination, card: FileConsentCard | FileInfoCard, summary: string) => Promise<string | null>)
    | null;
  remove(place: Destination, activityId: string): Promise<void>;
  /** The 1:1 chat with a person of that place, made if there is none yet. @returns its conversation id */
  openChat(place: Destination, person: PersonKey): Promise<string>;
  /** Everybody in a place; in a channel, in its team. */
  members(place: Destination): Promise<Member[]>;
}

export type Destination = Pick<Place, 'id' | 'tenantId' | 'serviceUrl' | 'conversationId' | 'botId'>;

/** Shorter than half a delivery's lease, so that two attempts can never overlap. */
const POST_TIMEOUT_SECONDS = 12;

/** Largest page of a roster that Teams gives. */
const ROSTER_PAGE = 500;
/** A team of more people is not read to its end: who is beyond is told twice at worst. */
const MOST_MEMBERS = 10_000;

/**
 * @param connect makes the connector client of one service URL
 * @param timeoutSeconds how long Teams may take to answer. Default 12
 */
export function createMessenger(
  connect: (serviceUrl: string) => Promise<ConnectorClient>,
  timeoutSeconds: number = POST_TIMEOUT_SECONDS,
): Messenger {
  const clients = new LRUCache<string, Promise<ConnectorClient>>({ max: 50 });

  const clientFor = (serviceUrl: string): Promise<ConnectorClient> => {
    const kept = clients.get(serviceUrl);
    if (kept) return kept;
    const client = connect(serviceUrl);
    clients.set(serviceUrl, client);
    return client;
  };

  const send = async <T>(serviceUrl: string, call: (client: ConnectorClient) => Promise<T>): Promise<T> => {
    try {
      return await call(await clientFor(serviceUrl));
    } catch (error) {
      throw toDeliveryFailure(error);
    }
  };
  const options = () => ({ abortSignal: AbortSignal.timeout(timeoutSeconds * 1000) });

  const post = async (place: Destination, conversation: string, { attached, summary }: Sent) => {
    const activity = toActivity(place, conversation, { attached, summary });
    const answer = await send(place.serviceUrl, (client) =>
      client.conversations.sendToConversation(conversation, activity, options()),
    );
    return (answer as { id?: string } | undefined)?.id || null;
  };

  return {
    post: (place, { card, summary }, thread) =>
      post(place, thread ?? place.conversationId, { attached: attachment(card), summary }),
    postSignIn: (place, card, summary) =>
      post(place, place.conversationId, { attached: signInAttachment(card), summary }),
    postFile: (place, card, summary) => post(place, place.conversationId, { attached: card, summary }),
    remove: async (place, activityId) => {
      await send(place.serviceUrl, (client) =>
        client.conversations.deleteActivity(place.conversationId, activityId, options()),
      );
    },
    openChat: async ({ serviceUrl, botId }, { tenantId, personId }) => {
      const parameters = {
        bot: { id: botId },
        members: [{ id: personId }],
        channelData: { tenant: { id: tenantId } },
        tenantId,
        isGroup: false,
      } as unknown as ConversationParameters;
      const { id } = await send(serviceUrl, (client) =>
        client.conversations.createConversation(parameters, options()),
      );
      return id;
    },
    members: async (place) => {
      const members: Member[] = [];
      let continuationToken = '';
      do {
        // An empty token is refused (403): the first page is asked for without one.
        const next: Partial<PageOfMembers> = continuationToken ? { continuationToken } : {};
        const query = { pageSize: ROSTER_PAGE, ...next, ...options() } as PageOfMembers;
        const page = await send(place.serviceUrl, (client) =>
          client.conversations.getConversationPagedMembers(place.conversationId, query),
        );
        members.push(...page.members.flatMap(toMember));
        continuationToken = page.continuationToken ?? '';
      } while (continuationToken && members.length < MOST_MEMBERS);
      return members;
    },
    update: async (place, activityId, { card, summary }) => {
      const sent = { attached: attachment(card), summary };
      const activity = { ...toActivity(place, place.conversationId, sent), id: activityId };
      await send(place.serviceUrl, (client) =>
        client.conversations.updateActivity(place.conversationId, activityId, activity, options()),
      );
    },
  };
}

/** The connector's types want a token always, its HTTP does not. */
interface PageOfMembers {
  pageSize: number;
  continuationToken: string;
}

/** Teams adds fields to the roster that the connector's types do not know. */
type TeamsMember = ChannelAccount & { objectId?: string; email?: string; userPrincipalName?: string };

function toMember(account: TeamsMember): Member[] {
  const personId = account.aadObjectId ?? account.objectId;
  if (!personId) return [];
  const email = account.email ?? account.userPrincipalName ?? null;
  return [{ personId, userId: account.id, name: account.name ?? null, email }];
}

interface Sent {
  attached: CardAttachment | SignInAttachment | FileConsentCard | FileInfoCard;
  summary: string;
}

/** Cards only: text beside an attachment is split into two messages, and no id comes back (teams.md 2.4). */
function toActivity(place: Destination, conversation: string, { attached, summary }: Sent): Activity {
  return {
    type: 'message',
    channelId: 'msteams',
    serviceUrl: place.serviceUrl,
    from: { id: place.botId },
    conversation: { id: conversation },
    summary,
    attachments: [attached],
  } as unknown as Activity;
}
