import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAfterTest } from '../ends.ts';
import { freePort } from '../free-port.ts';
import { type PartnerCenter, type PartnerCenterOptions, startPartnerCenter } from '../partner-center.ts';
import { type Chat, startTeams, type Teams } from '../teams.ts';
import { type Addressed, BotLogin, type Forgery, type Overrides } from './bot-login.ts';
import { type AppCertificate, appCertificate } from './client-assertion.ts';
import { CloudPerson, type CloudPersonOptions } from './cloud-person.ts';
import { connectorDoor } from './connector-door.ts';
import { EntraTokens } from './entra-tokens.ts';
import { Entra } from './entra.ts';
import { Graph } from './graph.ts';
import { PartnerCenterEvents } from './partner-center-events.ts';
import { partnerCenterDoor } from './partner-center-door.ts';
import { GRAPH, PARTNER_CENTER, PARTNER_CENTER_EVENTS } from './resources.ts';
import { SigningClient } from './signing-client.ts';
import { keyNamed } from './signing-key.ts';
import { UserTokenService } from './user-token-service.ts';

export interface CloudOptions {
  /** How the bot proves who it is. Default `secret`. */
  credential?: 'secret' | 'certificate' | 'managedIdentity';
  /** Application permissions on Graph that an admin consented to. Default: all that the bot asks for (`GRAPH_ROLES`). */
  graphRoles?: string[];
  /** Does `environment()` switch Graph on? Default true. */
  graph?: boolean;
  /** Does `environment()` switch events from Partner Center on? Default false, as for everybody. */
  events?: boolean;
  /** As for `startPartnerCenter`; who comes in is the cloud's to say. */
  partnerCenter?: Omit<PartnerCenterOptions, 'admit' | 'clock'>;
  /** How long Entra's tokens live. Default an hour. */
  tokenLifetimeSeconds?: number;
  /** Default: the machine's. */
  clock?: () => Date;
}

/** OAuth connections of the bot registration. */
export const CONNECTIONS = {
  silent: 'PartnerCenterSso',
  interactive: 'PartnerCenterInteractive',
  events: 'PartnerCenterEvents',
} as const;

/** The application permissions on Graph that the bot asks for. */
export const GRAPH_ROLES = [
  'User.Read.All',
  'Presence.Read.All',
  'MailboxSettings.Read',
  'AppCatalog.Read.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'TeamsActivity.Send',
];

/** Starts a stand-in for the part of Microsoft's cloud that the bot lives in, on loopback. Ends with its test at the latest. */
export async function startMicrosoftCloud(options: CloudOptions = {}): Promise<MicrosoftCloud> {
  const clock = options.clock ?? (() => new Date());
  const [entraKey, certificate] = await Promise.all([keyNamed('entra'), appCertificate()]);
  const bot: BotRegistration = {
    appId: randomUUID(),
    tenantId: randomUUID(),
    secret: `secret-${randomUUID()}`,
    certificate,
    credential: options.credential ?? 'secret',
    identityHeader: randomUUID(),
    teamsAppId: randomUUID(),
    hasGraph: options.graph ?? true,
    hasEvents: options.events ?? false,
    port: await freePort(),
  };
  const otherTenantId = randomUUID();
  const tokens = new EntraTokens(entraKey, clock, options.tokenLifetimeSeconds ?? 3600);
  const people: CloudPerson[] = [];
  const personWith = (oid: string) => people.find((person) => person.aadObjectId === oid);
  const graphRoles = new Set(options.graphRoles ?? GRAPH_ROLES);

  const partnerTenantId = bot.tenantId;
  const [login, entra, userTokens, partnerCenter, events] = await Promise.all([
    BotLogin.start(bot.appId, clock),
    Entra.start({
      app: {
        appId: bot.appId,
        secret: bot.secret,
        certificate,
        tenantIds: [bot.tenantId, otherTenantId],
        rolesFor: (resource) => (resource === GRAPH ? [...graphRoles] : []),
      },
      tokens,
      tenantIds: [bot.tenantId, otherTenantId],
      identityHeader: bot.identityHeader,
      clock,
    }),
    UserTokenService.start({
      botAppId: bot.appId,
      botTenantId: bot.tenantId,
      tokens,
      connections: [
        { name: CONNECTIONS.silent, exchanges: true, resource: PARTNER_CENTER },
        { name: CONNECTIONS.interactive, exchanges: false, resource: PARTNER_CENTER },
        { name: CONNECTIONS.events, exchanges: false, resource: PARTNER_CENTER_EVENTS },
      ],
      personWith,
      clock,
    }),
    startPartnerCenter({
      ...options.partnerCenter,
      clock,
      admit: partnerCenterDoor({ tokens, partnerTenantId, personWith }),
    }),
    PartnerCenterEvents.start({ tokens, partnerTenantId, personWith, clock }),
  ]);
  const teams = await startTeams({
    tenantId: bot.tenantId,
    botId: `28:${bot.appId}`,
    clock,
    authorize: (activity) => login.authorization(activity),
    requireBotToken: connectorDoor(tokens, bot.appId, bot.tenantId),
  });
  const graph = await Graph.start({ tokens, people, teams, teamsAppId: bot.teamsAppId, clock });
  const cloud = new MicrosoftCloud({
    bot,
    otherTenantId,
    people,
    graphRoles,
    tokens,
    login,
    entra,
    userTokens,
    partnerCenter,
    teams,
    graph,
    events,
  });
  endAfterTest(() => cloud.stop());
  return cloud;
}

