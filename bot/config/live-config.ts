import { z } from 'zod';
import type { AppCredential, AppIdentity } from '../../services/auth/app-identity.ts';
import { isSafeAddress } from './addresses.ts';
import { ConfigError } from './config-error.ts';
import {
  type LiveEventsConfig,
  liveEventsConfig,
  liveEventsNames,
  liveEventsProblems,
} from './events-config.ts';
import {
  databaseUrl,
  listIn,
  pollIntervalSeconds,
  problemsOf,
  type SharedConfig,
  sharedConfig,
  sharedNames,
} from './shared-names.ts';

/** The bot in a partner's tenant: real Teams, real Partner Center, everybody authenticated. */
export interface LiveConfig extends SharedConfig {
  mode: 'live';
  /** The address to listen on. */
  host: string;
  identity: AppIdentity;
  /** Whose Partner Center account it is: only people of this tenant can decide. */
  partnerTenantId: string;
  /** Tenants whose activities are taken. */
  allowedTenantIds: string[];
  /** See `isAllowedServiceUrl`. */
  allowedServiceUrlHosts: string[];
  /** OAuth connections of the bot for Partner Center: by silent token exchange, and by a sign-in page with MFA. */
  connections: { silent: string; interactive: string };
  /** The host under which Teams reaches the bot, such as `bot.partner.example`; null where the admin did not say. */
  domain: string | null;
  events: LiveEventsConfig;
  /** Microsoft Graph; null: off. `teamsAppId`: the id in the manifest, for installations by the bot. */
  graph: { url: string; teamsAppId: string | null } | null;
  addresses: {
    /** Entra. */
    login: string;
    /** The keys that Teams' tokens are signed with. */
    botOpenIdMetadata: string;
    /** Bot Framework's user token service. */
    userTokenService: string;
    partnerCenter: string;
  };
}

/** Names that only the live mode knows: with one of them set, nobody may be served without authentication. */
export const LIVE_NAMES = [
  'MicrosoftAppId',
  'MicrosoftAppPassword',
  'MicrosoftAppType',
  'MicrosoftAppTenantId',
  'CertificateThumbprint',
  'CertificatePrivateKey',
] as const;

/** Names that only the local mode knows. */
const LOCAL_NAMES = ['PLAYGROUND_PORT', 'SANDBOX_PORT', 'SANDBOX_SEED'] as const;

/** Where Teams' connector answers, in the public cloud and in the government's (teams.md 2.1). */
const TEAMS_SERVICE_URL_HOSTS = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
].join(',');

const guid = z.guid('must be a GUID').toLowerCase();
const cloudAddress = (byDefault: string) =>
  z.string().refine(isSafeAddress, 'must be an https address').default(byDefault);

const liveNames = sharedNames.extend({
  DATABASE_URL: databaseUrl,
  POLL_INTERVAL_SECONDS: pollIntervalSeconds.default(60),
  HOST: z.string().default('0.0.0.0'),
  PLAYGROUND: z.literal('off', 'the Playground belongs to the local mode').optional(),
  MicrosoftAppId: guid,
  MicrosoftAppTenantId: guid,
  MicrosoftAppType: z
    .enum(['SingleTenant', 'UserAssignedMSI'], 'must be SingleTenant or UserAssignedMSI')
    .default('SingleTenant'),
  MicrosoftAppPassword: z.string().optional(),
  CertificateThumbprint: z
    .string()
    .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/i, 'must be the SHA-1 or SHA-256 of the certificate in hex')
    .optional(),
  CertificatePrivateKey: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n'))
    .refine((text) => /-----BEGIN (RSA )?PRIVATE KEY-----/.test(text), 'must be a private key in PEM')
    .optional(),
  PARTNER_TENANT_ID: guid.optional(),
  ALLOWED_TENANT_IDS: z.string().transform(listIn).pipe(z.array(guid)).default([]),
  ALLOWED_SERVICE_URL_HOSTS: z.string().default(TEAMS_SERVICE_URL_HOSTS).transform(listIn),
  PARTNER_CENTER_SSO_CONNECTION: z.string().default('PartnerCenterSso'),
  PARTNER_CENTER_SIGN_IN_CONNECTION: z.string().default('PartnerCenterInteractive'),
  BOT_DOMAIN: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/, 'must be a host name such as bot.partner.example')
    .optional(),
  ...liveEventsNames,
  GRAPH: z.enum(['on', 'off']).default('off'),
  GRAPH_URL: cloudAddress('https://graph.microsoft.com'),
  TEAMS_APP_ID: guid.optional(),
  LOGIN_URL: cloudAddress('https://login.microsoftonline.com'),
  BOT_OPENID_METADATA_URL: cloudAddress('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  BOT_TOKEN_SERVICE_URL: cloudAddress('https://api.botframework.com'),
  PARTNER_CENTER_URL: cloudAddress('https://api.partner.microsoft.com'),
});

