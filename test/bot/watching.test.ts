import assert from 'node:assert/strict';
import { listInbound } from '../../services/deals/list-inbound.ts';
import { lookAtDeal } from '../../services/deals/look-at-deal.ts';
import { GREETING } from '../../services/deals/plan-greeting.ts';
import { offersWatch, signedInAgain } from '../../services/stewards/volunteer.ts';
import { findDelivery, wantDeliveries } from '../../services/store/deliveries.ts';
import { savePlace } from '../../services/store/places.ts';
import { sampleChannel } from '../services/deals/sample-place.ts';
import { freshStore } from '../services/deals/stage.ts';
import { ANN, BEN, CLEO, setStewardStage, type StewardStage } from '../services/stewards/steward-stage.ts';
import { type SmallApp, smallApp } from './small-app.ts';
import { type Sending, whatIsSent } from './what-is-sent.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const CHANNEL = '19:deals@thread.tacv2';

describe('what is shown while stewards watch', () => {
  const store = freshStore();
  let stage: StewardStage;
  let app: SmallApp;
  let deliver: Sending['deliver'];
  let sentTo: Sending['sentTo'];

  beforeEach(async () => {
    stage = await setStewardStage(store());
    app = smallApp(stage);
    ({ deliver, sentTo } = whatIsSent(app, stage.clock));
  });

  const greet = (placeId: string) =>
    wantDeliveries(
      store().db,
      [{ placeId, subject: 'place', occasion: GREETING, dueAt: stage.clock.now(), wantedVersion: 1 }],
      stage.clock.now(),
    );
  const followingChannel = () => savePlace(store().db, sampleChannel({ joinedAt: stage.clock.now() }));

  it('greets nobody before somebody watches, and then everybody soon', async () => {
    for (const count of [1, 2]) stage.arrive(`Waiting ${count}`, 'berlin');
    stage.clock.pass(MINUTE);
    await stage.joins(CLEO);
    await followingChannel();
    for (const placeId of ['place-cleo', 'place-channel']) await greet(placeId);
    await deliver();
    await deliver(10 * MINUTE);
    assert.deepEqual(app.messenger.sent, []);
    await stage.volunteer(ANN);
    await stage.watch();
    await deliver();
    for (const conversation of ['a:cleo', CHANNEL])
      assert.deepEqual(
        sentTo(conversation).map((text) => /post: .*Waiting [12]/.test(text)),
        [true, true],
      );
  });

  it('tells a backlog that comes to light later with up to three cards, or in one digest, and once', async () => {
    stage.locations.set('ann', ['berlin']).set('ben', ['paris']);
    await stage.joins(CLEO);
    await followingChannel();
    for (const placeId of ['place-cleo', 'place-channel']) await greet(placeId);
    const known = stage.arrive('Known to all', 'berlin');
    await stage.volunteer(ANN);
    await stage.watch();
    await deliver();
    for (const conversation of ['a:cleo', CHANNEL]) assert.equal(sentTo(conversation).length, 1);

    for (const count of [1, 2, 3, 4]) stage.arrive(`Paris ${count}`, 'paris');
    await stage.volunteer(BEN);
    await stage.watch();
    await deliver();
    for (const conversation of ['a:cleo', CHANNEL]) {
      const [digest, ...more] = sentTo(conversation);
      assert.match(digest ?? '', /post: .*Sample Manufacturing.*Sample Manufacturing/);
      assert.doesNotMatch(digest ?? '', new RegExp(known.id));
      assert.deepEqual(more, []);
    }
    // A change of one of them edits what stands, and posts no card.
    stage.partnerCenter.change(known.id, { name: 'Known by another name' });
    await stage.watch();
    await deliver();
    await deliver(MINUTE);
    for (const conversation of ['a:cleo', CHANNEL])
      assert.deepEqual(
        sentTo(conversation).map((text) => text.slice(0, 6)),
        ['update'],
      );

    // A list of somebody who sees more than all stewards: others who may see it are told, shared places are not.
    stage.locations.set('ben', []);
    stage.clock.pass(MINUTE);
    for (const count of [1, 2]) stage.arrive(`Rome ${count}`, 'rome');
    await listInbound(stage, CLEO);
    await deliver();
    assert.equal(sentTo('a:cleo').length, 2);
    assert.deepEqual(sentTo(CHANNEL), []);
  });

  it('posts in a shared place what a steward sees, not what somebody looks at', async () => {
    stage.locations.set('ann', ['berlin']);
    await followingChannel();
    await stage.volunteer(ANN);
    await stage.watch();
    stage.clock.pass(MINUTE);
    const paris = stage.arrive('Of Paris', 'paris');
    await lookAtDeal(stage, BEN, paris.id);
    await deliver();
    assert.deepEqual(sentTo(CHANNEL), []);
    assert.equal((await findDelivery(store().db, 'place-channel', paris.id, 'new'))?.state, 'settled');

    // Once a steward sees it, it is told; and what stands follows the deal, whoever reads it.
    await stage.volunteer(BEN);
    await stage.watch();
    await deliver();
    assert.match(sentTo(CHANNEL).join(), /^post: .*Of Paris/);
    stage.partnerCenter.forbidden.add('ben');
    await stage.watch();
    stage.partnerCenter.change(paris.id, { status: 'Closed', substatus: 'Declined' });
    await lookAtDeal(stage, CLEO, paris.id);
    await deliver();
    assert.match(sentTo(CHANNEL).join(), /^update: .*Declined co-sell deal/);
  });

  it('asks who could watch in their own chat, and takes the question back when somebody does', async () => {
    for (const person of [ANN, BEN]) await stage.joins(person);
    await listInbound(stage, ANN);
    await listInbound(stage, BEN);
    assert.equal(await offersWatch(stage, BEN, true), true, 'Ben read it on a card');
    await deliver();
    assert.match(sentTo('a:ann').join(), /^post: .*Nobody watches Partner Center yet.*person\.watch/);
    assert.deepEqual(sentTo('a:ben'), []);
    await stage.volunteer(BEN);
    await deliver();
    const [edit] = sentTo('a:ann');
    assert.match(edit ?? '', /^update: .*Partner Center is watched/);
    assert.doesNotMatch(edit ?? '', /person\.watch/);
  });

  it('says to whom a sign-in ended, and to those who could help, how things are now', async () => {
    for (const person of [ANN, BEN, CLEO]) await stage.joins(person);
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    await listInbound(stage, CLEO);
    stage.signedOut.add('ann');
    await stage.watch();
    await deliver();
    assert.match(sentTo('a:ann').join(), /^post: .*Please sign in again.*Others go on watching/);
    assert.deepEqual([sentTo('a:ben'), sentTo('a:cleo')], [[], []]);

    stage.partnerCenter.forbidden.add('ben');
    await stage.watch();
    await deliver();
    assert.match(sentTo('a:ben').join(), /^post: .*no Referrals role any more.*Nobody watches now/);
    assert.match(sentTo('a:cleo').join(), /^post: .*Nobody watches Partner Center any more.*person\.watch/);
    assert.match(sentTo('a:ann').join(), /^update: .*Please sign in again.*Nobody watches now/);

    stage.signedOut.delete('ann');
    await signedInAgain(stage, ANN);
    await stage.watch();
    await deliver();
    for (const conversation of ['a:ann', 'a:cleo'])
      assert.match(sentTo(conversation).join(), /^update: .*Partner Center is watched/);
    assert.match(sentTo('a:ben').join(), /^update: .*Others go on watching/);

    // Once more on the same day: said by the message that stands, not by another one.
    stage.signedOut.add('ann');
    await stage.watch();
    await deliver();
    assert.deepEqual(
      sentTo('a:ann').map((sent) => /^update: .*Please sign in again.*Nobody watches now/.test(sent)),
      [true],
    );
  });

  it('says it again where a sign-in ends twice on a day, while others go on', async () => {
    for (const person of [ANN, BEN]) await stage.joins(person);
    await stage.volunteer(ANN, BEN);
    for (const [isOut, says] of [
      [true, /^post: .*Please sign in again/],
      [false, /^update: .*Partner Center is watched/],
      [true, /^update: .*Please sign in again.*Others go on watching/],
    ] as const) {
      if (isOut) stage.signedOut.add('ann');
      else {
        stage.signedOut.delete('ann');
        await signedInAgain(stage, ANN);
      }
      await stage.watch();
      await deliver();
      assert.match(sentTo('a:ann').join(), says);
    }
  });
});
