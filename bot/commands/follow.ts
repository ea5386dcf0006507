import { noticeCard } from '../../cards/notice-card.ts';
import { listInbound } from '../../services/deals/list-inbound.ts';
import { dropDeliveries, wantDeliveries } from '../../services/store/deliveries.ts';
import { savePlace } from '../../services/store/places.ts';
import { answerWithCard } from '../answer.ts';
import type { RunCommand } from '../commands.ts';

/**
 * This place gets the deals from now on. Only somebody who may read deals can say so: a shared place shows them to
 * everybody in it.
 */
export const followCommand: RunCommand = async (app, turn) => {
  const { db } = app.store;
  const may = await listInbound(app, turn.person);
  if (may.kind === 'noAccess') return answerWithCard(app, turn, noticeCard({ kind: 'noRole' }, turn.reader));
  if (may.kind === 'signIn')
    return answerWithCard(app, turn, noticeCard({ kind: 'signInNeeded' }, turn.reader));
  await answerWithCard(app, turn, noticeCard({ kind: 'followed' }, turn.reader));
  if (turn.place.following) return;
  const now = app.clock.now();
  await savePlace(db, { ...turn.place, following: true, joinedAt: now });
  const wish = {
    placeId: turn.place.id,
    subject: 'place',
    occasion: 'greeting',
    dueAt: now,
    wantedVersion: 1,
  };
  await wantDeliveries(db, [wish], now);
  app.wakeDeliveries();
};

/** No deal is posted here any more; the cards that stand are kept up to date. */
export const unfollowCommand: RunCommand = async (app, turn) => {
  const { db } = app.store;
  await savePlace(db, { ...turn.place, following: false });
  await dropDeliveries(db, { placeId: turn.place.id, occasion: 'new' }, app.clock.now());
  await answerWithCard(app, turn, noticeCard({ kind: 'unfollowed' }, turn.reader));
};
