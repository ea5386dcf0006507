import type { AccessTokens } from '../services/auth/access-tokens.ts';
import { createAppTokens } from '../services/auth/app-tokens.ts';
import type { UserTokenService } from '../services/auth/user-token-service.ts';
import { ReferralServiceError } from '../services/referrals/errors.ts';
import type { Log } from '../services/services.ts';
import type { Store } from '../services/store/database.ts';
import { findStoredPerson } from '../services/store/people.ts';
import { createDealAdapter } from './adapter.ts';
import { createAuthenticate } from './authenticate.ts';
import { isAllowedServiceUrl, isLoopback } from './config/addresses.ts';
import type { LiveConfig } from './config/live-config.ts';
import { LiveAuthentication } from './live-authentication.ts';
import type { Mode } from './mode.ts';
import { createUserTokens } from './user-tokens.ts';

/** The bot in a tenant: every activity authenticated, every call under a real token. */
export function startLiveMode(config: LiveConfig, store: Store, log: Log): Mode {
  const { identity, addresses, partnerTenantId, connections } = config;
  const { allowedServiceUrlHosts } = config;
  const tenants = new Set(config.allowedTenantIds);
  const appTokens = createAppTokens(identity, addresses.login);
  const authenticate = createAuthenticate({
    appId: identity.appId,
    openIdMetadataUrl: addresses.botOpenIdMetadata,
  });
  const authentication = new LiveAuthentication(config, authenticate, appTokens);
  const userTokens = createUserTokens(() => authentication.createUserTokenClient(), identity.appId);
  for (const [name, address] of Object.entries(addresses))
    if (isLoopback(address)) log.warn({ name, address }, 'a stand-in for the cloud on this machine');

  return {
    adapter: createDealAdapter(authentication, log),
    host: config.host,
    partnerCenterUrl: addresses.partnerCenter,
    accessTokens: userAccessTokens(store, userTokens, connections.silent),
    appTokens,
    clock: { now: () => new Date() },
    ownOrganizationIds: [],
    signIn: { userTokens, connections, partnerTenantId },
    refuse: ({ serviceUrl, tenantId }) =>
      isAllowedServiceUrl(serviceUrl, allowedServiceUrlHosts) && tenants.has(tenantId.toLowerCase())
        ? null
        : { status: 401, body: { error: { code: 'NotAuthenticated' } } },
    messengerFor: (messenger) => messenger,
    begin: async () => null,
    end: async () => {},
    stop: async () => {},
  };
}

/** People's own tokens; a watcher reads with its steward's. */
function userAccessTokens(store: Store, userTokens: UserTokenService, connection: string): AccessTokens {
  return async (caller) => {
    const person = caller.kind === 'person' ? caller.person : caller.steward;
    const stored = person ? await findStoredPerson(store.db, person) : null;
    const token = stored?.userId
      ? await userTokens.get({ ...stored, userId: stored.userId }, connection)
      : null;
    if (!token) throw new ReferralServiceError('unauthorized');
    return token.token;
  };
}
