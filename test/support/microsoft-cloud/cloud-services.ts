import { randomUUID } from 'node:crypto';
import { type PartnerCenter, type PartnerCenterOptions, startPartnerCenter } from '../partner-center.ts';
import { startTeams, type Teams } from '../teams.ts';
import { BotLogin } from './bot-login.ts';
import {
  type BotCredential,
  type BotRegistration,
  CONNECTIONS,
  GRAPH_ROLES,
  registerBot,
} from './bot-registration.ts';
import { CloudPerson, type CloudPersonOptions } from './cloud-person.ts';
import { connectorDoor } from './connector-door.ts';
import type { EntraApp } from './entra-app.ts';
import { EntraTokens } from './entra-tokens.ts';
import { Entra } from './entra.ts';
import { Graph } from './graph.ts';
import { ManagedIdentity } from './managed-identity.ts';
import { partnerCenterDoor } from './partner-center-door.ts';
import { PartnerCenterEvents } from './partner-center-events.ts';
import { GRAPH, PARTNER_CENTER, PARTNER_CENTER_EVENTS } from './resources.ts';
import { signingClients } from './signing-clients.ts';
import { keyNamed } from './signing-key.ts';
import { UserTokenService } from './user-token-service.ts';

export interface CloudServicesOptions {
  /** Default `secret`. */
  credential?: BotCredential;
  /** Application permissions on Graph that an admin consented to. Default: all that the bot asks for (`GRAPH_ROLES`). */
  graphRoles?: string[];
  /** As for `startPartnerCenter`; who comes in is the cloud's to say. */
  partnerCenter?: Omit<PartnerCenterOptions, 'admit' | 'clock'>;
  /** Does Partner Center take tokens that came of a silent exchange? That is undocumented; if not, 401. Default true. */
  takesExchangedTokens?: boolean;
  /** How long Entra's tokens live. Default an hour. */
  tokenLifetimeSeconds?: number;
  /**
   * Everyday life: whoever `teams.person()` makes has signed in some day, and clients sign people in by themselves.
   * Default false: signing in is the test's to play.
   */
  signsIn?: boolean;
  /** Default: the machine's. */
  clock?: () => Date;
}

/** The services, which know the same bot, people and tokens. */
export interface CloudServices {
  bot: BotRegistration;
  /** Another tenant that exists; the bot's app has a service principal there. */
  otherTenantId: string;
  people: CloudPerson[];
  /** Somebody known to Entra and Partner Center, and not to Teams yet. */
  newPerson(options: CloudPersonOptions): CloudPerson;
  /** Application permissions on Graph that an admin consented to; tokens carry them from then on. */
  graphRoles: Set<string>;
  tokens: EntraTokens;
  login: BotLogin;
  entra: Entra;
  managedIdentity: ManagedIdentity;
  userTokens: UserTokenService;
  partnerCenter: PartnerCenter;
  teams: Teams;
  graph: Graph;
  events: PartnerCenterEvents;
}

export async function startServices(options: CloudServicesOptions): Promise<CloudServices> {
  const clock = options.clock ?? (() => new Date());
  const [bot, key] = await Promise.all([registerBot(options.credential ?? 'secret'), keyNamed('entra')]);
  const { appId, tenantId, identityHeader, teamsAppId } = bot;
  const otherTenantId = randomUUID();
  const tenantIds = [tenantId, otherTenantId];
  const tokens = new EntraTokens(key, clock, options.tokenLifetimeSeconds ?? 3600);
  const graphRoles = new Set(options.graphRoles ?? GRAPH_ROLES);
  const rolesFor = (resource: string) => (resource === GRAPH ? [...graphRoles] : []);
  const app: EntraApp = { ...bot, tenantIds, rolesFor };
  const people: CloudPerson[] = [];
  const personWith = (oid: string) => people.find(({ aadObjectId }) => aadObjectId === oid);
  const connections = [
    { name: CONNECTIONS.silent, exchanges: true, resource: PARTNER_CENTER },
    { name: CONNECTIONS.interactive, exchanges: false, resource: PARTNER_CENTER },
    { name: CONNECTIONS.events, exchanges: false, resource: PARTNER_CENTER_EVENTS },
  ];
  const partner = { tokens, partnerTenantId: tenantId, personWith };
  const { takesExchangedTokens = true } = options;
  const admit = partnerCenterDoor({ ...partner, takesExchangedTokens });
  const [login, entra, managedIdentity, userTokens, partnerCenter, events] = await Promise.all([
    BotLogin.start(appId, clock),
    Entra.start({ app, tokens, tenantIds, clock }),
    ManagedIdentity.start({ app, tokens, identityHeader, clock }),
    UserTokenService.start({
      botAppId: appId,
      botTenantId: tenantId,
      tokens,
      connections,
      personWith,
      clock,
    }),
    startPartnerCenter({ ...options.partnerCenter, clock, admit }),
    PartnerCenterEvents.start({ ...partner, clock }),
  ]);
  const newPerson = (wanted: CloudPersonOptions) => {
    const person = new CloudPerson({ tenantId, ...wanted }, { tokens, userTokens, botAppId: appId });
    people.push(person);
    return person;
  };
  const signedIn = (wanted: CloudPersonOptions) => {
    const person = newPerson(wanted);
    userTokens.signIn(person, CONNECTIONS.silent);
    return person;
  };
  const teams = await startTeams({
    person: options.signsIn ? signedIn : newPerson,
    ...(options.signsIn && { client: signingClients(appId, personWith) }),
    tenantId,
    botId: `28:${appId}`,
    clock,
    authorize: (activity) => login.authorization(activity),
    requireBotToken: connectorDoor(tokens, appId, tenantId),
  });
  const graph = await Graph.start({ tokens, people, teams, teamsAppId, clock });
  return {
    bot,
    otherTenantId,
    people,
    newPerson,
    graphRoles,
    tokens,
    login,
    entra,
    managedIdentity,
    userTokens,
    partnerCenter,
    teams,
    graph,
    events,
  };
}

/** Teams and Partner Center end by themselves with the test, and may be stopped twice. */
export async function stopServices(services: CloudServices): Promise<void> {
  const { login, entra, managedIdentity, userTokens, graph, events, partnerCenter, teams } = services;
  await Promise.all([
    ...[login, entra, managedIdentity, userTokens, graph].map(({ service }) => service.stop()),
    ...[events, partnerCenter, teams].map((service) => service.stop()),
  ]);
}
