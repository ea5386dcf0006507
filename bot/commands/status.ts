import { statusCard } from '../../cards/status-card.ts';
import { EVERYTHING } from '../../services/deals/place-settings.ts';
import { settingsOfPlaces } from '../../services/deals/settings-of-places.ts';
import { listStewards } from '../../services/store/stewards.ts';
import { offersWatch as offersWatchTo } from '../../services/stewards/volunteer.ts';
import { TEST_EVENT } from '../../services/referrals/events/partner-event.ts';
import { countDeliveries, countDue, countSentAgain, findDead } from '../../services/store/deliveries.ts';
import { lastEvents } from '../../services/store/events.ts';
import { answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import { degradedNow, lastWell } from '../health.ts';
import { rulesOf } from '../occasions/sight.ts';
import type { RunCommand } from './run-command.ts';

/** Ids of dead deliveries that are named. */
const MOST_NAMED = 5;

/** How the bot is, and what it does here. Works always: without a role, and while Partner Center is away. */
export const statusCommand: RunCommand = async (app, turn) => {
  const { db } = app.store;
  const { place, reader } = turn;
  const { watching, lastReadAt } = await watchingOf(app, lastWell(app.health, 'partnerCenter'));
  const offersWatch = place.kind === 'personal' && (await offersWatchTo(app, turn.person, true));
  const settings = (await settingsOfPlaces(db, [place])).get(place.id);
  const card = statusCard(reader, {
    partnerCenter: degradedNow(app).includes('partnerCenter')
      ? 'silent'
      : lastReadAt
        ? 'answers'
        : 'notYetAsked',
    lastReadAt,
    watching,
    offersWatch,
    ...(app.events.isOn && { lastEventAt: (await lastEvents(db, TEST_EVENT)).any }),
    waiting: await countDue(db, app.clock.now()),
    dead: { count: (await countDeliveries(db)).dead, ids: await findDead(db, MOST_NAMED) },
    sentAgain: await countSentAgain(db),
    directory: { isOn: app.people.isOn, limits: app.people.limits() },
    place: {
      follows: !place.following ? 'no' : place.byDefault ? 'byDefault' : 'yes',
      redaction: place.redaction,
      filter: settings?.filter ?? EVERYTHING,
      rules: await rulesOf(app, place),
    },
  });
  await answerWithCard(app, turn, card);
};

/** With how many accounts it watches, and when the last reading went well: here, or in another bot on this store. */
async function watchingOf(
  { watchedBy, store }: App,
  lastWellHere: Date | null,
): Promise<{ watching: 'local' | number; lastReadAt: Date | null }> {
  if (watchedBy === 'local') return { watching: 'local', lastReadAt: lastWellHere };
  const stewards = await listStewards(store.db, ['able', 'active', 'signInNeeded']);
  const readings = stewards.flatMap(({ lastWellAt }) => lastWellAt?.getTime() ?? []);
  return {
    watching: stewards.filter(({ state }) => state === 'active').length,
    lastReadAt: readings.length > 0 ? new Date(Math.max(...readings)) : null,
  };
}