type LiveNames = z.output<typeof liveNames>;

/** @throws ConfigError with one line for each name that is missing, bad or in the way of another */
export function parseLiveConfig(env: Record<string, string>): LiveConfig {
  const parsed = liveNames.safeParse(env, { reportInput: true });
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error)),
    ...credentialProblems(env),
    ...liveEventsProblems(env),
    ...partnersProblems(env),
    ...LOCAL_NAMES.filter((name) => env[name] !== undefined).map(
      (name) => `${name}: belongs to the local mode`,
    ),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const names = parsed.data;
  const partnerTenantId = names.PARTNER_TENANT_ID ?? names.MicrosoftAppTenantId;
  return {
    ...sharedConfig(names),
    mode: 'live',
    host: names.HOST,
    identity: {
      appId: names.MicrosoftAppId,
      tenantId: names.MicrosoftAppTenantId,
      credential: credentialOf(names),
    },
    partnerTenantId,
    allowedTenantIds: [...new Set([partnerTenantId, ...names.ALLOWED_TENANT_IDS])],
    allowedServiceUrlHosts: names.ALLOWED_SERVICE_URL_HOSTS,
    connections: {
      silent: names.PARTNER_CENTER_SSO_CONNECTION,
      interactive: names.PARTNER_CENTER_SIGN_IN_CONNECTION,
    },
    domain: names.BOT_DOMAIN ?? null,
    events: liveEventsConfig(names),
    graph: names.GRAPH === 'on' ? { url: names.GRAPH_URL, teamsAppId: names.TEAMS_APP_ID ?? null } : null,
    addresses: {
      login: names.LOGIN_URL,
      botOpenIdMetadata: names.BOT_OPENID_METADATA_URL,
      userTokenService: names.BOT_TOKEN_SERVICE_URL,
      partnerCenter: names.PARTNER_CENTER_URL,
    },
  };
}

/** Whose record it is can be told only by our own ids. */
function partnersProblems({
  SHOW_PARTNER_INVITATIONS,
  PARTNER_ORGANIZATION_IDS,
}: Record<string, string | undefined>): string[] {
  return SHOW_PARTNER_INVITATIONS === 'on' && PARTNER_ORGANIZATION_IDS === undefined
    ? ['SHOW_PARTNER_INVITATIONS: needs PARTNER_ORGANIZATION_IDS']
    : [];
}

/** Exactly one proof of who the bot is. */
function credentialProblems(env: Record<string, string>): string[] {
  const { MicrosoftAppPassword, CertificateThumbprint, CertificatePrivateKey, MicrosoftAppType } = env;
  const hasCertificate = CertificateThumbprint !== undefined || CertificatePrivateKey !== undefined;
  if (MicrosoftAppType === 'UserAssignedMSI') {
    return MicrosoftAppPassword === undefined && !hasCertificate
      ? []
      : ['MicrosoftAppType: a managed identity has neither MicrosoftAppPassword nor a certificate'];
  }
  if (MicrosoftAppPassword !== undefined && hasCertificate)
    return ['MicrosoftAppPassword: set it or the certificate, not both'];
  if (MicrosoftAppPassword !== undefined) return [];
  if (!hasCertificate)
    return ['MicrosoftAppPassword: is missing, and so are CertificateThumbprint and CertificatePrivateKey'];
  const missing = { CertificateThumbprint, CertificatePrivateKey };
  return Object.entries(missing)
    .filter(([, value]) => value === undefined)
    .map(([name]) => `${name}: is missing`);
}

function credentialOf(names: LiveNames): AppCredential {
  const { MicrosoftAppPassword: secret, CertificateThumbprint: thumbprint } = names;
  if (secret !== undefined) return { kind: 'secret', secret };
  const privateKey = names.CertificatePrivateKey;
  return thumbprint !== undefined && privateKey !== undefined
    ? { kind: 'certificate', thumbprint, privateKey }
    : { kind: 'managedIdentity' };
}
