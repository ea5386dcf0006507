import { connectionAccessTokens } from '../services/auth/connection-access-tokens.ts';
import { createUserAccessTokens } from '../services/auth/user-access-tokens.ts';
import { NO_DIRECTORY, type PeopleDirectory } from '../services/people/people-directory.ts';
import type { Clock, Log } from '../services/services.ts';
import type { Telemetry } from '../services/telemetry/telemetry.ts';
import { isAllowedServiceUrl, isLoopback, isOneDrive } from './config/addresses.ts';
import type { LiveConfig } from './config/live-config.ts';
import { createGraphToken } from './graph-tokens.ts';
import { connectLive } from './live-connection.ts';
import type { BeforeMode, Mode } from './mode.ts';
import { createPartnerEvents, eventRegistry } from './events/partner-events.ts';

/** The bot in a tenant: every activity authenticated, every call under a real token. */
export async function startLiveMode(
  config: LiveConfig,
  { store, log, telemetry }: BeforeMode,
): Promise<Mode> {
  const { addresses, partnerTenantId, connections } = config;
  const { allowedServiceUrlHosts } = config;
  const clock = { now: () => new Date() };
  const tenants = new Set(config.allowedTenantIds);
  const { appTokens, authentication, userTokens } = connectLive(config);
  const tokens = createUserAccessTokens({ store, userTokens, connections, partnerTenantId, clock });
  for (const [name, address] of Object.entries({ ...addresses, events: config.events.url }))
    if (isLoopback(address)) log.warn({ name, address }, 'a stand-in for the cloud on this machine');

  return {
    loadAdapter: async () => {
      const { createDealAdapter } = await import('./adapter.ts');
      return createDealAdapter(await authentication(), log);
    },
    host: config.host,
    partnerCenterUrl: addresses.partnerCenter,
    accessTokens: tokens.accessTokens,
    watchedBy: 'stewards',
    appTokens,
    people: await peopleOf(config, { clock, log, telemetry }),
    clock: null,
    ownOrganizationIds: [],
    events: createPartnerEvents(
      config.events,
      eventRegistry(
        config.events,
        (connection) => connectionAccessTokens({ store, userTokens, connection, partnerTenantId }),
        log,
      ),
    ),
    signIn: { userTokens, connections, partnerTenantId, tokens },
    refuse: ({ serviceUrl, tenantId }) =>
      isAllowedServiceUrl(serviceUrl, allowedServiceUrlHosts) && tenants.has(tenantId.toLowerCase())
        ? null
        : { status: 401, body: { error: { code: 'NotAuthenticated' } } },
    messengerFor: (messenger) => messenger,
    isUploadAddress: isOneDrive,
    begin: async () => null,
    end: async () => {},
    stop: async () => {},
  };
}

/** Microsoft Graph, loaded only where it is on. */
async function peopleOf(
  config: LiveConfig,
  program: { clock: Clock; log: Log; telemetry: Telemetry },
): Promise<PeopleDirectory> {
  const { graph, partnerTenantId } = config;
  if (!graph) return NO_DIRECTORY;
  const { createGraphDirectory } = await import('../services/people/graph/graph-directory.ts');
  return createGraphDirectory({
    ...graph,
    ...program,
    token: createGraphToken(config),
    tenantId: partnerTenantId,
  });
}
