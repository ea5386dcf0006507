import { watchCard, type WatchNews } from '../../cards/watch-card.ts';
import type { Place } from '../../services/people/place.ts';
import { isWatched } from '../../services/stewards/steward-reader.ts';
import { type Told, whyTold } from '../../services/stewards/tell-people.ts';
import { findSteward, type Steward } from '../../services/store/stewards.ts';
import type { App } from '../app.ts';
import { NOTHING, placeReader, type Render } from './rendering.ts';

/**
 * What somebody is told about watching in their own chat, as things are now: once it is settled nobody is told any
 * more, and a message that stands says so.
 */
export const renderWatching: Render = async (app, place, { occasion }, posted) => {
  const why = whyTold(occasion);
  const steward = await stewardOf(app, place);
  if (!why || !steward) return NOTHING;
  const others = await isWatched(app);
  const news = newsOf(why, steward, others, posted !== null);
  if (!news && !posted) return NOTHING;
  const card = watchCard(news ?? { kind: 'again' }, placeReader(place));
  return { kind: 'message', message: { card, summary: card.fallbackText }, version: 1, nextLookAt: null };
};

function stewardOf({ store }: App, { tenantId, personId }: Place): Promise<Steward | null> {
  return personId === null ? Promise.resolve(null) : findSteward(store.db, { tenantId, personId });
}

/** null: it is settled. */
function newsOf(why: Told, { state, toldAt }: Steward, others: boolean, stands: boolean): WatchNews | null {
  switch (why) {
    case 'signIn':
      return state === 'signInNeeded' ? { kind: 'signIn', others } : null;
    case 'refused':
      return state === 'refused' || stands ? { kind: 'refused', others } : null;
    case 'nobody':
      return others ? null : { kind: 'nobody' };
    case 'ask':
      // Whoever was offered it by a card meanwhile has been asked.
      return others || (toldAt !== null && !stands) ? null : { kind: 'ask' };
  }
}
