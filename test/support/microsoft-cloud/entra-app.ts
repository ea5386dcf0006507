import type { AppCertificate } from './client-assertion.ts';
import type { EntraTokens } from './entra-tokens.ts';

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

/** A token of the app alone, without a person. */
export function issueAppToken(tokens: EntraTokens, app: EntraApp, resource: string, tenantId: string) {
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
