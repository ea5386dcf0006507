import { toldOwnNews, verbOfNews } from '../../services/deals/new-deal/plan-own-news.ts';
import { isChatOfDeal } from '../../services/deals/people-of-deal.ts';
import { lastDoneDecision } from '../../services/store/decisions.ts';
import { drawDeal, noLonger } from './deal.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, SOON } from './rendering.ts';
import { sightOf } from './sight.ts';

/** A colleague made, shared or sent a deal of ours: told once in the chats of its people, then kept up to date. */
export const renderOwnNews: Render = async (app, place, delivery, posted) => {
  const { subject, occasion } = delivery;
  const { db } = app.store;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const { stored } = sight;
  const news = toldOwnNews(occasion);
  const isWanted = place.following && (await isChatOfDeal(db, place, stored.deal));
  if (news === null || (!posted && !isWanted)) return NOTHING;
  const decision = await lastDoneDecision(db, subject, verbOfNews(news));
  const isNews = !posted || posted.version === stored.version;
  const by = decision?.personName ?? null;
  return drawDeal(app, place, stored, isNews ? { kind: 'ownNews', args: { what: news, by } } : null, posted);
};
