import assert from 'node:assert/strict';
import { parseActivity } from '../../bot/activity.ts';
import { openTurn } from '../../bot/turn.ts';
import { findStoredPerson } from '../../services/store/people.ts';
import { ANN, freshStore, setStage } from '../services/deals/stage.ts';
import { smallApp } from './small-app.ts';

const activity = (locale: string) => ({
  type: 'invoke',
  serviceUrl: 'http://127.0.0.1:1/',
  locale,
  from: { id: '29:ann', aadObjectId: ANN.personId, name: 'Ann Lee' },
  recipient: { id: '28:bot' },
  conversation: { id: 'a:ann', tenantId: ANN.tenantId, conversationType: 'personal' },
});

describe('a turn', () => {
  const store = freshStore();

  it('writes nothing about a person of whom it tells nothing new; what is new is kept', async () => {
    const stage = setStage(store(), []);
    const app = smallApp(stage);
    const open = async (locale: string) => {
      const envelope = parseActivity(activity(locale));
      assert.ok(envelope?.person);
      await openTurn(app, envelope, envelope.person);
      return findStoredPerson(store().db, ANN);
    };
    const first = await open('en-US');
    stage.clock.pass(1000);
    assert.deepEqual(await open('en-US'), first, 'not even when they were last seen');
    const changed = await open('fr-FR');
    assert.equal(changed?.locale, 'fr');
    assert.notDeepEqual(changed?.seenAt, first?.seenAt);
  });
});
