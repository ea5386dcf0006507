import { noticeCard } from '../../cards/notice-card.ts';
import type { Place } from '../../services/people/place.ts';
import { foldText } from '../../services/store/fold-text.ts';
import { savePlace } from '../../services/store/places.ts';
import { answerWith, answerWithCard } from '../answer.ts';
import { saveFollowing, whyNotDecide } from '../following.ts';
import type { RunCommand } from './run-command.ts';
import { redrawPlace } from '../redraw-place.ts';
import { refreshRoster, saveOwner } from '../roster.ts';

/** Words behind `follow` that say how much a shared place may read. */
const REDACTIONS = new Map<string, Place['redaction']>([
  ['full', 'full'],
  ['complet', 'full'],
  ['redacted', 'redacted'],
  ['masque', 'redacted'],
]);

/**
 * This place gets the deals from now on. Only somebody who may read deals can say so, because a shared place shows them
 * to everybody in it; it speaks that person's language and time zone.
 */
export const followCommand: RunCommand = async (app, turn, argument) => {
  const { place, person, reader } = turn;
  const refusal = await whyNotDecide(app, turn);
  if (refusal) return answerWith(app, turn, refusal);

  const now = app.clock.now();
  const wasFollowing = place.following && !place.byDefault;
  const redaction = REDACTIONS.get(foldText(argument.trim())) ?? place.redaction;
  const { locale, timeZone } = reader;
  const joinedAt = wasFollowing ? place.joinedAt : now;
  const following = { ...place, following: true, byDefault: false, locale, timeZone, redaction, joinedAt };
  await (wasFollowing ? savePlace(app.store.db, following) : saveFollowing(app, following, now));
  await saveOwner(app, place, person.personId);
  await refreshRoster(app, following);
  await answerWithCard(
    app,
    turn,
    noticeCard({ kind: place.kind === 'personal' ? 'followed' : 'followedTogether' }, reader),
  );
  // The cards that stand may read more now, or less.
  await redrawPlace(app, following);
  app.wakeDeliveries();
};

/** No deal is posted here any more (`isSpared` sees to that); the cards that stand are kept up to date. */
export const unfollowCommand: RunCommand = async (app, turn) => {
  const { db } = app.store;
  const { place } = turn;
  await savePlace(db, { ...place, following: false, byDefault: false });
  await answerWithCard(app, turn, noticeCard({ kind: 'unfollowed' }, turn.reader));
};
