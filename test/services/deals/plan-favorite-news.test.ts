import assert from 'node:assert/strict';
import {
  type FavoriteSituation,
  newsVersion,
  planFavoriteNews,
} from '../../../services/deals/plan-favorite-news.ts';
import { inbound } from './inbound.ts';
import { samplePlace } from './sample-place.ts';

const NOW = new Date('2026-11-23T09:00:00.000Z');
const accepted = inbound({ status: 'Active', substatus: 'Accepted' });

function news(changes: Partial<FavoriteSituation> = {}): string[] {
  const situation: FavoriteSituation = {
    before: inbound(),
    after: accepted,
    version: 3,
    places: [samplePlace({ id: 'ann', kind: 'personal', personId: 'ann' })],
    actor: null,
    now: NOW,
    ...changes,
  };
  return planFavoriteNews(situation).map(({ placeId, occasion }) => `${placeId} ${occasion}`);
}

describe('news of favourites', () => {
  it('are told in the own chat of whoever keeps the deal (SEED-07, FAV-02)', () => {
    assert.deepEqual(news(), ['ann favorite:3']);
    assert.equal(newsVersion('favorite:3'), 3);
    assert.equal(newsVersion('new'), null);
  });

  it('are new states only: no other fact, and not the first sight of a deal', () => {
    assert.deepEqual(news({ after: inbound({ value: '7' }) }), []);
    assert.deepEqual(news({ before: null }), []);
  });

  it('are not told to whoever brought them about', () => {
    assert.deepEqual(news({ actor: { tenantId: 't-1', personId: 'ann' } }), []);
    assert.deepEqual(news({ actor: { tenantId: 't-1', personId: 'ben' } }), ['ann favorite:3']);
  });

  it('stay away where unfollow was said', () => {
    const silent = samplePlace({ id: 'ann', kind: 'personal', personId: 'ann', following: false });
    assert.deepEqual(news({ places: [silent] }), []);
  });
});
