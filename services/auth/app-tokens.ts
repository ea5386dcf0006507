import type * as msal from '@azure/msal-node';
import type { Configuration, INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { AppCredential, AppIdentity } from './app-identity.ts';

/**
 * A token of the bot itself (no person's) for one scope such as `https://graph.microsoft.com/.default`; kept in memory
 * until shortly before it ends. Throws where Entra gives none.
 */
export type AppTokens = (scope: string) => Promise<string>;

const TIMEOUT_MS = 10_000;

/** @param loginUrl Entra, such as `https://login.microsoftonline.com` */
export function createAppTokens(identity: AppIdentity, loginUrl: string): AppTokens {
  let source: Promise<AppTokens> | null = null;
  // MSAL is loaded with the first token, off the start-up path.
  return async (scope) => {
    source ??= import('@azure/msal-node').then((library) =>
      identity.credential.kind === 'managedIdentity'
        ? managedIdentityTokens(library, identity)
        : clientTokens(library, identity, identity.credential, loginUrl),
    );
    return (await source)(scope);
  };
}

type Msal = typeof msal;
type AuthOptions = Configuration['auth'];

function managedIdentityTokens({ ManagedIdentityApplication }: Msal, { appId }: AppIdentity): AppTokens {
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId: appId },
  });
  return async (scope) => {
    const { accessToken } = await application.acquireToken({ resource: scope.replace(/\/\.default$/, '') });
    return accessToken;
  };
}

function clientTokens(
  { ConfidentialClientApplication }: Msal,
  { appId, tenantId }: AppIdentity,
  credential: Exclude<AppCredential, { kind: 'managedIdentity' }>,
  loginUrl: string,
): AppTokens {
  const application = new ConfidentialClientApplication({
    auth: { clientId: appId, ...authority(tenantId, loginUrl), ...proof(credential) },
    system: { networkClient: fetching },
  });
  return async (scope) => {
    const result = await application.acquireTokenByClientCredential({ scopes: [scope] });
    if (!result) throw new Error('Entra gave no token');
    return result.accessToken;
  };
}

/** MSAL wants an https authority and would look its addresses up; they are well known, so it is told. */
function authority(tenantId: string, loginUrl: string): Partial<AuthOptions> {
  const host = 'login.microsoftonline.com';
  const base = `${loginUrl.replace(/(?<!\/)\/+$/, '')}/${tenantId}`;
  return {
    authority: `https://${host}/${tenantId}`,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer: `https://${host}/${tenantId}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    }),
  };
}

function proof(credential: Exclude<AppCredential, { kind: 'managedIdentity' }>): Partial<AuthOptions> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret };
  const { thumbprint, privateKey } = credential;
  const isSha256 = thumbprint.length === 64;
  return {
    clientCertificate: {
      ...(isSha256 ? { thumbprintSha256: thumbprint } : { thumbprint }),
      privateKey,
    },
  };
}

/** MSAL's own client knows no time-out. */
const fetching: INetworkModule = {
  sendGetRequestAsync: (url, options, timeout) => send('GET', url, options, timeout),
  sendPostRequestAsync: (url, options) => send('POST', url, options),
};

async function send<T>(
  method: string,
  url: string,
  options: NetworkRequestOptions = {},
  timeout = TIMEOUT_MS,
): Promise<NetworkResponse<T>> {
  const response = await fetch(url, {
    method,
    headers: options.headers ?? {},
    body: options.body ?? null,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: (await response.json()) as T,
  };
}
