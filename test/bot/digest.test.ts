import assert from 'node:assert/strict';
import { renderOccasion } from '../../bot/occasions.ts';
import { keepPlace } from '../../bot/turn.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { forgetAccessTo, saveAccess } from '../../services/store/access.ts';
import { saveDigest } from '../../services/store/digests.ts';
import { savePosted } from '../../services/store/posted-cards.ts';
import { inbound } from '../services/deals/inbound.ts';
import { ANN, freshStore, setStage } from '../services/deals/stage.ts';
import { smallApp } from './small-app.ts';

const DIGEST = { subject: 'place', occasion: 'digest:joined' };

describe('a digest that stands in a personal chat', () => {
  const store = freshStore();

  it('keeps the row of a deal that was accepted while its person read the list of open ones', async () => {
    const deals = ['1', '2'].map((id) => inbound({ id, name: `Plant ${id}` }));
    const stage = setStage(store(), deals);
    const app = smallApp(stage);
    const now = stage.clock.now();
    const chat = { kind: 'personal' as const, tenantId: ANN.tenantId, conversationId: 'a:ann', teamId: null };
    const address = { ...chat, serviceUrl: 'http://127.0.0.1:1/', botId: '28:bot', person: ANN };
    const place = await keepPlace(app, address, { locale: 'en', timeZone: 'UTC' });
    for (const deal of deals) {
      await recordDeal(stage, deal);
      await saveAccess(store().db, ANN, deal.id, true, now);
    }
    const card = { ...DIGEST, id: 'c1', placeId: place.id, activityId: 'm1', version: 1, hash: 'h' };
    const posted = await savePosted(store().db, { ...card, postedAt: now, changedAt: now });
    await saveDigest(store().db, { placeId: place.id, occasion: DIGEST.occasion }, ['1', '2']);
    // Her list did not name it any more, and what she may see of it is not known.
    await forgetAccessTo(store().db, ANN, ['2']);

    const delivery = { ...DIGEST, id: 'd1', placeId: place.id } as Parameters<typeof renderOccasion>[2];
    const drawn = await renderOccasion(app, place, delivery, posted);
    assert.equal(drawn.kind, 'message');
    assert.match(JSON.stringify(drawn), /Plant 1.*Plant 2/);
    assert.deepEqual(drawn.kind === 'message' && drawn.dealIds?.toSorted(), ['1', '2']);
  });
});
