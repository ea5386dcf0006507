import { randomUUID } from 'node:crypto';
import { isJson } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import { bearerOf, type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { BOT_FRAMEWORK, RESOURCES } from './resources.ts';
import { type OAuthConnection, type SignIn, type SignInFor, SignInPages } from './sign-in-pages.ts';
import { parseSignInState } from './sign-in-state.ts';

/** A sign-in as the service keeps it. */
interface KeptSignIn extends SignIn {
  access: { token: string; expiresAt: Date } | null;
}

export interface UserTokenServiceOptions {
  botAppId: string;
  botTenantId: string;
  tokens: EntraTokens;
  connections: OAuthConnection[];
  personWith(oid: string): CloudPerson | undefined;
  clock: () => Date;
}

/** Bot Framework's user token service: signs people in under the bot's OAuth connections and keeps their tokens. */
export class UserTokenService {
  readonly service: CloudService;
  readonly #options: UserTokenServiceOptions;
  readonly #signIns = new Map<string, KeptSignIn>();
  readonly #pages: SignInPages;

  private constructor(options: UserTokenServiceOptions) {
    this.#options = options;
    this.#pages = new SignInPages(() => this.service.url, options.clock);
    const route = (method: string, path: RegExp, run: (request: CloudRequest) => Promise<CloudAnswer>) => ({
      method,
      path,
      run: (request: CloudRequest) => this.#asBot(request, run),
    });
    this.service = new CloudService({
      clock: options.clock,
      refusal: (status) => failure(status === 404 ? 'NotFound' : 'ServiceError', `HTTP ${status}`),
      routes: [
        route('GET', /^\/api\/usertoken\/GetToken$/i, (request) => this.#getToken(request)),
        route('POST', /^\/api\/usertoken\/exchange$/i, (request) => this.#exchange(request)),
        route('DELETE', /^\/api\/usertoken\/SignOut$/i, (request) => this.#signOut(request)),
        route('GET', /^\/api\/usertoken\/GetTokenStatus$/i, (request) => this.#status(request)),
        route('POST', /^\/api\/usertoken\/GetAadTokens$/i, (request) => this.#aadTokens(request)),
        route('GET', /^\/api\/botsignin\/GetSignInUrl$/i, (request) => this.#signInResource(request, true)),
        route('GET', /^\/api\/botsignin\/GetSignInResource$/i, (request) =>
          this.#signInResource(request, false),
        ),
      ],
    });
  }

  static async start(options: UserTokenServiceOptions): Promise<UserTokenService> {
    const service = new UserTokenService(options);
    await service.service.start();
    return service;
  }

  /** Is this person signed in under this connection, as far as the bot could get a token? */
  isSignedIn(person: CloudPerson, connection: string): boolean {
    return [...this.#signIns.values()].some(
      (signIn) => signIn.person === person && signIn.connection.name === connection,
    );
  }

  /** See `CloudPerson.completeSignIn`. */
  complete(link: string, person: CloudPerson): string {
    return this.#pages.complete(link, person);
  }

  /** The person has signed in silently some day: the service holds a sign-in that no call here has made. */
  signIn(person: CloudPerson, connectionName: string): void {
    const connection = this.#options.connections.find(({ name }) => name === connectionName);
    if (connection === undefined) throw new Error(`The bot has no connection ${connectionName}`);
    this.#signIns.set(keyOf('msteams', person.id, connectionName), {
      person,
      connection,
      amr: ['pwd'],
      access: null,
    });
  }

  /** All sign-ins of this person end. */
  forget(person: CloudPerson): void {
    for (const [key, signIn] of this.#signIns) if (signIn.person === person) this.#signIns.delete(key);
    this.#pages.forget(person);
  }

  /** Only the bot may ask: with a token of its app for the Bot Framework. */
  async #asBot(
    request: CloudRequest,
    run: (request: CloudRequest) => Promise<CloudAnswer>,
  ): Promise<CloudAnswer> {
    const { tokens, botAppId, botTenantId } = this.#options;
    const verdict = await tokens.verify(bearerOf(request), BOT_FRAMEWORK);
    const isBot =
      verdict.kind === 'valid' && verdict.claims.appid === botAppId && verdict.claims.tid === botTenantId;
    if (!isBot) return { status: 401, body: { message: 'Authorization has been denied for this request.' } };
    return run(request);
  }

  async #getToken({ query }: CloudRequest): Promise<CloudAnswer> {
    const asked = this.#asked(query);
    if ('status' in asked) return asked;
    const code = query.get('code') ?? '';
    const signedIn = code === '' ? null : this.#pages.redeem(code, asked);
    if (signedIn) this.#signIns.set(asked.key, { ...signedIn, access: null });
    const signIn = this.#signIns.get(asked.key);
    return signIn === undefined ? { status: 404 } : this.#tokenAnswer(signIn, asked.channelId);
  }

  async #exchange({ query, body }: CloudRequest): Promise<CloudAnswer> {
    const asked = this.#asked(query);
    if ('status' in asked) return asked;
    const { tokens, botAppId, personWith } = this.#options;
    const refuse = (message: string): CloudAnswer => ({ status: 400, body: failure('BadRequest', message) });
    if (!asked.connection.exchanges) return refuse('The connection has no token exchange URL.');
    const token = isJson(body) ? body['token'] : undefined;
    if (typeof token !== 'string') return refuse('Missing required property token.');
    const verdict = await tokens.verify(token, `api://botid-${botAppId}`);
    if (verdict.kind === 'refused') return refuse(`The exchangeable token is not valid: ${verdict.why}.`);
    const person = personWith(verdict.claims.oid ?? '');
    if (person === undefined) return refuse('The exchangeable token names nobody.');
    if (person.consent !== 'given') return refuse('Consent Required');
    const signIn: KeptSignIn = { person, connection: asked.connection, amr: ['pwd'], access: null };
    this.#signIns.set(asked.key, signIn);
    return this.#tokenAnswer(signIn, asked.channelId);
  }

  async #signOut({ query }: CloudRequest): Promise<CloudAnswer> {
    const [userId, channelId] = [query.get('userId') ?? '', query.get('channelId') ?? ''];
    const connection = query.get('connectionName');
    for (const { name } of this.#options.connections)
      if (connection === null || connection === name) this.#signIns.delete(keyOf(channelId, userId, name));
    return { status: 200, body: {} };
  }

  async #status({ query }: CloudRequest): Promise<CloudAnswer> {
    const [userId, channelId] = [query.get('userId') ?? '', query.get('channelId') ?? ''];
    const included = (query.get('include') ?? '').split(',').filter(Boolean);
    const body = this.#options.connections
      .filter(({ name }) => included.length === 0 || included.includes(name))
      .map(({ name }) => ({
        channelId,
        connectionName: name,
        hasToken: this.#signIns.has(keyOf(channelId, userId, name)),
        serviceProviderDisplayName: 'Azure Active Directory v2',
      }));
    return { status: 200, body };
  }

  async #aadTokens({ query, body }: CloudRequest): Promise<CloudAnswer> {
    const asked = this.#asked(query);
    if ('status' in asked) return asked;
    const signIn = this.#signIns.get(asked.key);
    const urls = isJson(body) && Array.isArray(body['resourceUrls']) ? body['resourceUrls'].map(String) : [];
    if (signIn === undefined) return { status: 404 };
    const known = urls.filter((url) => RESOURCES.includes(url));
    const answers = known.map(async (url) => {
      const { token, expiresAt } = await this.#issue(signIn, url);
      return [url, tokenBody(signIn, asked.channelId, { token, expiresAt })] as const;
    });
    return { status: 200, body: Object.fromEntries(await Promise.all(answers)) };
  }

  async #signInResource({ query }: CloudRequest, isLinkOnly: boolean): Promise<CloudAnswer> {
    const state = parseSignInState(query.get('state') ?? '');
    const connection = this.#options.connections.find(({ name }) => name === state?.connectionName);
    if (state === null || connection === undefined || state.appId !== this.#options.botAppId)
      return { status: 400, body: failure('BadArgument', 'Missing or invalid state') };
    const { userId, channelId } = state;
    const signInLink = this.#pages.open({ userId, channelId, connection });
    if (isLinkOnly) return { status: 200, body: signInLink };
    const exchange = {
      id: randomUUID(),
      uri: `api://botid-${this.#options.botAppId}`,
      providerId: '30dd229c-58e3-4a48-bdfd-91ec48eb906c',
    };
    const post = { sasUrl: signInLink.replace('/api/oauth/signin', '/api/tokenpost') };
    return {
      status: 200,
      body: {
        signInLink,
        ...(connection.exchanges ? { tokenExchangeResource: exchange, tokenPostResource: post } : {}),
      },
    };
  }

  async #tokenAnswer(signIn: KeptSignIn, channelId: string): Promise<CloudAnswer> {
    const { clock, tokens } = this.#options;
    const { resource } = signIn.connection;
    const kept = signIn.access;
    const isGood =
      kept !== null &&
      kept.expiresAt > clock() &&
      (await tokens.verify(kept.token, resource)).kind === 'valid';
    signIn.access = isGood ? kept : await this.#issue(signIn, resource);
    return { status: 200, body: tokenBody(signIn, channelId, signIn.access) };
  }

  #issue({ person, amr }: SignIn, resource: string) {
    return this.#options.tokens.issue({
      aud: resource,
      tid: person.tenantId,
      oid: person.aadObjectId,
      upn: person.email,
      name: person.name,
      appid: this.#options.botAppId,
      scp: 'user_impersonation',
      amr,
    });
  }

  #asked(query: URLSearchParams): Asked | CloudAnswer {
    const [userId, channelId] = [query.get('userId'), query.get('channelId')];
    const connection = this.#options.connections.find(({ name }) => name === query.get('connectionName'));
    if (!userId || !channelId)
      return { status: 400, body: failure('BadArgument', 'Missing userId or channelId') };
    if (connection === undefined)
      return { status: 404, body: failure('NotFound', 'Connection setting not found') };
    return { userId, channelId, connection, key: keyOf(channelId, userId, connection.name) };
  }
}

interface Asked extends SignInFor {
  key: string;
}

function keyOf(channelId: string, userId: string, connection: string): string {
  return JSON.stringify([channelId, userId, connection]);
}

function failure(code: string, message: string): unknown {
  return { error: { code, message } };
}

function tokenBody(
  { connection }: SignIn,
  channelId: string,
  { token, expiresAt }: { token: string; expiresAt: Date },
): unknown {
  return { channelId, connectionName: connection.name, token, expiration: expiresAt.toISOString() };
}
