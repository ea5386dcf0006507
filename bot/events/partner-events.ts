import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import type { EventsSetup } from '../../dialogs/events.ts';
import type { AccessTokens } from '../../services/auth/access-tokens.ts';
import {
  createEventRegistrations,
  type EventRegistrations,
} from '../../services/referrals/events/event-registrations.ts';
import { createSigningKeys } from '../../services/referrals/events/signing-keys.ts';
import type { Log } from '../../services/services.ts';
import type { EventsConfig, LiveEventsConfig } from '../config/events-config.ts';
import { createEventDoor, type EventDoor } from './receive-event.ts';

/** Events from Partner Center, as the edge needs them. */
export interface PartnerEvents extends EventsSetup {
  /** null: events are off, and nobody is listened to. */
  door: EventDoor | null;
  /** OAuth connection under which people sign in to see and change who gets events. */
  connection: string | null;
}

/** The API in which it is said who gets events, and the connection under which people may use it. */
interface EventRegistry {
  connection: string;
  registrations: EventRegistrations;
}

/** @param registry null: nobody can be asked from here */
export function createPartnerEvents(config: EventsConfig, registry: EventRegistry | null): PartnerEvents {
  const { isOn, isLocal, callbackUrl } = config;
  const sources = { hosts: new Set(config.certificateHosts), allowLoopback: config.allowLoopback };
  const keys = createSigningKeys({ fetch, sources, roots: trustedRoots() });
  return {
    isOn,
    isLocal,
    callbackUrl,
    connection: registry?.connection ?? null,
    door: isOn ? createEventDoor(sources, keys) : null,
    registrations: registry?.registrations ?? null,
  };
}

/** @param accessTokens people's own tokens under an OAuth connection. @returns null without one */
export function eventRegistry(
  { url, connection }: LiveEventsConfig,
  accessTokens: (connection: string) => AccessTokens,
  log: Log,
): EventRegistry | null {
  if (connection === null) return null;
  const asked = { baseUrl: url, accessTokens: accessTokens(connection), fetch, log };
  return { connection, registrations: createEventRegistrations(asked) };
}

/** Node's own list and what `NODE_EXTRA_CA_CERTS` names; read when first needed. */
function trustedRoots(): () => readonly X509Certificate[] {
  let roots: readonly X509Certificate[] | undefined;
  return () => (roots ??= getCACertificates('default').map((pem) => new X509Certificate(pem)));
}
