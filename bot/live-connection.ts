import { type AppTokens, createAppTokens } from '../services/auth/app-tokens.ts';
import type { UserTokenService } from '../services/auth/user-token-service.ts';
import { createAuthenticate } from './authenticate.ts';
import type { LiveConfig } from './config/live-config.ts';
import { LiveAuthentication } from './live-authentication.ts';
import { createUserTokens } from './user-tokens.ts';

/** What a live bot is to the Bot Framework: who may speak to it, its own tokens, people's sign-ins. Asks nobody yet. */
export function connectLive(config: Pick<LiveConfig, 'identity' | 'addresses'>): {
  appTokens: AppTokens;
  authentication: LiveAuthentication;
  userTokens: UserTokenService;
} {
  const { identity, addresses } = config;
  const appTokens = createAppTokens(identity, addresses.login);
  const authenticate = createAuthenticate({
    appId: identity.appId,
    openIdMetadataUrl: addresses.botOpenIdMetadata,
  });
  const authentication = new LiveAuthentication(config, authenticate, appTokens);
  const userTokens = createUserTokens(() => authentication.createUserTokenClient(), identity.appId);
  return { appTokens, authentication, userTokens };
}
