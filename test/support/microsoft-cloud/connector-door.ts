import { refusalBody } from '../teams-faults.ts';
import type { Denial } from '../teams-connector.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { BOT_FRAMEWORK } from './resources.ts';

/** The Bot Connector takes only tokens of this bot for the Bot Framework, issued by the tenant that the bot is registered in. */
export function connectorDoor(tokens: EntraTokens, botAppId: string, botTenantId: string) {
  return async (authorization: string | null): Promise<Denial | null> => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? null;
    const verdict = await tokens.verify(token, BOT_FRAMEWORK);
    if (verdict.kind === 'refused' || verdict.claims.appid !== botAppId || verdict.claims.idtyp !== 'app')
      return { status: 401, body: { message: 'Authorization has been denied for this request.' } };
    if (verdict.claims.tid !== botTenantId)
      return {
        status: 403,
        body: refusalBody(403, 'Forbidden', 'The bot is not of the tenant of this token.'),
      };
    return null;
  };
}
