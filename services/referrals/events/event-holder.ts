import { createHash } from 'node:crypto';
import type { EventRegistration } from './event-registrations.ts';
import { EVENT_NAMES } from './partner-event.ts';

/** Who has the one registration of the partner's account. */
export type EventHolder =
  | { kind: 'us'; events: readonly string[] }
  /** Another system, such as a CRM connector. `fingerprint`: of what it registered. */
  | { kind: 'other'; host: string; events: readonly string[]; fingerprint: string }
  | { kind: 'nobody' };

/** @param callbackUrl where events of ours are to come; null: nowhere, so nobody is us */
export function eventHolder(registration: EventRegistration | null, callbackUrl: string | null): EventHolder {
  if (!registration) return { kind: 'nobody' };
  const { webhookUrl, events } = registration;
  if (callbackUrl !== null && isSameAddress(webhookUrl, callbackUrl)) return { kind: 'us', events };
  return { kind: 'other', host: hostOf(webhookUrl), events, fingerprint: fingerprintOf(registration) };
}

/** What may be shown of an address that may hold a secret: the host. Empty where it is no address. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

/** What a registration of ours asks for, of what Partner Center says it has; where it names none of them, all. */
export function wantedEvents(supported: readonly string[]): string[] {
  const known = new Set(supported.map((name) => name.toLowerCase()));
  const wanted = EVENT_NAMES.filter((name) => known.has(name));
  return wanted.length > 0 ? wanted : [...EVENT_NAMES];
}

/** Says whether a registration is still the one that somebody was warned of. */
function fingerprintOf({ webhookUrl, events }: EventRegistration): string {
  return createHash('sha256')
    .update(JSON.stringify([webhookUrl, [...events].sort()]))
    .digest('hex')
    .slice(0, 24);
}

function isSameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}
