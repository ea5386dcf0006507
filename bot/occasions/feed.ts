import { feedWords } from '../../cards/feed-words.ts';
import { personScope } from '../../services/deals/settings-of-places.ts';
import type { Deal } from '../../services/deals/deal.ts';
import type { Place } from '../../services/people/place.ts';
import { findSettings } from '../../services/store/settings.ts';
import type { App } from '../app.ts';
import { type FeedLine, placeReader } from './rendering.ts';

/** The line for the activity feed of a personal chat's person, where they set that they want one. */
export async function feedOf(
  { people, store }: App,
  place: Place,
  deal: Deal,
  type: FeedLine['type'],
): Promise<{ feed?: FeedLine }> {
  const { tenantId, personId } = place;
  if (place.kind !== 'personal' || personId === null || !people.can('activityFeed')) return {};
  const settings = await findSettings(store.db, personScope({ tenantId, personId }));
  if (settings['activityFeed'] !== 'on') return {};
  const words = feedWords({ deal }, placeReader(place));
  return { feed: { type, ...words, ...(type === 'registrationActionRequired' && { deadline: null }) } };
}
