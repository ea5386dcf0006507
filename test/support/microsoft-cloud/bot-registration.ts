import { randomUUID } from 'node:crypto';
import { type AppCertificate, appCertificate } from './client-assertion.ts';

/** How the bot proves who it is. */
export type BotCredential = 'secret' | 'certificate' | 'managedIdentity';

/** The bot as it is registered in Azure and Entra. */
export interface BotRegistration {
  appId: string;
  /** The partner's tenant: the bot and the people of Partner Center are in it. */
  tenantId: string;
  credential: BotCredential;
  secret: string;
  certificate: AppCertificate;
  /** What a program on the machine of the managed identity knows. */
  identityHeader: string;
  /** The id in the Teams manifest. */
  teamsAppId: string;
}

export async function registerBot(credential: BotCredential): Promise<BotRegistration> {
  return {
    appId: randomUUID(),
    tenantId: randomUUID(),
    credential,
    secret: `secret-${randomUUID()}`,
    certificate: await appCertificate(),
    identityHeader: randomUUID(),
    teamsAppId: randomUUID(),
  };
}

/** OAuth connections of the bot registration. */
export const CONNECTIONS = {
  silent: 'PartnerCenterSso',
  interactive: 'PartnerCenterInteractive',
  events: 'PartnerCenterEvents',
} as const;

/** The application permissions on Graph that the bot asks for. */
export const GRAPH_ROLES: readonly string[] = [
  'User.Read.All',
  'Presence.Read.All',
  'MailboxSettings.Read',
  'AppCatalog.Read.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'TeamsActivity.Send',
];
