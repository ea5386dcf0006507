import { randomUUID } from 'node:crypto';
import { assertionProblem } from './client-assertion.ts';
import { type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import { type EntraApp, issueAppToken } from './entra-app.ts';
import { instanceDiscovery, openIdConfiguration } from './entra-documents.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { RESOURCES } from './resources.ts';

export interface EntraOptions {
  app: EntraApp;
  tokens: EntraTokens;
  /** Tenants that exist. Others are AADSTS90002. */
  tenantIds: string[];
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

/** Entra: tokens for the app by secret or certificate, and the documents that MSAL looks up. */
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
          run: (_request, [tenant = '']) => this.#configuration(tenant),
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
      ],
    });
  }

  static async start(options: EntraOptions): Promise<Entra> {
    const entra = new Entra(options);
    await entra.service.start();
    return entra;
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
      const { app, tokens } = this.#options;
      const { token, lifetimeSeconds } = await issueAppToken(tokens, app, resource, tenantId);
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
      if (secret === app.secret) return;
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

  #configuration(tenant: string): Promise<CloudAnswer> {
    return this.#answer(() => {
      const body = openIdConfiguration(this.service.url, this.#tenant(tenant));
      return { status: 200, body };
    });
  }

  #instance(authorizationEndpoint: string): CloudAnswer {
    const body = instanceDiscovery(this.service.url, authorizationEndpoint);
    return body === null ? { status: 400, body: { error: 'invalid_instance' } } : { status: 200, body };
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
