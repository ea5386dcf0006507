import { createAppTokens } from '../services/auth/app-tokens.ts';
import { isLoopback } from './config/addresses.ts';
import type { LiveConfig } from './config/live-config.ts';

/** A stand-in takes tokens for the real one. */
const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** The app's own tokens for Microsoft Graph, from the tenant whose people it knows. */
export function createGraphToken({
  graph,
  identity,
  partnerTenantId,
  addresses,
}: LiveConfig): () => Promise<string> {
  const tokens = createAppTokens({ ...identity, tenantId: partnerTenantId }, addresses.login);
  const audience = !graph || isLoopback(graph.url) ? GRAPH_AUDIENCE : new URL(graph.url).origin;
  return () => tokens(`${audience}/.default`);
}
