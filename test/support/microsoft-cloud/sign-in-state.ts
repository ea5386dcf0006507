import { isJson } from '../teams-wire.ts';

/** Reads what `UserTokenClient.createTokenExchangeState` packs: for which user, connection and app a sign-in is. */
export function parseSignInState(
  state: string,
): { connectionName: string; appId: string; userId: string; channelId: string } | null {
  try {
    const parsed = JSON.parse(Buffer.from(state, 'base64').toString('utf8')) as unknown;
    const conversation = isJson(parsed) ? parsed['conversation'] : null;
    const user = isJson(conversation) ? conversation['user'] : null;
    if (!isJson(parsed) || !isJson(conversation) || !isJson(user)) return null;
    return {
      connectionName: String(parsed['connectionName']),
      appId: String(parsed['msAppId']),
      userId: String(user['id']),
      channelId: String(conversation['channelId']),
    };
  } catch {
    return null;
  }
}
