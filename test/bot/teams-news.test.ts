import assert from 'node:assert/strict';
import { parseActivity } from '../../bot/activity.ts';
import { takeInKept, takeInNews } from '../../bot/teams-news.ts';
import type { App } from '../../bot/app.ts';
import { findPlaceByConversation } from '../../services/store/places.ts';
import { StoreUnavailable } from '../../services/store/store-unavailable.ts';
import { ANN, freshStore, setStage } from '../services/deals/stage.ts';
import { smallApp } from './small-app.ts';

const told = (conversation: string, action: 'add' | 'remove') => {
  const envelope = parseActivity({
    type: 'installationUpdate',
    action,
    id: `f:${conversation}:${action}`,
    serviceUrl: 'http://127.0.0.1:1/',
    from: { id: '29:ann', aadObjectId: ANN.personId, name: 'Ann Lee' },
    recipient: { id: '28:bot' },
    conversation: { id: conversation, tenantId: ANN.tenantId, conversationType: 'personal' },
    text: 'x'.repeat(1000),
  });
  assert.ok(envelope);
  return envelope;
};

describe('comings and goings while the store is away', () => {
  const store = freshStore();

  function open() {
    const stage = setStage(store(), []);
    const { db, ...rest } = stage.store;
    let trouble: Error | null = null;
    // All work of the store begins with its `db`.
    const failing = {
      ...rest,
      get db() {
        if (trouble) throw trouble;
        return db;
      },
    };
    const app: App = smallApp({ ...stage, store: failing });
    return {
      app,
      breaks: (error: Error | null) => {
        trouble = error;
      },
      place: (conversation: string) => findPlaceByConversation(db, ANN.tenantId, conversation),
    };
  }

  const AWAY = new StoreUnavailable('away', null);

  it('are kept, without what was said, and taken in when it is back', async () => {
    const { app, breaks, place } = open();
    breaks(AWAY);
    await takeInNews(app, told('a:one', 'add'));
    assert.ok(app.health.degraded.has('store'));
    assert.deepEqual(
      app.keptNews.map(({ text }) => text),
      [null],
    );
    await assert.rejects(takeInKept(app), StoreUnavailable);
    assert.equal(app.keptNews.length, 1, 'still kept');
    breaks(null);
    await takeInKept(app);
    assert.equal(app.keptNews.length, 0);
    assert.equal((await place('a:one'))?.retiredAt, null);
  });

  it('are taken in in their order: what comes while some are kept waits behind them', async () => {
    const { app, breaks, place } = open();
    await takeInNews(app, told('a:one', 'add'));
    breaks(AWAY);
    await takeInNews(app, told('a:two', 'add'));
    breaks(null);
    await takeInNews(app, told('a:one', 'remove'));
    assert.equal((await place('a:one'))?.retiredAt, null);
    await takeInKept(app);
    assert.ok((await place('a:one'))?.retiredAt);
    assert.ok(await place('a:two'));
  });

  it('whoever took it away again is not welcomed', async () => {
    const { app, breaks, place } = open();
    breaks(AWAY);
    await takeInNews(app, told('a:one', 'add'));
    await takeInNews(app, told('a:one', 'remove'));
    breaks(null);
    await takeInKept(app);
    assert.equal(await place('a:one'), null);
  });

  it('one that breaks for another reason keeps none of the others waiting', async () => {
    const { app, breaks, place } = open();
    breaks(AWAY);
    await takeInNews(app, told('a:one', 'add'));
    breaks(new Error('a surprise'));
    await takeInKept(app);
    assert.equal(app.keptNews.length, 0);
    breaks(null);
    assert.equal(await place('a:one'), null);
  });

  it('are kept up to a bound; what comes then is answered as not taken in', async () => {
    const { app, breaks } = open();
    breaks(AWAY);
    for (let count = 0; count < 1000; count += 1) await takeInNews(app, told(`a:${count}`, 'add'));
    await assert.rejects(takeInNews(app, told('a:more', 'add')), StoreUnavailable);
    assert.equal(app.keptNews.length, 1000);
  });
});
