import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  ClaimsIdentity,
  type ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentials,
  ServiceClientCredentialsFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { LRUCache } from 'lru-cache';
import type { AppTokens } from '../services/auth/app-tokens.ts';
import type { Authenticate } from './authenticate.ts';
import type { LiveConfig } from './config/live-config.ts';
import { withRefusalsThrown } from './inner-pipeline.ts';

const SCOPE = 'https://api.botframework.com';
/** Service URLs of one bot: a region or two. */
const MOST_CONNECTORS = 50;

/**
 * Bot Framework's authentication through its public seam: activities are checked by our own `Authenticate`, calls carry
 * the bot's token, and the clients that botbuilder would build anew for every turn are kept.
 */
export class LiveAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #authenticate: Authenticate;
  readonly #claims: ClaimsIdentity;
  readonly #connectors: ConnectorFactory;
  #userTokens: Promise<UserTokenClient> | null = null;

  constructor(
    config: Pick<LiveConfig, 'identity' | 'addresses'>,
    authenticate: Authenticate,
    tokens: AppTokens,
  ) {
    const { identity, addresses } = config;
    super(
      {
        MicrosoftAppId: identity.appId,
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppTenantId: identity.tenantId,
        ToChannelFromBotLoginUrl: `${addresses.login}/${identity.tenantId}`,
        ToChannelFromBotOAuthScope: SCOPE,
        ToBotFromChannelTokenIssuer: SCOPE,
        OAuthUrl: addresses.userTokenService,
        ToBotFromChannelOpenIdMetadataUrl: addresses.botOpenIdMetadata,
        ToBotFromEmulatorOpenIdMetadataUrl: addresses.botOpenIdMetadata,
        CallerId: '',
      },
      new BotCredentials(identity.appId, tokens),
    );
    this.#authenticate = authenticate;
    this.#claims = new ClaimsIdentity([{ type: 'aud', value: identity.appId }], true);
    this.#connectors = keeping(super.createConnectorFactory(this.#claims));
  }

  override async authenticateRequest(
    { channelId, serviceUrl }: Activity,
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    await this.#authenticate(authorization, { channelId, serviceUrl });
    return {
      audience: SCOPE,
      callerId: '',
      claimsIdentity: this.#claims,
      connectorFactory: this.#connectors,
    };
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors;
  }

  override createUserTokenClient(): Promise<UserTokenClient> {
    this.#userTokens ??= super.createUserTokenClient(this.#claims).then(withRefusalsThrown);
    return this.#userTokens;
  }
}

/** One client a service URL, without botbuilder's own retries. */
function keeping(inner: ConnectorFactory): ConnectorFactory {
  const clients = new LRUCache<string, Promise<ConnectorClient>>({ max: MOST_CONNECTORS });
  return new (class extends ConnectorFactory {
    override create(serviceUrl: string): Promise<ConnectorClient> {
      const kept = clients.get(serviceUrl);
      if (kept) return kept;
      const client = inner.create(serviceUrl, SCOPE);
      clients.set(serviceUrl, client);
      return client;
    }
  })();
}

class BotCredentials extends ServiceClientCredentialsFactory {
  readonly #appId: string;
  readonly #credentials: ServiceClientCredentials;

  constructor(appId: string, tokens: AppTokens) {
    super();
    this.#appId = appId;
    this.#credentials = {
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await tokens(`${SCOPE}/.default`)}`);
        return request;
      },
    };
  }

  async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#appId;
  }

  async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }

  async createCredentials(): Promise<ServiceClientCredentials> {
    return this.#credentials;
  }
}
