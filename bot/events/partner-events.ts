import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import type { EventsSetup } from '../../dialogs/events.ts';
import type { AccessTokens } from '../../services/auth/access-tokens.ts';
import { createEventRegistrations } from '../../services/referrals/events/event-registrations.ts';
import { createSigningKeys } from '../../services/referrals/events/signing-keys.ts';
import type { Log } from '../../services/services.ts';
import type { EventsConfig } from '../config/events-config.ts';
import { createEventDoor, type EventDoor } from './receive-event.ts';

/** Events from Partner Center, as the edge needs them. */
export interface PartnerEvents extends EventsSetup {
  /** null: events are off, and nobody is listened to. */
  door: EventDoor | null;
  /** OAuth connection under which people sign in to see and change who gets events. */
  connection: string | null;
}

/** @param accessTokens people's own tokens under an OAuth connection */
export function createPartnerEvents(
  config: EventsConfig,
  accessTokens: (connection: string) => AccessTokens,
  log: Log,
): PartnerEvents {
  const { isOn, callbackUrl, url, connection } = config;
  const sources = { hosts: new Set(config.certificateHosts), allowLoopback: config.allowLoopback };
  const keys = createSigningKeys({ fetch, sources, roots: trustedRoots() });
  return {
    isOn,
    callbackUrl,
    connection,
    door: isOn ? createEventDoor(sources, keys) : null,
    registrations: connection
      ? createEventRegistrations({ baseUrl: url, accessTokens: accessTokens(connection), fetch, log })
      : null,
  };
}

/** Node's own list and what `NODE_EXTRA_CA_CERTS` names; read when first needed. */
function trustedRoots(): () => readonly X509Certificate[] {
  let roots: readonly X509Certificate[] | undefined;
  return () => (roots ??= getCACertificates('default').map((pem) => new X509Certificate(pem)));
}
