import type { CloudServices } from './cloud-services.ts';
import { CONNECTIONS } from './bot-registration.ts';
import type { TrustedEvents } from './trust-events.ts';

export interface LiveEnvironmentOptions {
  graph: boolean;
  events: boolean;
  /** Where the bot is to listen. */
  port: number;
  /** From where events are believed. */
  trusted: TrustedEvents;
}

/** What puts the bot into live mode against this cloud: as in production, but for the addresses. */
export function liveEnvironment(
  cloud: CloudServices,
  options: LiveEnvironmentOptions,
): Record<string, string> {
  const { bot, entra, login, userTokens, partnerCenter, graph, teams } = cloud;
  return {
    MicrosoftAppId: bot.appId,
    MicrosoftAppType: bot.credential === 'managedIdentity' ? 'UserAssignedMSI' : 'SingleTenant',
    MicrosoftAppTenantId: bot.tenantId,
    ...credentialOf(cloud),
    PARTNER_TENANT_ID: bot.tenantId,
    ALLOWED_TENANT_IDS: bot.tenantId,
    ALLOWED_SERVICE_URL_HOSTS: new URL(teams.serviceUrl).host,
    LOGIN_URL: entra.service.url,
    BOT_OPENID_METADATA_URL: login.metadataUrl,
    BOT_TOKEN_SERVICE_URL: userTokens.service.url,
    PARTNER_CENTER_URL: partnerCenter.url,
    PARTNER_CENTER_SSO_CONNECTION: CONNECTIONS.silent,
    PARTNER_CENTER_SIGN_IN_CONNECTION: CONNECTIONS.interactive,
    GRAPH: options.graph ? 'on' : 'off',
    GRAPH_URL: graph.service.url,
    TEAMS_APP_ID: bot.teamsAppId,
    EVENTS: options.events ? 'on' : 'off',
    EVENTS_CONNECTION: CONNECTIONS.events,
    ...options.trusted.environment,
    HOST: '127.0.0.1',
    PORT: String(options.port),
    BOT_DOMAIN: `127.0.0.1:${options.port}`,
  };
}

function credentialOf({ bot, managedIdentity }: CloudServices): Record<string, string> {
  const { secret, certificate, credential, identityHeader } = bot;
  if (credential === 'secret') return { MicrosoftAppPassword: secret };
  if (credential === 'certificate') {
    const { thumbprint, privateKeyPem } = certificate;
    return { CertificateThumbprint: thumbprint, CertificatePrivateKey: privateKeyPem };
  }
  return { IDENTITY_ENDPOINT: managedIdentity.endpoint, IDENTITY_HEADER: identityHeader };
}
