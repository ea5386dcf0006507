import { createHmac, randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { CloudService } from './cloud-service.ts';
import { BOT_FRAMEWORK } from './resources.ts';
import { keyNamed, seconds, type SigningKey } from './signing-key.ts';

const METADATA_PATH = '/v1/.well-known/openidconfiguration';
const HOUR_SECONDS = 60 * 60;

/** What a token of Teams is about. */
export interface Addressed {
  serviceUrl?: string;
}

/** Claims to set otherwise; undefined leaves a claim out. */
export type Overrides = { [claim in keyof JWTPayload]?: JWTPayload[claim] | undefined };

/** Tokens that are not what they seem: each name is what is wrong with it. */
export const FORGERIES = [
  'badSignature',
  'algNone',
  'hs256WithPublicKey',
  'wrongAudience',
  'wrongIssuer',
  'wrongServiceUrl',
  'noServiceUrl',
  'notEndorsed',
  'expired',
  'notYetValid',
  'unknownKey',
  'noKeyId',
  'entraToken',
  'garbage',
  'empty',
] as const;
export type Forgery = (typeof FORGERIES)[number];

interface Keys {
  /** Endorsed for Teams. */
  teams: SigningKey;
  /** Published, but endorsed for another channel. */
  otherChannel: SigningKey;
  /** Nowhere published. */
  stranger: SigningKey;
}

/** The login service of the Bot Framework: what Teams signs its calls with, and where a bot finds the keys. */
export class BotLogin {
  readonly service: CloudService;
  readonly #keys: Keys;
  readonly #appId: string;
  readonly #clock: () => Date;

  private constructor(keys: Keys, appId: string, clock: () => Date) {
    this.#keys = keys;
    this.#appId = appId;
    this.#clock = clock;
    this.service = new CloudService({
      clock,
      refusal: (status) => ({ message: `HTTP ${status}` }),
      routes: [
        { method: 'GET', path: /^\/v1\/\.well-known\/openidconfiguration$/, run: () => this.#metadata() },
        {
          method: 'GET',
          path: /^\/v1\/\.well-known\/keys$/,
          run: () => ({ status: 200, body: { keys: [keys.teams.jwk, keys.otherChannel.jwk] } }),
        },
      ],
    });
  }

  static async start(appId: string, clock: () => Date): Promise<BotLogin> {
    const [teams, otherChannel, stranger] = await Promise.all([
      keyNamed('teams', ['msteams']),
      keyNamed('other channel', ['webchat', 'directline']),
      keyNamed('stranger'),
    ]);
    const login = new BotLogin({ teams, otherChannel, stranger }, appId, clock);
    await login.service.start();
    return login;
  }

  /** For BOT_OPENID_METADATA_URL. */
  get metadataUrl(): string {
    return `${this.service.url}${METADATA_PATH}`;
  }

  /** The Authorization header that Teams sends with this activity. */
  async authorization(activity: Addressed): Promise<string> {
    return `Bearer ${await this.token(activity)}`;
  }

  /** A token as Teams sends it with this activity. */
  token(activity: Addressed, overrides: Overrides = {}): Promise<string> {
    return this.#keys.teams.sign(this.#claims(activity, overrides));
  }

  /** A token with one thing wrong. */
  async forge(forgery: Forgery, activity: Addressed): Promise<string> {
    return FORGERS[forgery]({
      activity,
      keys: this.#keys,
      nowSeconds: seconds(this.#clock()),
      claims: (overrides) => this.#claims(activity, overrides),
    });
  }

  #claims({ serviceUrl }: Addressed, overrides: Overrides = {}): JWTPayload {
    const now = seconds(this.#clock());
    const claims = {
      serviceurl: serviceUrl,
      nbf: now - 10,
      exp: now + HOUR_SECONDS,
      iss: BOT_FRAMEWORK,
      aud: this.#appId,
      ...overrides,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  #metadata() {
    return {
      status: 200,
      body: {
        issuer: BOT_FRAMEWORK,
        authorization_endpoint: 'https://invalid.botframework.com',
        jwks_uri: `${this.service.url}/v1/.well-known/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      },
    };
  }
}

interface Forging {
  activity: Addressed;
  keys: Keys;
  nowSeconds: number;
  claims(overrides?: Overrides): JWTPayload;
}

/** Beyond the five minutes that clocks may differ. */
const FAR_SECONDS = 10 * 60;

const FORGERS: Record<Forgery, (forging: Forging) => string | Promise<string>> = {
  badSignature: async ({ keys, claims }) => {
    const [header = '', payload = ''] = (await keys.teams.sign(claims())).split('.');
    const [, , signature = ''] = (await keys.stranger.sign(claims())).split('.');
    return `${header}.${payload}.${signature}`;
  },
  algNone: ({ keys, claims }) =>
    `${encoded({ alg: 'none', typ: 'JWT', kid: keys.teams.kid })}.${encoded(claims())}.`,
  hs256WithPublicKey: ({ keys, claims }) => {
    const header = { alg: 'HS256', typ: 'JWT', kid: keys.teams.kid };
    const signed = `${encoded(header)}.${encoded(claims())}`;
    const secret = keys.teams.publicKey.export({ type: 'spki', format: 'pem' });
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  },
  wrongAudience: ({ keys, claims }) => keys.teams.sign(claims({ aud: randomUUID() })),
  wrongIssuer: ({ keys, claims }) => keys.teams.sign(claims({ iss: 'https://api.botframework.example' })),
  wrongServiceUrl: ({ keys, claims }) =>
    keys.teams.sign(claims({ serviceurl: 'https://smba.trafficmanager.net/elsewhere/' })),
  noServiceUrl: ({ keys, claims }) => keys.teams.sign(claims({ serviceurl: undefined })),
  notEndorsed: ({ keys, claims }) => keys.otherChannel.sign(claims()),
  expired: ({ keys, claims, nowSeconds }) =>
    keys.teams.sign(claims({ nbf: nowSeconds - HOUR_SECONDS, exp: nowSeconds - FAR_SECONDS })),
  notYetValid: ({ keys, claims, nowSeconds }) => keys.teams.sign(claims({ nbf: nowSeconds + FAR_SECONDS })),
  unknownKey: ({ keys, claims }) => keys.stranger.sign(claims()),
  noKeyId: ({ keys, claims }) =>
    new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(keys.teams.privateKey),
  // A real token of Entra, as any app of any tenant can get one for this audience.
  entraToken: async ({ claims }) =>
    (await keyNamed('entra')).sign(claims({ iss: 'https://sts.windows.net/x/' })),
  garbage: () => 'not.a.token',
  empty: () => '',
};

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
