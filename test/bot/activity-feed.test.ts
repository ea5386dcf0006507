import assert from 'node:assert/strict';
import { deliverAll } from './deliver-all.ts';
import { feedOf } from '../../bot/occasions/feed.ts';
import { DEFAULT_LADDER } from '../../services/deals/ladder.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { saveAccess } from '../../services/store/access.ts';
import { savePlace } from '../../services/store/places.ts';
import { saveSetting } from '../../services/store/settings.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { ANN, freshStore, saveReadAll, setStage, type Stage } from '../services/deals/stage.ts';
import { type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const HOUR = 60 * 60 * 1000;

describe('the activity feed', () => {
  const store = freshStore();
  let app: SmallApp;
  let stage: Stage;
  let people: SmallDirectory;
  const db = () => store().db;
  const deliver = async () => {
    await deliverAll(app);
  };
  const wants = (value: string | null) => saveSetting(db(), 'person:t-1/ann', 'activityFeed', value);

  beforeEach(async () => {
    const deal = inbound();
    people = smallDirectory();
    stage = setStage(store(), [deal]);
    const reminders = { ladder: DEFAULT_LADDER, quietHours: null, digestHour: 9 };
    stage = { ...stage, people, reminders };
    app = smallApp(stage);
    await saveReadAll(stage);
    await savePlace(db(), samplePlace());
    await savePlace(db(), sampleChannel());
    const expiresAt = new Date(stage.clock.now().getTime() + 25 * HOUR);
    await recordDeal(stage, stage.referrals.change({ ...deal, expiresAt }));
    await saveAccess(db(), ANN, DEAL_ID, true, stage.clock.now());
    await deliver();
  });

  it('says each single step once to a person who wants it, with the words of the message', async () => {
    await wants('on');
    assert.equal(people.notified.length, 0, 'nothing for the new deal');
    stage.clock.pass(2 * HOUR);
    await deliver();
    const [told] = people.notified;
    assert.deepEqual(told?.person, { tenantId: 't-1', personId: 'ann' });
    assert.deepEqual([told?.notification.type, told?.notification.deal], ['dealExpiring', 'Datacenter move']);
    assert.match(told?.notification.deadline ?? '', /November 15, 2026/);
    const reminder = app.messenger.sent.find(({ conversationId, message }) => {
      return conversationId === 'a:ann' && JSON.stringify(message.card).includes('Reminder');
    });
    assert.equal(told?.notification.preview, reminder?.message.summary);

    await recordDeal(stage, stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), name: 'Other name' }));
    await deliver();
    assert.equal(people.notified.length, 1, 'an edit is no news');
    stage.clock.pass(20 * HOUR);
    await deliver();
    assert.equal(people.notified.length, 2, 'the next step');
  });

  it('says nothing by default, in shared places, or where Graph may not', async () => {
    const deal = inbound();
    assert.deepEqual(await feedOf(app, samplePlace(), deal, 'dealExpiring'), {});
    await wants('on');
    assert.deepEqual(await feedOf(app, sampleChannel(), deal, 'dealExpiring'), {});
    const silent = { ...app, people: { ...people, can: () => false } };
    assert.deepEqual(await feedOf(silent, samplePlace(), deal, 'dealExpiring'), {});
    assert.ok((await feedOf(app, samplePlace(), deal, 'dealExpiring')).feed);
    await wants(null);
    stage.clock.pass(2 * HOUR);
    await deliver();
    assert.equal(people.notified.length, 0);
  });

  it('names a registration without a deadline: its type has none', async () => {
    await wants('on');
    const { feed } = await feedOf(app, samplePlace(), inbound(), 'registrationActionRequired');
    assert.deepEqual(feed, { type: 'registrationActionRequired', deal: 'Datacenter move', deadline: null });
  });
});
