import { randomUUID } from 'node:crypto';
import {
  bearerOf,
  type CloudAnswer,
  type CloudRequest,
  type CloudRoute,
  CloudService,
} from './cloud-service.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { batch } from './graph-batch.ts';
import { listUsers } from './graph-directory.ts';
import { mailboxSettings, manager, presence, presences, user } from './graph-people.ts';
import { type GraphCall, GraphRefusal } from './graph-call.ts';
import { GraphTeamwork, type TeamworkOptions } from './graph-teamwork.ts';
import { GRAPH } from './resources.ts';

/** Application permissions of which one suffices; see the permissions table of each operation in the Graph reference. */
const READ_USERS = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];
const READ_BASIC = ['User.ReadBasic.All', ...READ_USERS];
const READ_PRESENCE = ['Presence.Read.All', 'Presence.ReadWrite.All'];
const READ_MAILBOX_SETTINGS = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
const READ_CATALOG = ['AppCatalog.Read.All', 'AppCatalog.ReadWrite.All'];
const INSTALL = [
  'TeamsAppInstallation.ReadWriteForUser.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
];
const READ_INSTALLED = ['TeamsAppInstallation.ReadForUser.All', ...INSTALL];

export interface GraphOptions extends TeamworkOptions {
  tokens: EntraTokens;
  clock: () => Date;
}

interface GraphRoute {
  method: string;
  path: RegExp;
  /** Null: looked at by the route itself. */
  roles: string[] | null;
  run: (call: GraphCall) => CloudAnswer | Promise<CloudAnswer>;
}

/** Microsoft Graph, as an app without a person may use it. */
export class Graph {
  readonly service: CloudService;
  readonly teamwork: GraphTeamwork;
  readonly #options: GraphOptions;

  private constructor(options: GraphOptions) {
    this.#options = options;
    this.teamwork = new GraphTeamwork(options);
    const { teamwork } = this;
    const routes: GraphRoute[] = [
      { method: 'GET', path: /^\/v1\.0\/users$/, roles: READ_BASIC, run: listUsers },
      { method: 'GET', path: /^\/v1\.0\/users\/([^/]+)$/, roles: READ_BASIC, run: user },
      { method: 'GET', path: /^\/v1\.0\/users\/([^/]+)\/manager$/, roles: READ_USERS, run: manager },
      { method: 'GET', path: /^\/v1\.0\/users\/([^/]+)\/presence$/, roles: READ_PRESENCE, run: presence },
      {
        method: 'POST',
        path: /^\/v1\.0\/communications\/getPresencesByUserId$/,
        roles: READ_PRESENCE,
        run: presences,
      },
      {
        method: 'GET',
        path: /^\/v1\.0\/users\/([^/]+)\/mailboxSettings(\/automaticRepliesSetting)?$/,
        roles: READ_MAILBOX_SETTINGS,
        run: mailboxSettings,
      },
      {
        method: 'GET',
        path: /^\/v1\.0\/appCatalogs\/teamsApps$/,
        roles: READ_CATALOG,
        run: (call) => teamwork.catalog(call),
      },
      {
        method: 'POST',
        path: /^\/v1\.0\/users\/([^/]+)\/teamwork\/installedApps$/,
        roles: INSTALL,
        run: (call) => teamwork.install(call),
      },
      {
        method: 'GET',
        path: /^\/v1\.0\/users\/([^/]+)\/teamwork\/installedApps$/,
        roles: READ_INSTALLED,
        run: (call) => teamwork.installed(call),
      },
      {
        method: 'GET',
        path: /^\/v1\.0\/users\/([^/]+)\/teamwork\/installedApps\/([^/]+)\/chat$/,
        roles: READ_INSTALLED,
        run: (call) => teamwork.chat(call),
      },
      {
        method: 'POST',
        path: /^\/v1\.0\/users\/([^/]+)\/teamwork\/sendActivityNotification$/,
        roles: null,
        run: (call) => teamwork.notify(call),
      },
    ];
    this.service = new CloudService({
      clock: options.clock,
      refusal: (status) => this.#errorBody(STATUS_CODES[status] ?? 'generalException', `HTTP ${status}`),
      routes: [
        ...routes.map((route): CloudRoute => this.#guarded(route)),
        {
          method: 'POST',
          path: /^\/v1\.0\/\$batch$/,
          run: (request) => this.#answer(() => batch(request, (part) => this.service.carryOut(part))),
        },
      ],
    });
  }

  static async start(options: GraphOptions): Promise<Graph> {
    const graph = new Graph(options);
    await graph.service.start();
    return graph;
  }

  #guarded({ method, path, roles, run }: GraphRoute): CloudRoute {
    return {
      method,
      path,
      run: (request, parts) =>
        this.#answer(async () => {
          const caller = await this.#caller(request);
          if (roles !== null && !roles.some((role) => caller.roles.includes(role)))
            throw new GraphRefusal(
              403,
              'Authorization_RequestDenied',
              'Insufficient privileges to complete the operation.',
            );
          return run({ request, parts, ...caller });
        }),
    };
  }

  async #caller(request: CloudRequest): Promise<Pick<GraphCall, 'directory' | 'roles'>> {
    const { tokens, people } = this.#options;
    const verdict = await tokens.verify(bearerOf(request), GRAPH);
    if (verdict.kind === 'refused')
      throw new GraphRefusal(401, 'InvalidAuthenticationToken', TOKEN_PROBLEMS[verdict.why]);
    const { tid, roles = [] } = verdict.claims;
    return { roles, directory: { people: people.filter(({ tenantId }) => tenantId === tid) } };
  }

  async #answer(run: () => CloudAnswer | Promise<CloudAnswer>): Promise<CloudAnswer> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      return { status: error.status, body: this.#errorBody(error.code, error.message) };
    }
  }

  #errorBody(code: string, message: string): unknown {
    const date = this.#options.clock().toISOString().slice(0, 19);
    const id = randomUUID();
    return { error: { code, message, innerError: { date, 'request-id': id, 'client-request-id': id } } };
  }
}

const TOKEN_PROBLEMS = {
  missing: 'Access token is empty.',
  malformed: 'CompactToken parsing failed with error code: 80049217',
  signature: 'Access token validation failure.',
  audience: 'Access token validation failure. Invalid audience.',
  expired: 'Lifetime validation failed, the token is expired.',
  revoked: 'Continuous access evaluation resulted in challenge.',
} as const;

const STATUS_CODES: Record<number, string> = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'ResourceNotFound',
  405: 'Request_BadRequest',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};
