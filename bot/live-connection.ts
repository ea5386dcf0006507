import { type AppTokens, createAppTokens } from '../services/auth/app-tokens.ts';
import type { UserTokenService } from '../services/auth/user-token-service.ts';
import type { LiveConfig } from './config/live-config.ts';
import type { LiveAuthentication } from './live-authentication.ts';
import { createUserTokens } from './user-tokens.ts';

/** What a live bot is to the Bot Framework: who may speak to it, its own tokens, people's sign-ins. Asks nobody yet. */
export function connectLive(config: Pick<LiveConfig, 'identity' | 'addresses'>): {
  appTokens: AppTokens;
  /** Loads botbuilder when it is first called. */
  authentication: () => Promise<LiveAuthentication>;
  userTokens: UserTokenService;
} {
  const { identity, addresses } = config;
  const appTokens = createAppTokens(identity, addresses.login);
  let loaded: Promise<LiveAuthentication> | undefined;
  const authentication = () => (loaded ??= load());
  const load = async () => (await import('./adapter.ts')).createLiveAuthentication(config, appTokens);
  const userTokens = createUserTokens(
    async () => (await authentication()).createUserTokenClient(),
    identity.appId,
  );
  return { appTokens, authentication, userTokens };
}
