import { randomUUID, timingSafeEqual } from 'node:crypto';
import { type AppCertificate, assertionProblem } from './client-assertion.ts';
import { type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { RESOURCES } from './resources.ts';

/** An app registration with its credentials, and the tenants that let it in. */
export interface EntraApp {
  appId: string;
  secret: string;
  certificate: AppCertificate;
  /** The tenant that it is registered in, first; then others where it has a service principal. */
  tenantIds: string[];
  /** Application permissions that an admin consented to, by resource; read when a token is issued. */
  rolesFor(resource: string): string[];
}

export interface EntraOptions {
  app: EntraApp;
  tokens: EntraTokens;
  /** Tenants that exist. Others are AADSTS90002. */
  tenantIds: string[];
  /** What the identity header of a managed identity must be. */
  identityHeader: string;
  clock: () => Date;
}

const TOKEN_PATH = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

class EntraRefusal extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(status: number, error: string, code: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.code = code;
  }
}

/** Entra: tokens for the app by secret, certificate or managed identity, and the documents that MSAL looks up. */
export class Entra {
  readonly service: CloudService;
  readonly #options: EntraOptions;

  private constructor(options: EntraOptions) {
    this.#options = options;
    const { clock, tokens } = options;
    this.service = new CloudService({
      clock,
      refusal: (status) => ({ error: `http_${status}` }),
      routes: [
        { method: 'POST', path: TOKEN_PATH, run: (request, [tenant = '']) => this.#token(request, tenant) },
        {
          method: 'GET',
          path: /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/,
          run: (_request, [tenant = '']) => this.#answer(() => this.#configuration(tenant)),
        },
        {
          method: 'GET',
          path: /^\/([^/]+)\/discovery\/(?:v2\.0\/)?keys$/,
          run: () => ({ status: 200, body: { keys: [tokens.key.jwk] } }),
        },
        {
          method: 'GET',
          path: /^\/common\/discovery\/instance$/,
          run: ({ query }) => this.#instance(query.get('authorization_endpoint') ?? ''),
        },
        { method: 'GET', path: /^\/msi\/token$/, run: (request) => this.#managedIdentity(request) },
      ],
    });
  }

  static async start(options: EntraOptions): Promise<Entra> {
    const entra = new Entra(options);
    await entra.service.start();
    return entra;
  }

  /** For IDENTITY_ENDPOINT, as App Service and Container Apps set it. */
  get identityEndpoint(): string {
    return `${this.service.url}/msi/token`;
  }

  #token(request: CloudRequest, tenant: string): Promise<CloudAnswer> {
    return this.#answer(async () => {
      const tenantId = this.#tenant(tenant);
      if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
        throw new EntraRefusal(400, 'invalid_request', 900144, "The request body must contain 'grant_type'.");
      const form = new URLSearchParams(request.text);
      const grant = form.get('grant_type');
      if (grant === null)
        throw new EntraRefusal(400, 'invalid_request', 900144, "The request body must contain 'grant_type'.");
      if (grant !== 'client_credentials')
        throw new EntraRefusal(400, 'unsupported_grant_type', 70003, 'The grant type is not supported.');
      this.#app(form.get('client_id'), tenantId);
      await this.#prove(form, tenant);
      const resource = this.#resource(form.get('scope'));
      const { token, lifetimeSeconds } = await this.#issue(resource, tenantId);
      return {
        status: 200,
        body: {
          token_type: 'Bearer',
          expires_in: lifetimeSeconds,
          ext_expires_in: lifetimeSeconds,
          access_token: token,
        },
      };
    });
  }

  #issue(resource: string, tenantId: string) {
    const { app, tokens } = this.#options;
    const roles = app.rolesFor(resource);
    return tokens.issue({
      aud: resource,
      tid: tenantId,
      appid: app.appId,
      oid: app.appId,
      sub: app.appId,
      idtyp: 'app',
      ...(roles.length > 0 ? { roles } : {}),
    });
  }

  #tenant(tenant: string): string {
    const id = this.#options.tenantIds.find((one) => one === tenant.toLowerCase());
    if (id === undefined)
      throw new EntraRefusal(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
    return id;
  }

  #app(clientId: string | null, tenantId: string): void {
    const { app } = this.#options;
    if (clientId === app.appId && app.tenantIds.includes(tenantId)) return;
    const message = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
    throw new EntraRefusal(400, 'unauthorized_client', 700016, message);
  }

  async #prove(form: URLSearchParams, tenant: string): Promise<void> {
    const { app, clock } = this.#options;
    const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
    if (secret !== null) {
      if (isSame(secret, app.secret)) return;
      throw new EntraRefusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    }
    if (assertion === null || form.get('client_assertion_type') !== ASSERTION_TYPE) {
      const message = "The request body must contain 'client_assertion' or 'client_secret'.";
      throw new EntraRefusal(401, 'invalid_client', 7000218, message);
    }
    const audiences = [
      `${this.service.url}/${tenant}/oauth2/v2.0/token`,
      `${this.service.url}/${tenant}/v2.0`,
      `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
      `https://login.microsoftonline.com/${tenant}/v2.0`,
    ];
    const problem = await assertionProblem(assertion, {
      appId: app.appId,
      certificate: app.certificate,
      audiences,
      now: clock(),
    });
    if (problem) throw new EntraRefusal(401, 'invalid_client', problem.code, problem.message);
  }

  /** The resource of a scope `<resource>/.default`. */
  #resource(scope: string | null): string {
    const asked = (scope ?? '').split(' ').filter((one) => one !== '');
    // MSAL asks for these besides; they mean nothing for an app alone.
    const scopes = asked.filter((one) => !['openid', 'profile', 'offline_access'].includes(one));
    const [only = ''] = scopes;
    if (scopes.length !== 1 || !only.endsWith('/.default'))
      throw new EntraRefusal(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${scope} is not valid.`,
      );
    const resource = only.slice(0, -'/.default'.length);
    if (!RESOURCES.includes(resource))
      throw new EntraRefusal(
        400,
        'invalid_scope',
        70011,
        `The provided value for scope ${scope} is not valid.`,
      );
    return resource;
  }

  #configuration(tenant: string): CloudAnswer {
    const tenantId = this.#tenant(tenant);
    const base = `${this.service.url}/${tenantId}`;
    return {
      status: 200,
      body: {
        issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        tenant_region_scope: 'EU',
        cloud_instance_name: 'microsoftonline.com',
        msgraph_host: 'graph.microsoft.com',
      },
    };
  }

  #instance(authorizationEndpoint: string): CloudAnswer {
    const { host } = new URL(this.service.url);
    const tenant = URL.canParse(authorizationEndpoint)
      ? new URL(authorizationEndpoint).pathname.split('/')[1]
      : undefined;
    if (tenant === undefined) return { status: 400, body: { error: 'invalid_instance' } };
    return {
      status: 200,
      body: {
        tenant_discovery_endpoint: `${this.service.url}/${tenant}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      },
    };
  }

  /** As App Service and Container Apps answer; only who is on the machine knows the header. */
  async #managedIdentity({ headers, query }: CloudRequest): Promise<CloudAnswer> {
    const { app, identityHeader } = this.#options;
    const refuse = (status: number, message: string): CloudAnswer => ({
      status,
      body: { statusCode: status, message, correlationId: randomUUID() },
    });
    const header = headers['x-identity-header'];
    if (typeof header !== 'string' || !isSame(header, identityHeader)) return refuse(401, 'Unauthorized');
    if (query.get('api-version') !== '2019-08-01') return refuse(400, 'Unsupported api-version.');
    const resource = (query.get('resource') ?? '').replace(/\/$/, '');
    if (!RESOURCES.includes(resource)) return refuse(400, 'AADSTS500011: No such resource.');
    const clientId = query.get('client_id');
    if (clientId !== app.appId) return refuse(400, 'No User Assigned or Delegated Managed Identity found.');
    const { token, expiresAt } = await this.#issue(resource, app.tenantIds[0] ?? '');
    return {
      status: 200,
      body: {
        access_token: token,
        expires_on: String(expiresAt.getTime() / 1000),
        resource,
        token_type: 'Bearer',
        client_id: clientId,
      },
    };
  }

  async #answer(run: () => CloudAnswer | Promise<CloudAnswer>): Promise<CloudAnswer> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof EntraRefusal)) throw error;
      const moment = this.#options.clock().toISOString().replace('T', ' ').slice(0, 19);
      const [traceId, correlationId] = [randomUUID(), randomUUID()];
      return {
        status: error.status,
        body: {
          error: error.error,
          error_description: `AADSTS${error.code}: ${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${moment}Z`,
          error_codes: [error.code],
          timestamp: `${moment}Z`,
          trace_id: traceId,
          correlation_id: correlationId,
          error_uri: `${this.service.url}/error?code=${error.code}`,
        },
      };
    }
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
