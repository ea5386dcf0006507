import assert from 'node:assert/strict';
import { parseActivity } from '../../bot/activity.ts';
import { joinPlace, leavePlace } from '../../bot/join.ts';
import { findDelivery } from '../../services/store/deliveries.ts';
import { findPlaceByConversation } from '../../services/store/places.ts';
import { listPostedInPlace, savePosted } from '../../services/store/posted-cards.ts';
import { ANN, freshStore, setStage } from '../services/deals/stage.ts';
import { smallApp } from './small-app.ts';

const MINUTE = 60_000;

const activity = (id: string, action: 'add' | 'remove', sentAt: Date) => ({
  type: 'installationUpdate',
  action,
  id,
  timestamp: sentAt.toISOString(),
  serviceUrl: 'http://127.0.0.1:1/',
  from: { id: '29:ann', aadObjectId: ANN.personId, name: 'Ann Lee' },
  recipient: { id: '28:bot' },
  conversation: { id: 'a:ann', tenantId: ANN.tenantId, conversationType: 'personal' },
});

describe('the bot comes to a place, and leaves it', () => {
  const store = freshStore();

  function open() {
    const stage = setStage(store(), []);
    const app = smallApp(stage);
    const tell = async (id: string, action: 'add' | 'remove', sentAt = stage.clock.now()) => {
      const envelope = parseActivity(activity(id, action, sentAt));
      assert.ok(envelope);
      await (action === 'add' ? joinPlace(app, envelope) : leavePlace(app, envelope));
    };
    const place = async () => {
      const found = await findPlaceByConversation(store().db, ANN.tenantId, 'a:ann');
      assert.ok(found);
      return found;
    };
    const show = async () => {
      const now = stage.clock.now();
      const card = {
        id: 'c1',
        placeId: (await place()).id,
        subject: 'd1',
        occasion: 'new',
        activityId: 'm1',
      };
      await savePosted(store().db, { ...card, version: 1, hash: 'h', postedAt: now, changedAt: now });
    };
    const shown = async () => (await listPostedInPlace(store().db, (await place()).id)).length;
    return { stage, tell, place, show, shown };
  }

  it('takes the same joining, told again much later, for the one that it was: nothing is forgotten and shown again', async () => {
    const { stage, tell, show, shown } = open();
    await tell('f:1', 'add');
    await show();
    stage.clock.pass(5 * MINUTE);
    await tell('f:1', 'add');
    assert.equal(await shown(), 1);
  });

  it('begins anew where it is really added again', async () => {
    const { stage, tell, show, shown } = open();
    await tell('f:1', 'add');
    await show();
    stage.clock.pass(5 * MINUTE);
    await tell('f:2', 'add');
    assert.equal(await shown(), 0);
  });

  it('stays gone, though the joining before is told again', async () => {
    const { stage, tell, place } = open();
    await tell('f:1', 'add');
    stage.clock.pass(MINUTE);
    await tell('f:2', 'remove');
    await tell('f:1', 'add');
    assert.ok((await place()).retiredAt);
  });

  it('stays where it came back, though the leaving before is told again, or only then', async () => {
    const { stage, tell, place, show, shown } = open();
    await tell('f:1', 'add');
    stage.clock.pass(MINUTE);
    await tell('f:2', 'remove');
    assert.ok((await place()).retiredAt);
    const leftAt = stage.clock.now();
    stage.clock.pass(MINUTE);
    await tell('f:3', 'add');
    await show();
    stage.clock.pass(1000);
    await tell('f:2', 'remove');
    await tell('f:4', 'remove', leftAt);
    assert.equal((await place()).retiredAt, null);
    assert.equal(await shown(), 1);
    assert.equal((await findDelivery(store().db, (await place()).id, 'place', 'greeting'))?.state, 'due');
    await tell('f:5', 'remove');
    assert.ok((await place()).retiredAt);
  });
});
