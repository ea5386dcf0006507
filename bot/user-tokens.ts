import type { UserTokenClient } from 'botframework-connector';
import {
  type SignInConversation,
  type TokenOwner,
  type UserToken,
  type UserTokenService,
  UserTokenServiceError,
} from '../services/auth/user-token-service.ts';
import { within } from '../services/within.ts';

const CHANNEL = 'msteams';
const TIMEOUT_MS = 5000;
const LATE = Symbol('no answer in time');
/** The service says 'there is none', or 'not with this': people must sign in. */
const NONE = new Set([400, 404, 412]);

/** Bot Framework's user token service through botbuilder's client. */
export function createUserTokens(
  connect: () => Promise<UserTokenClient>,
  botAppId: string,
): UserTokenService {
  return {
    get: (owner, connection, code) =>
      tokenOrNull(async () => (await connect()).getUserToken(owner.userId, connection, CHANNEL, code ?? '')),
    exchange: (owner, connection, token) =>
      tokenOrNull(async () => (await connect()).exchangeToken(owner.userId, connection, CHANNEL, { token })),
    signInResource: async (connection, conversation) => {
      const resource = await inTime(async () =>
        (await connect()).getSignInResource(connection, activityIn(conversation, botAppId), ''),
      );
      const { signInLink, tokenExchangeResource: exchange } = resource;
      if (!signInLink) throw new UserTokenServiceError(null);
      return {
        link: signInLink,
        exchange: exchange?.id
          ? { id: exchange.id, uri: exchange.uri ?? null, providerId: exchange.providerId ?? null }
          : null,
      };
    },
    signOut: async (owner: TokenOwner, connection) => {
      await inTime(async () => (await connect()).signOutUser(owner.userId, connection, CHANNEL));
    },
  };
}

async function tokenOrNull(
  ask: () => Promise<{ token?: string; expiration?: string } | null | undefined>,
): Promise<UserToken | null> {
  try {
    const answer = await inTime(ask);
    if (!answer?.token) return null;
    const ends = answer.expiration ? new Date(answer.expiration) : null;
    return { token: answer.token, expiresAt: ends && !Number.isNaN(ends.getTime()) ? ends : null };
  } catch (error) {
    if (error instanceof UserTokenServiceError && error.status !== null && NONE.has(error.status))
      return null;
    throw error;
  }
}

/** Only the status of a failure goes on: what else the client's errors hold may be a token. */
async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await within(TIMEOUT_MS, ask(), LATE);
    if (answer === LATE) throw new UserTokenServiceError(null);
    return answer;
  } catch (error) {
    if (error instanceof UserTokenServiceError) throw error;
    const status = (error as { statusCode?: unknown }).statusCode;
    throw new UserTokenServiceError(typeof status === 'number' ? status : null);
  }
}

type SignInActivity = Parameters<UserTokenClient['getSignInResource']>[1];

/** What the sign-in page needs of the activity, to give its code back to the right chat. */
function activityIn(conversation: SignInConversation, botAppId: string): SignInActivity {
  const { serviceUrl, conversationId, botId, userId, activityId } = conversation;
  return {
    type: 'message',
    channelId: CHANNEL,
    serviceUrl,
    id: activityId ?? '',
    from: { id: userId, name: '' },
    recipient: { id: botId || `28:${botAppId}`, name: '' },
    conversation: { id: conversationId, name: '', isGroup: false, conversationType: '' },
  } as unknown as SignInActivity;
}
