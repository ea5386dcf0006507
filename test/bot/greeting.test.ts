import assert from 'node:assert/strict';
import { saveFollowing } from '../../bot/following.ts';
import { leavePlace, welcomePlace } from '../../bot/join.ts';
import { parseActivity } from '../../bot/activity.ts';
import type { Place } from '../../services/people/place.ts';
import { listDigestsWith } from '../../services/store/digests.ts';
import { findDelivery } from '../../services/store/deliveries.ts';
import { savePlace } from '../../services/store/places.ts';
import { samplePlace } from '../services/deals/sample-place.ts';
import { freshStore } from '../services/deals/stage.ts';
import { ANN, BEN, setStewardStage, type StewardStage } from '../services/stewards/steward-stage.ts';
import { type SmallApp, smallApp } from './small-app.ts';
import { type Sending, whatIsSent } from './what-is-sent.ts';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const CHAT = 'a:ben';

describe('a place that comes, and deals that come at the same time', () => {
  const store = freshStore();
  let stage: StewardStage;
  let app: SmallApp;
  let sending: Sending;
  let chat: Place;

  beforeEach(async () => {
    stage = await setStewardStage(store());
    app = smallApp(stage);
    sending = whatIsSent(app, stage.clock);
    await stage.volunteer(ANN);
    await stage.watch();
    stage.clock.pass(HOUR);
    chat = samplePlace({ id: 'ben', ...BEN, conversationId: CHAT, joinedAt: stage.clock.now() });
  });

  const arrive = (...names: string[]) => names.map((name) => stage.arrive(name, 'berlin'));
  const joins = () => welcomePlace(app, chat, null);
  /** Deals by how often a message was posted that names them. */
  const posts = (names: readonly string[]) => {
    const posted = sending.sentTo(CHAT).filter((text) => text.startsWith('post'));
    return names.map((name) => posted.filter((text) => text.includes(name)).length);
  };

  it('shows each once where they came before the greeting was carried out', async () => {
    const names = ['Oak', 'Elm', 'Fir', 'Ash', 'Yew'];
    await joins();
    arrive(...names);
    await stage.watch();
    await sending.deliver();
    assert.deepEqual(posts(names), [1, 1, 1, 1, 1]);
    await sending.deliver(HOUR);
    assert.deepEqual(posts(names), [0, 0, 0, 0, 0]);
  });

  it('shows each once where some came before it and more than three after', async () => {
    const before = ['Oak', 'Elm', 'Fir', 'Ash'];
    const after = ['Yew', 'Box', 'Bay', 'Fig'];
    arrive(...before);
    await stage.watch();
    stage.clock.pass(SECOND);
    await joins();
    arrive(...after);
    await stage.watch();
    await sending.deliver();
    assert.deepEqual(posts([...before, ...after]), [1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('shows a deal to a place that joined by a clock which is ahead of that of whoever recorded the deal', async () => {
    stage.clock.pass(SECOND);
    await joins();
    stage.clock.pass(-SECOND);
    await sending.deliver(2 * SECOND);
    stage.clock.pass(-2 * SECOND);
    arrive('Oak');
    await stage.watch();
    await sending.deliver();
    assert.deepEqual(posts(['Oak']), [1]);
  });

  it('names deals in their last day by a card each, and by no digest besides (EXP-01)', async () => {
    const names = ['Oak', 'Elm', 'Fir', 'Ash'];
    const [first] = arrive(...names);
    const soon = new Date(stage.clock.now().getTime() + 20 * HOUR);
    stage.partnerCenter.change(String(first?.id), { expirationDateTime: soon.toISOString() });
    await stage.watch();
    stage.clock.pass(SECOND);
    await joins();
    await sending.deliver();
    assert.deepEqual(posts(names), [1, 1, 1, 1]);
  });

  it('that follows again is shown in one digest what came meanwhile, and nothing twice', async () => {
    const before = ['Oak', 'Elm', 'Fir', 'Ash'];
    const meanwhile = ['Yew', 'Box', 'Bay', 'Fig'];
    arrive(...before);
    await stage.watch();
    stage.clock.pass(SECOND);
    await joins();
    await sending.deliver();
    assert.deepEqual(posts(before), [1, 1, 1, 1]);
    await savePlace(store().db, { ...chat, following: false });
    arrive(...meanwhile);
    await stage.watch();
    await sending.deliver(HOUR);
    assert.deepEqual(posts(meanwhile), [0, 0, 0, 0]);
    await saveFollowing(app, { ...chat, joinedAt: stage.clock.now() }, stage.clock.now());
    await sending.deliver();
    assert.deepEqual(posts([...before, ...meanwhile]), [0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('that left has no digests to be kept up to date: none is posted anew when it is back', async () => {
    const names = ['Oak', 'Elm', 'Fir', 'Ash'];
    const deals = arrive(...names);
    await stage.watch();
    stage.clock.pass(SECOND);
    await joins();
    await sending.deliver();
    assert.deepEqual(posts(names), [1, 1, 1, 1]);
    const removed = parseActivity({
      type: 'installationUpdate',
      action: 'remove',
      id: 'f:1',
      timestamp: stage.clock.now().toISOString(),
      serviceUrl: 'http://127.0.0.1:1/',
      from: { id: '29:ben', aadObjectId: BEN.personId, name: 'Ben Ito' },
      recipient: { id: '28:bot' },
      conversation: { id: CHAT, tenantId: BEN.tenantId, conversationType: 'personal' },
    });
    assert.ok(removed);
    await leavePlace(app, removed);
    const [first, ...others] = deals;
    for (const { id } of others)
      stage.partnerCenter.change(id, { status: 'Closed', substatus: 'Declined', closeDateTime: null });
    assert.deepEqual(await listDigestsWith(store().db, String(first?.id)), []);
    await stage.watch();
    stage.clock.pass(HOUR);
    await joins();
    await sending.deliver();
    assert.deepEqual(posts(names), [1, 0, 0, 0]);
    stage.partnerCenter.change(String(first?.id), { name: 'Oak by another name' });
    await stage.watch();
    await sending.deliver();
    assert.deepEqual(posts(names), [0, 0, 0, 0]);
    assert.equal(await findDelivery(store().db, 'ben', 'place', 'digest:joined'), null);
  });
});
