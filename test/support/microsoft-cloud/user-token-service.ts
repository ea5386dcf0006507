import { randomInt, randomUUID } from 'node:crypto';
import { isJson } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import { bearerOf, type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { BOT_FRAMEWORK, RESOURCES } from './resources.ts';

export interface OAuthConnection {
  name: string;
  /** Does it know silent token exchange? */
  exchanges: boolean;
  /** The resource whose tokens it gives. */
  resource: string;
}

/** A person's sign-in under one connection, as the service keeps it. */
interface SignIn {
  person: CloudPerson;
  connection: OAuthConnection;
  /** How the person proved who they are. */
  amr: string[];
  access: { token: string; expiresAt: Date } | null;
}

/** The sign-in page's side, for people. */
export interface SignInPage {
  complete(link: string, person: CloudPerson): Promise<string>;
  /** All sign-ins of this person end. */
  forget(person: CloudPerson): void;
}

export interface UserTokenServiceOptions {
  botAppId: string;
  botTenantId: string;
  tokens: EntraTokens;
  connections: OAuthConnection[];
  personWith(oid: string): CloudPerson | undefined;
  clock: () => Date;
}

interface OpenPage {
  userId: string;
  channelId: string;
  connection: OAuthConnection;
}

/** How long a magic code can be redeemed. */
const CODE_LIFE_MS = 10 * 60 * 1000;

/** Bot Framework's user token service: signs people in under the bot's OAuth connections and keeps their tokens. */
export class UserTokenService implements SignInPage {
  readonly service: CloudService;
  readonly #options: UserTokenServiceOptions;
  readonly #signIns = new Map<string, SignIn>();
  readonly #pages = new Map<string, OpenPage>();
  readonly #codes = new Map<string, { page: OpenPage; signIn: SignIn; until: number }>();

  private constructor(options: UserTokenServiceOptions) {
    this.#options = options;
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

  async complete(link: string, person: CloudPerson): Promise<string> {
    const page = this.#pages.get(pageId(link, this.service.url) ?? '');
    if (page === undefined) throw new Error('The sign-in page says: this link is not, or no longer, valid');
    if (person.consent === 'refused')
      throw new Error('The sign-in page says: AADSTS65004: User declined to consent to access the app');
    person.consent = 'given';
    const signIn: SignIn = { person, connection: page.connection, amr: ['pwd', 'mfa'], access: null };
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const until = this.#options.clock().getTime() + CODE_LIFE_MS;
    this.#pages.delete(pageId(link, this.service.url) ?? '');
    this.#codes.set(code, { page, signIn, until });
    return code;
  }

  forget(person: CloudPerson): void {
    for (const [key, signIn] of this.#signIns) if (signIn.person === person) this.#signIns.delete(key);
    for (const [code, { signIn }] of this.#codes) if (signIn.person === person) this.#codes.delete(code);
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
    if (code !== '') this.#redeem(code, asked);
    const signIn = this.#signIns.get(asked.key);
    return signIn === undefined ? { status: 404 } : this.#tokenAnswer(signIn, asked.channelId);
  }

  /** A code counts once, and only for the user and the connection whose link was opened. */
  #redeem(code: string, { userId, channelId, connection, key }: Asked): void {
    const found = this.#codes.get(code);
    if (found === undefined) return;
    const { page, signIn, until } = found;
    const isTheirs = page.userId === userId && page.channelId === channelId && page.connection === connection;
    if (!isTheirs || until < this.#options.clock().getTime()) return;
    this.#codes.delete(code);
    this.#signIns.set(key, signIn);
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
    const signIn: SignIn = { person, connection: asked.connection, amr: ['pwd'], access: null };
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
    const state = parseState(query.get('state') ?? '');
    const connection = this.#options.connections.find(({ name }) => name === state?.connectionName);
    if (state === null || connection === undefined || state.appId !== this.#options.botAppId)
      return { status: 400, body: failure('BadArgument', 'Missing or invalid state') };
    const page: OpenPage = { userId: state.userId, channelId: state.channelId, connection };
    const signin = randomUUID().replaceAll('-', '');
    this.#pages.set(signin, page);
    const signInLink = `${this.service.url}/api/oauth/signin?signin=${signin}`;
    if (isLinkOnly) return { status: 200, body: signInLink };
    const exchange = {
      id: randomUUID(),
      uri: `api://botid-${this.#options.botAppId}`,
      providerId: '30dd229c-58e3-4a48-bdfd-91ec48eb906c',
    };
    const post = { sasUrl: `${this.service.url}/api/tokenpost/${signin}` };
    return {
      status: 200,
      body: {
        signInLink,
        ...(connection.exchanges ? { tokenExchangeResource: exchange, tokenPostResource: post } : {}),
      },
    };
  }

  async #tokenAnswer(signIn: SignIn, channelId: string): Promise<CloudAnswer> {
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

interface Asked {
  userId: string;
  channelId: string;
  connection: OAuthConnection;
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

/** What `UserTokenClient.createTokenExchangeState` packs. */
function parseState(
  state: string,
): { connectionName: string; appId: string; userId: string; channelId: string } | null {
  try {
    const parsed = JSON.parse(Buffer.from(state, 'base64').toString('utf8')) as unknown;
    const conversation = isJson(parsed) ? parsed['conversation'] : null;
    const user = isJson(conversation) ? conversation['user'] : null;
    if (!isJson(parsed) || !isJson(conversation) || !isJson(user)) return null;
    return {
      connectionName: String(parsed['connectionName']),
      appId: String(parsed['msAppId']),
      userId: String(user['id']),
      channelId: String(conversation['channelId']),
    };
  } catch {
    return null;
  }
}

function pageId(link: string, serviceUrl: string): string | null {
  if (!URL.canParse(link)) return null;
  const { origin, pathname, searchParams } = new URL(link);
  return origin === serviceUrl && pathname === '/api/oauth/signin' ? searchParams.get('signin') : null;
}
