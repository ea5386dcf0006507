import { newsVersion } from '../../services/deals/plan-favorite-news.ts';
import { isFavorite } from '../../services/store/favorites.ts';
import type { Place } from '../../services/people/place.ts';
import { listDeliveriesOf } from '../../services/store/deliveries.ts';
import type { App } from '../app.ts';
import { drawDeal, noLonger } from './deal.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { NOTHING, placeReader, type Render, SOON } from './rendering.ts';
import { sightOf } from './sight.ts';

/** A favourite has a new state: told once in the person's own chat, then kept up to date like every copy (SEED-07). */
export const renderFavorite: Render = async (app, place, delivery, posted) => {
  const { subject, occasion } = delivery;
  if (!posted && !(await isWanted(app, place, subject, occasion))) return NOTHING;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const isNews = sight.stored.version === newsVersion(occasion);
  return drawDeal(app, place, sight.stored, isNews || !posted ? { kind: 'favoriteNews' } : null, posted);
};

/** Still a favourite, in a chat that may be pushed to, and no later news is on its way. */
async function isWanted(app: App, place: Place, dealId: string, occasion: string): Promise<boolean> {
  const { db } = app.store;
  if (place.personId === null || !place.following) return false;
  const person = { tenantId: place.tenantId, personId: place.personId };
  if (!(await isFavorite(db, person, dealId))) return false;
  const others = await listDeliveriesOf(db, { placeId: place.id, subject: dealId });
  const latest = Math.max(...others.map((other) => newsVersion(other.occasion) ?? 0));
  return newsVersion(occasion) === latest;
}
