import { z } from 'zod';
import { wireMoment } from '../wire-moment.ts';

/** What an event makes us look at: the deal it names, its whole engagement, or nothing. */
export type EventSubject = 'deal' | 'engagement' | 'test' | 'unknown';

/** An event of Partner Center. It names a deal and says nothing about it (API-05). */
export interface PartnerEvent {
  /** Lower case. */
  name: string;
  subject: EventSubject;
  /** Lower case GUID, the last part of `ResourceUri`; null where there is none. The rest of that URI is another API's (API-06). */
  resourceId: string | null;
  /** When the change was, by Partner Center; null where it does not say. */
  changedAt: Date | null;
}

/** What Partner Center sends on request, to see whether events arrive. */
export const TEST_EVENT = 'test-created';

/** partner-center-api.md 8.2. A `related` event is about the other party's referral of the same engagement. */
const SUBJECTS = new Map<string, EventSubject>([
  ['referral-created', 'deal'],
  ['referral-updated', 'deal'],
  ['related-referral-created', 'engagement'],
  ['related-referral-updated', 'engagement'],
  [TEST_EVENT, 'test'],
]);

/** The events that this bot asks for. */
export const EVENT_NAMES: readonly string[] = [...SUBJECTS.keys()];

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const wire = z.object({
  EventName: z.string().trim().toLowerCase().min(1).max(100),
  ResourceUri: z.string().max(2000).nullish().catch(null),
  ResourceChangeUtcDate: z.string().max(50).nullish().catch(null),
});

/** @param body the verified bytes. @returns null where this is no event */
export function parsePartnerEvent(body: Buffer): PartnerEvent | null {
  const read = wire.safeParse(jsonOf(body));
  if (!read.success) return null;
  const { EventName: name, ResourceUri, ResourceChangeUtcDate } = read.data;
  return {
    name,
    subject: SUBJECTS.get(name) ?? 'unknown',
    resourceId: lastSegment(ResourceUri ?? ''),
    changedAt: wireMoment(ResourceChangeUtcDate),
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

function lastSegment(uri: string): string | null {
  const path = uri.split(/[?#]/)[0] ?? '';
  const last = path.split('/').filter(Boolean).at(-1)?.toLowerCase() ?? '';
  return GUID.test(last) ? last : null;
}
