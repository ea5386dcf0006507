import type { AccessTokens } from '../services/auth/access-tokens.ts';
import { createAppTokens } from '../services/auth/app-tokens.ts';
import type { UserTokenService } from '../services/auth/user-token-service.ts';
import { ReferralServiceError } from '../services/referrals/errors.ts';
import { NO_DIRECTORY, type PeopleDirectory } from '../services/people/people-directory.ts';
import type { Clock, Log } from '../services/services.ts';
import type { Store } from '../services/store/database.ts';
import { findStoredPerson } from '../services/store/people.ts';
import type { Telemetry } from '../services/telemetry/telemetry.ts';
import { createDealAdapter } from './adapter.ts';
import { createAuthenticate } from './authenticate.ts';
import { isAllowedServiceUrl, isLoopback } from './config/addresses.ts';
import type { LiveConfig } from './config/live-config.ts';
import { LiveAuthentication } from './live-authentication.ts';
import type { Mode } from './mode.ts';
import { createUserTokens } from './user-tokens.ts';

/** The bot in a tenant: every activity authenticated, every call under a real token. */
export async function startLiveMode(
  config: LiveConfig,
  store: Store,
  log: Log,
  telemetry: Telemetry,
): Promise<Mode> {
  const { identity, addresses, partnerTenantId, connections } = config;
  const { allowedServiceUrlHosts } = config;
  const clock = { now: () => new Date() };
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
    people: await peopleOf(config, { clock, log, telemetry }),
    clock,
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

/** Microsoft Graph, loaded only where it is on. Its tokens are the app's own, from the tenant whose people it knows. */
async function peopleOf(
  { graph, identity, partnerTenantId, addresses }: LiveConfig,
  program: { clock: Clock; log: Log; telemetry: Telemetry },
): Promise<PeopleDirectory> {
  if (!graph) return NO_DIRECTORY;
  const { createGraphDirectory } = await import('../services/people/graph/graph-directory.ts');
  const tokens = createAppTokens({ ...identity, tenantId: partnerTenantId }, addresses.login);
  const audience = isLoopback(graph.url) ? GRAPH_AUDIENCE : new URL(graph.url).origin;
  return createGraphDirectory({
    ...graph,
    ...program,
    token: () => tokens(`${audience}/.default`),
    tenantId: partnerTenantId,
  });
}

/** A stand-in takes tokens for the real one. */
const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

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
