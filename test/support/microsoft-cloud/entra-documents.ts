/** What Entra publishes about itself for one tenant. @param url Entra's own address */
export function openIdConfiguration(url: string, tenantId: string): unknown {
  const at = `${url}/${tenantId}`;
  return {
    issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    token_endpoint: `${at}/oauth2/v2.0/token`,
    authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${at}/oauth2/v2.0/logout`,
    jwks_uri: `${at}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
  };
}

/** Says which addresses are one and the same cloud; null where the question is none. */
export function instanceDiscovery(url: string, authorizationEndpoint: string): unknown {
  if (!URL.canParse(authorizationEndpoint)) return null;
  const { host } = new URL(url);
  const [, tenant = ''] = new URL(authorizationEndpoint).pathname.split('/');
  return {
    tenant_discovery_endpoint: `${url}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
