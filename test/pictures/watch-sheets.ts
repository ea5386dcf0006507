import { dealListCard } from '../../cards/deal-list-card.ts';
import { welcomeCard } from '../../cards/help-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { statusCard } from '../../cards/status-card.ts';
import { watchCard } from '../../cards/watch-card.ts';
import { DEFAULT_LADDER } from '../../services/deals/ladder.ts';
import { EVERYTHING } from '../../services/deals/place-settings.ts';
import { NOW, sampleView } from '../cards/sample-deal.ts';

/** What is said about watching with somebody's account. */
export const WATCH_SHEETS = [
  {
    name: 'watching',
    cards: (reader: Reader) => [
      watchCard({ kind: 'ask' }, reader),
      watchCard({ kind: 'begun' }, reader),
      watchCard({ kind: 'signIn', others: true }, reader),
      watchCard({ kind: 'refused', others: false }, reader),
      watchCard({ kind: 'nobody' }, reader),
      watchCard({ kind: 'again' }, reader),
      welcomeCard(reader, { open: 3, rights: 'mayRead', offersWatch: true }),
      dealListCard(
        {
          list: 'inbound',
          items: [{ ...sampleView, readAtOnce: NOW }],
          page: 1,
          pages: 1,
          total: 1,
          offersWatch: true,
        },
        reader,
      ),
      statusCard(reader, {
        partnerCenter: 'answers',
        lastReadAt: NOW,
        watching: 0,
        offersWatch: true,
        waiting: 0,
        sentAgain: 0,
        dead: { count: 0, ids: [] },
        directory: { isOn: false, limits: [] },
        place: {
          follows: 'byDefault',
          redaction: 'full',
          filter: EVERYTHING,
          rules: {
            ladder: DEFAULT_LADDER,
            quietHours: { from: 19, to: 8, weekends: true },
            digestHour: 9,
          },
        },
      }),
    ],
  },
];
