import type { IncomingHttpHeaders } from 'node:http';
import { type Allowance, createAllowance } from '../../services/referrals/events/allowance.ts';
import type { CertificateSources } from '../../services/referrals/events/certificate-sources.ts';
import { parseEventHeaders } from '../../services/referrals/events/event-headers.ts';
import { parsePartnerEvent } from '../../services/referrals/events/partner-event.ts';
import type { SigningKeys } from '../../services/referrals/events/signing-keys.ts';
import { verifyEvent } from '../../services/referrals/events/verify-event.ts';
import type { Services } from '../../services/services.ts';
import { StoreUnavailable } from '../../services/store/store-unavailable.ts';
import { takeInEvent } from '../../services/watch/take-in-event.ts';
import type { HttpAnswer } from '../server.ts';

/** An event has a few hundred bytes. */
export const MOST_EVENT_BYTES = 16 * 1024;

/** Refused requests, before a source (or all of them together, where sources are made up) is not listened to. */
const REFUSALS = { ofOne: { most: 20, seconds: 60 }, ofAll: { most: 1200, seconds: 60 } };

/** What the door for events works with; made once a program. */
export interface EventDoor {
  sources: CertificateSources;
  keys: SigningKeys;
  refusals: { ofOne: Allowance; ofAll: Allowance };
}

export function createEventDoor(sources: CertificateSources, keys: SigningKeys): EventDoor {
  const { ofOne, ofAll } = REFUSALS;
  return { sources, keys, refusals: { ofOne: createAllowance(ofOne), ofAll: createAllowance(ofAll) } };
}

export interface EventRequest {
  headers: IncomingHttpHeaders;
  /** Who seems to send it. */
  source: string;
  /** The bytes as they came; null where there are more than `MOST_EVENT_BYTES`. Read only where the headers are fit. */
  body(): Promise<Buffer | null>;
}

/**
 * Answers one request to `/api/partner-center/events` (partner-center-api.md 8.4): 202 for what Partner Center sent,
 * as soon as the name of the deal is kept and before anything is read of it; 400 without one of the headers, 413, 429,
 * 401 for all that does not verify, without a word of why, and 503 where the name cannot be kept just now, so that
 * Partner Center tries again. The cheapest check comes first.
 */
export async function receiveEvent(
  services: Services,
  { sources, keys, refusals }: EventDoor,
  request: EventRequest,
): Promise<HttpAnswer> {
  const { clock, log } = services;
  const now = clock.now();
  if (!refusals.ofOne.has(request.source, now) || !refusals.ofAll.has('all', now)) return refusal(429);
  const refuse = (status: 400 | 401 | 413, why: string): HttpAnswer => {
    refusals.ofOne.take(request.source, now);
    refusals.ofAll.take('all', now);
    log.info({ why }, 'event refused');
    return refusal(status);
  };

  const headers = parseEventHeaders(request.headers, sources);
  if (headers.kind === 'missing') return refuse(400, 'headers');
  if (headers.kind === 'unfit') return refuse(401, headers.why);
  const body = await request.body();
  if (!body) return refuse(413, 'size');
  const verdict = await verifyEvent(keys, headers, body, now);
  if (verdict.kind === 'refused') return refuse(401, verdict.why);

  const event = parsePartnerEvent(body);
  try {
    const taken = event ? await takeInEvent(services, event) : 'unreadable';
    log.info({ event: event?.name, dealId: event?.resourceId, taken }, 'event received');
    return { status: 202 };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn({ trouble: error.trouble, code: error.code, event: event?.name }, 'no store');
    return refusal(503);
  }
}

const CODES = {
  400: 'HeaderMissing',
  401: 'NotAuthenticated',
  413: 'TooLarge',
  429: 'TooManyRequests',
  503: 'NotNow',
};

function refusal(status: keyof typeof CODES): HttpAnswer {
  return { status, body: { error: { code: CODES[status] } } };
}
