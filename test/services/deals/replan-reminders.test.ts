import assert from 'node:assert/strict';
import { DEFAULT_LADDER, parseLadder, type ReminderRules } from '../../../services/deals/ladder.ts';
import { replanReminders } from '../../../services/deals/replan-reminders.ts';
import { personScope } from '../../../services/deals/settings-of-places.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { savePlace } from '../../../services/store/places.ts';
import { saveSetting } from '../../../services/store/settings.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { sampleChannel, samplePlace } from './sample-place.ts';
import { ANN, freshStore, saveReadAll, setStage, type Stage, START, watcherSees } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const rulesOf = (ladder: ReminderRules['ladder']): ReminderRules => ({
  ladder,
  quietHours: null,
  digestHour: 9,
});
const TWO_DAYS = rulesOf(parseLadder('2d') ?? []);

describe('reminders by changed rules', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(async () => {
    stage = setStage(store(), []);
    stage.reminders = rulesOf(DEFAULT_LADDER);
    await saveReadAll(stage);
    await savePlace(store().db, samplePlace());
    await savePlace(store().db, sampleChannel({ following: false }));
    await watcherSees(stage, inbound({ expiresAt: new Date(START.getTime() + 10 * DAY) }));
    await replanReminders(stage);
  });
  const steps = async () => {
    const wanted = await listDeliveriesOf(store().db, { subject: DEAL_ID });
    return wanted.flatMap(({ occasion }) => /^expiry:(\w+)/.exec(occasion)?.[1] ?? []).sort();
  };

  it('reach deals that are open already, in every place that follows', async () => {
    assert.deepEqual(await steps(), ['24h', '4h']);
    stage.reminders = TWO_DAYS;
    assert.equal(await replanReminders(stage), 1);
    assert.deepEqual(await steps(), ['24h', '2d', '4h']);
    const [step] = (await listDeliveriesOf(store().db, { subject: DEAL_ID })).filter(({ occasion }) =>
      occasion.startsWith('expiry:2d'),
    );
    assert.deepEqual(step?.dueAt, new Date(START.getTime() + 8 * DAY));
  });

  it('are planned once: the same rules at the next start change nothing', async () => {
    const before = await listDeliveriesOf(store().db, { placeId: 'place-ann' });
    assert.equal(await replanReminders(stage), 0);
    assert.deepEqual(await listDeliveriesOf(store().db, { placeId: 'place-ann' }), before);
    stage.reminders = TWO_DAYS;
    assert.equal(await replanReminders(stage), 1);
    assert.equal(await replanReminders(stage), 0);
  });

  it('leave what a place has set itself', async () => {
    await saveSetting(store().db, personScope(ANN), 'reminders', 'none');
    stage.reminders = TWO_DAYS;
    await replanReminders(stage);
    assert.deepEqual(await steps(), ['24h', '4h']);
  });
});
