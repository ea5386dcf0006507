import type { Place } from '../../../services/people/place.ts';

/** A personal chat that follows deals; invented people. */
export function samplePlace(changes: Partial<Place> = {}): Place {
  return {
    id: 'place-ann',
    kind: 'personal',
    tenantId: 't-1',
    conversationId: 'a:ann',
    serviceUrl: 'http://127.0.0.1:1/',
    botId: '28:bot',
    personId: 'ann',
    locale: 'en',
    timeZone: 'Europe/Paris',
    redaction: 'full',
    following: true,
    joinedAt: new Date('2026-11-01T08:00:00Z'),
    byDefault: false,
    teamId: null,
    retiredAt: null,
    ...changes,
  };
}

/** A channel, redacted, that follows deals. */
export function sampleChannel(changes: Partial<Place> = {}): Place {
  return samplePlace({
    id: 'place-channel',
    kind: 'channel',
    conversationId: '19:deals@thread.tacv2',
    personId: null,
    redaction: 'redacted',
    byDefault: false,
    teamId: '19:team@thread.tacv2',
    ...changes,
  });
}
