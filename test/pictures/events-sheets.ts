import { eventsCard } from '../../cards/events-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { eventsView } from '../cards/events-cards.ts';

const connector = { kind: 'other', host: 'prod-12.westeurope.logic.azure.com', fingerprint: 'f-1' } as const;
const theirs = ['referral-created', 'referral-updated'];

/** Who gets Partner Center's events. */
export const EVENTS_SHEETS = [
  {
    name: 'events',
    cards: (reader: Reader) => [
      eventsCard(reader, eventsView()),
      eventsCard(
        reader,
        eventsView({
          banner: { kind: 'takeOver', args: { host: connector.host } },
          holder: connector,
          events: theirs,
          lastEventAt: null,
          formerHost: null,
          offers: ['takeOver'],
        }),
      ),
      eventsCard(
        reader,
        eventsView({
          isConnected: false,
          holder: { kind: 'unknown' },
          events: [],
          lastEventAt: null,
          formerHost: null,
          offers: [],
        }),
      ),
      eventsCard(
        reader,
        eventsView({
          isLocal: true,
          isConnected: false,
          callbackUrl: 'http://127.0.0.1:3978/api/partner-center/events',
          holder: { kind: 'unknown' },
          formerHost: null,
          offers: [],
        }),
      ),
    ],
  },
];
