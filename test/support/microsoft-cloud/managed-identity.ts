import { randomUUID } from 'node:crypto';
import { type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import { type EntraApp, issueAppToken } from './entra-app.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { RESOURCES } from './resources.ts';

export interface ManagedIdentityOptions {
  app: EntraApp;
  tokens: EntraTokens;
  /** Only who is on the machine knows it. */
  identityHeader: string;
  clock: () => Date;
}

/** The endpoint beside a program on App Service or Container Apps, where it gets tokens of its user-assigned identity. */
export class ManagedIdentity {
  readonly service: CloudService;
  readonly #options: ManagedIdentityOptions;

  private constructor(options: ManagedIdentityOptions) {
    this.#options = options;
    this.service = new CloudService({
      clock: options.clock,
      refusal: refusalBody,
      routes: [{ method: 'GET', path: /^\/msi\/token$/, run: (request) => this.#token(request) }],
    });
  }

  static async start(options: ManagedIdentityOptions): Promise<ManagedIdentity> {
    const identity = new ManagedIdentity(options);
    await identity.service.start();
    return identity;
  }

  /** For IDENTITY_ENDPOINT. */
  get endpoint(): string {
    return `${this.service.url}/msi/token`;
  }

  async #token({ headers, query }: CloudRequest): Promise<CloudAnswer> {
    const { app, tokens, identityHeader } = this.#options;
    if (headers['x-identity-header'] !== identityHeader) return refused(401, 'Unauthorized');
    if (query.get('api-version') !== '2019-08-01') return refused(400, 'Unsupported api-version.');
    const resource = (query.get('resource') ?? '').replace(/\/$/, '');
    if (!RESOURCES.includes(resource)) return refused(400, 'AADSTS500011: No such resource.');
    const clientId = query.get('client_id');
    if (clientId !== app.appId) return refused(400, 'No User Assigned or Delegated Managed Identity found.');
    const { token, expiresAt } = await issueAppToken(tokens, app, resource, app.tenantIds[0] ?? '');
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
}

function refused(status: number, message: string): CloudAnswer {
  return { status, body: refusalBody(status, message) };
}

function refusalBody(statusCode: number, message = `HTTP ${statusCode}`): unknown {
  return { statusCode, message, correlationId: randomUUID() };
}