/** The bot as it is registered in Azure and Entra. */
export interface BotRegistration {
  appId: string;
  /** The partner's tenant: the bot and the people of Partner Center are in it. */
  tenantId: string;
  secret: string;
  certificate: AppCertificate;
  credential: 'secret' | 'certificate' | 'managedIdentity';
  identityHeader: string;
  /** The id in the Teams manifest. */
  teamsAppId: string;
  hasGraph: boolean;
  hasEvents: boolean;
  /** Where a bot that is started with `environment()` listens. */
  port: number;
}

interface Parts {
  bot: BotRegistration;
  /** Another tenant that exists; the bot's app has a service principal there. */
  otherTenantId: string;
  people: CloudPerson[];
  /** Application permissions on Graph that an admin consented to. */
  graphRoles: Set<string>;
  tokens: EntraTokens;
  login: BotLogin;
  entra: Entra;
  userTokens: UserTokenService;
  partnerCenter: PartnerCenter;
  teams: Teams;
  graph: Graph;
  events: PartnerCenterEvents;
}

/** The cloud, with a handle on each of its services. */
export class MicrosoftCloud {
  readonly bot: BotRegistration;
  readonly otherTenantId: string;
  /** Application permissions on Graph that an admin consented to; tokens carry them from then on. */
  readonly graphRoles: Set<string>;
  readonly tokens: EntraTokens;
  readonly login: BotLogin;
  readonly entra: Entra;
  readonly userTokens: UserTokenService;
  readonly partnerCenter: PartnerCenter;
  readonly teams: Teams;
  readonly graph: Graph;
  readonly events: PartnerCenterEvents;
  readonly #folder = mkdtempSync(join(tmpdir(), 'cosell-cloud-'));
  readonly #people: CloudPerson[];

  constructor(parts: Parts) {
    this.bot = parts.bot;
    this.otherTenantId = parts.otherTenantId;
    this.graphRoles = parts.graphRoles;
    this.tokens = parts.tokens;
    this.login = parts.login;
    this.entra = parts.entra;
    this.userTokens = parts.userTokens;
    this.partnerCenter = parts.partnerCenter;
    this.teams = parts.teams;
    this.graph = parts.graph;
    this.events = parts.events;
    writeFileSync(this.#rootFile, parts.events.certificates.rootPem);
    this.#people = parts.people;
  }

  /** Somebody known to Teams, Entra and Partner Center; goes into `teams.personalChat(person)` and the like as they are. */
  person(options: CloudPersonOptions): CloudPerson {
    const person = new CloudPerson(
      { tenantId: this.bot.tenantId, ...options },
      { tokens: this.tokens, page: this.userTokens, botAppId: this.bot.appId },
    );
    this.#people.push(person);
    this.teams.memory.people.push(person);
    return person;
  }

  /** The Teams client of the person in this chat, which also signs in. */
  client(chat: Chat): SigningClient {
    return new SigningClient(chat, this.bot.appId);
  }

  /** A token as Teams sends it with this activity, with these claims otherwise. */
  teamsToken(activity: Addressed, overrides?: Overrides): Promise<string> {
    return this.login.token(activity, overrides);
  }

  /** A token with one thing wrong: see `FORGERIES`. */
  forgedToken(forgery: Forgery, activity: Addressed): Promise<string> {
    return this.login.forge(forgery, activity);
  }

  /** What puts the bot into live mode against this cloud, for `startBot`. The store is the caller's. */
  environment(): Record<string, string> {
    const { bot } = this;
    return {
      MicrosoftAppId: bot.appId,
      MicrosoftAppType: bot.credential === 'managedIdentity' ? 'UserAssignedMSI' : 'SingleTenant',
      MicrosoftAppTenantId: bot.tenantId,
      ...this.#credential(),
      PARTNER_TENANT_ID: bot.tenantId,
      ALLOWED_TENANT_IDS: bot.tenantId,
      ALLOWED_SERVICE_URL_HOSTS: new URL(this.teams.serviceUrl).host,
      LOGIN_URL: this.entra.service.url,
      BOT_OPENID_METADATA_URL: this.login.metadataUrl,
      BOT_TOKEN_SERVICE_URL: this.userTokens.service.url,
      PARTNER_CENTER_URL: this.partnerCenter.url,
      PARTNER_CENTER_SSO_CONNECTION: CONNECTIONS.silent,
      PARTNER_CENTER_SIGN_IN_CONNECTION: CONNECTIONS.interactive,
      GRAPH: bot.hasGraph ? 'on' : 'off',
      GRAPH_URL: this.graph.service.url,
      TEAMS_APP_ID: bot.teamsAppId,
      HOST: '127.0.0.1',
      PORT: String(bot.port),
      BOT_DOMAIN: `127.0.0.1:${bot.port}`,
      EVENTS: bot.hasEvents ? 'on' : 'off',
      EVENTS_URL: this.events.service.url,
      EVENTS_CERTIFICATE_HOSTS: new URL(this.events.certificates.service.url).host,
      EVENTS_CONNECTION: CONNECTIONS.events,
      NODE_EXTRA_CA_CERTS: this.#rootFile,
    };
  }

  #credential(): Record<string, string> {
    const { secret, certificate, credential, identityHeader } = this.bot;
    if (credential === 'secret') return { MicrosoftAppPassword: secret };
    if (credential === 'certificate')
      return {
        CertificateThumbprint: certificate.thumbprint,
        CertificatePrivateKey: certificate.privateKeyPem,
      };
    return { IDENTITY_ENDPOINT: this.entra.identityEndpoint, IDENTITY_HEADER: identityHeader };
  }

  get #rootFile(): string {
    return join(this.#folder, 'root.pem');
  }

  async stop(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    const parts = [this.login, this.entra, this.userTokens, this.graph];
    await Promise.all([
      ...parts.map(({ service }) => service.stop()),
      this.events.stop(),
      this.partnerCenter.stop(),
      this.teams.stop(),
    ]);
  }
}
