import { microsoftAnswer, toldAnswer } from '../../services/deals/plan-microsoft-news.ts';
import { isChatOfDeal } from '../../services/deals/people-of-deal.ts';
import { findSister } from '../../services/store/deals.ts';
import type { App } from '../app.ts';
import { drawDeal, noLonger } from './deal.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, SOON } from './rendering.ts';
import { sightOf } from './sight.ts';

/** Microsoft answered, or its time ran out: told once in the chats of the people of the deal, then kept up to date. */
export const renderMicrosoft: Render = async (app, place, delivery, posted) => {
  const { subject, occasion } = delivery;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const { stored } = sight;
  const answer = await answerOf(app, stored.deal.engagementId);
  const isNews = answer !== null && answer === toldAnswer(occasion);
  // What was overtaken before it was told is told by its successor.
  const isWanted = isNews && place.following && (await isChatOfDeal(app.store.db, place, stored.deal));
  if (!posted && !isWanted) return NOTHING;
  return drawDeal(app, place, stored, isNews ? { kind: 'microsoftNews', args: { answer } } : null, posted);
};

async function answerOf({ store }: App, engagementId: string | null) {
  const sister = await findSister(store.db, engagementId);
  return sister && microsoftAnswer(sister.deal);
}
