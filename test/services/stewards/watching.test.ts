import assert from 'node:assert/strict';
import { listInbound } from '../../../services/deals/list-inbound.ts';
import { lookAtDeal } from '../../../services/deals/look-at-deal.ts';
import { CATCH_UP } from '../../../services/deals/plan-greeting.ts';
import type { PersonKey } from '../../../services/people/person.ts';
import { isReferralError } from '../../../services/referrals/errors.ts';
import { isWatched, stewardName } from '../../../services/stewards/steward-reader.ts';
import { noteRole, offersWatch, signedInAgain, stopWatching } from '../../../services/stewards/volunteer.ts';
import { findAccess } from '../../../services/store/access.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { listHistory } from '../../../services/store/history.ts';
import { savePlace } from '../../../services/store/places.ts';
import { dealIdsInSight, stewardsWhoSee } from '../../../services/store/sightings.ts';
import { findSteward } from '../../../services/store/stewards.ts';
import { findWatermark } from '../../../services/store/watermarks.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { sampleChannel } from '../deals/sample-place.ts';
import { ANN, BEN, CLEO, setStewardStage, type StewardStage } from './steward-stage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describeOnEveryEngine('watching with the eyes of stewards', (opened) => {
  let stage: StewardStage;
  const db = () => opened().store.db;
  beforeEach(async () => {
    stage = await setStewardStage(opened().store);
  });

  const kindsOf = async (id: string) => (await listHistory(db(), id)).map(({ kind }) => kind);
  const isGone = async (id: string) => Boolean((await findDeal(db(), id))?.goneAt);
  const maySee = async (person: PersonKey, id: string) =>
    (await findAccess(db(), person, id))?.maySee ?? null;
  const stateOf = async (person: PersonKey) => (await findSteward(db(), person))?.state ?? null;
  const occasionsIn = async ({ personId }: PersonKey) =>
    (await listDeliveriesOf(db(), { placeId: `place-${personId}` })).map(({ occasion }) => occasion);
  /** What somebody was told about watching, without the moments. */
  const toldTo = async (person: PersonKey) =>
    (await occasionsIn(person))
      .filter((occasion) => occasion.startsWith('watching:'))
      .map((occasion) => occasion.split(':')[1] ?? '')
      .sort();
  const asked = ({ personId }: PersonKey) =>
    stage.partnerCenter.requests.filter(({ who }) => who === personId).length;

  it('makes one picture of what each of them sees a part of, and never writes (PERM-01 to PERM-03, PERM-06)', async () => {
    stage.locations.set('ann', ['berlin', 'both']).set('ben', ['paris', 'both']);
    const berlin = stage.arrive('Berlin', 'berlin');
    const paris = stage.arrive('Paris', 'paris');
    const both = stage.arrive('Both', 'both');
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    for (const { id } of [berlin, paris, both]) assert.deepEqual(await kindsOf(id), ['seen']);
    assert.deepEqual(await stewardsWhoSee(db(), berlin.id), [stewardName(ANN)]);
    assert.equal((await stewardsWhoSee(db(), both.id)).length, 2);
    // A steward's reading is also that person's access.
    assert.deepEqual([await maySee(ANN, berlin.id), await maySee(ANN, paris.id)], [true, null]);
    assert.deepEqual([await maySee(BEN, both.id), await maySee(BEN, berlin.id)], [true, null]);

    stage.clock.pass(MINUTE);
    await stage.joins(CLEO);
    stage.clock.pass(MINUTE);
    stage.partnerCenter.change(both.id, { details: { dealValue: 70000 } });
    const fresh = stage.arrive('Fresh', 'both');
    await stage.watch();
    await stage.watch();
    assert.deepEqual(await kindsOf(both.id), ['seen', 'changed']);
    assert.deepEqual(await kindsOf(fresh.id), ['seen']);
    assert.deepEqual(await occasionsIn(CLEO), ['new'], 'one card for one new deal that two of them saw');
    assert.ok(stage.partnerCenter.requests.every(({ method }) => method === 'GET'));
    assert.ok(asked(ANN) > 0 && asked(BEN) > 0 && asked(CLEO) === 0);
  });

  it('keeps a mark for each of them, so that nothing of one is skipped for the other', async () => {
    stage.locations.set('ann', ['berlin']).set('ben', ['paris']);
    stage.arrive('Old of Paris', 'paris');
    stage.clock.pass(HOUR);
    stage.arrive('New of Berlin', 'berlin');
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    const marks = await Promise.all(
      [ANN, BEN].map(async (person) => (await findWatermark(db(), stewardName(person)))?.changedThrough),
    );
    assert.equal(Number(marks[0]) - Number(marks[1]), HOUR);
  });

  it('takes a deal for gone only on a 404 to one who saw it, when nobody else of them sees it (PERM-03)', async () => {
    stage.locations.set('ann', ['berlin', 'both']).set('ben', ['paris', 'both']);
    const [paris, both, berlin] = ['paris', 'both', 'berlin'].map((mpnId) => stage.arrive(mpnId, mpnId));
    assert.ok(paris && both && berlin);
    await stage.volunteer(ANN, BEN);
    await stage.watch();

    // Ann's full reading says nothing of Paris; what she lost, Ben still sees.
    stage.locations.set('ann', ['berlin']);
    stage.signedOut.add('ben');
    stage.clock.pass(61 * MINUTE);
    stage.partnerCenter.remove(paris.id);
    stage.partnerCenter.remove(berlin.id);
    await stage.watch();
    assert.deepEqual(
      [await isGone(berlin.id), await isGone(both.id), await isGone(paris.id)],
      [true, false, false],
    );
    assert.deepEqual([await maySee(ANN, both.id), await maySee(BEN, both.id)], [false, true]);

    // What Ben saw is believed for half a day after his last good reading, and no longer.
    stage.clock.pass(10 * HOUR);
    await stage.watch();
    assert.equal(await isGone(both.id), false);
    stage.clock.pass(2 * HOUR);
    await stage.watch();
    assert.deepEqual([await isGone(both.id), await isGone(paris.id)], [true, false]);

    // He is back: it is there, and Paris really is not.
    stage.signedOut.delete('ben');
    stage.clock.pass(10 * MINUTE);
    await stage.watch();
    assert.deepEqual([await isGone(both.id), await isGone(paris.id)], [false, true]);
    assert.deepEqual(await kindsOf(both.id), ['seen', 'gone', 'changed']);
  });

  it('takes the backlog of a later steward for no news: places are told of it at once, as on joining', async () => {
    stage.locations.set('ann', ['berlin']).set('ben', ['paris']);
    await stage.joins(CLEO);
    stage.clock.pass(HOUR);
    await stage.volunteer(ANN);
    await stage.watch();
    const backlog = [1, 2, 3, 4, 5].map((count) => stage.arrive(`Paris ${count}`, 'paris'));
    stage.clock.pass(HOUR);
    await stage.volunteer(BEN);
    await stage.watch();
    assert.deepEqual(await occasionsIn(CLEO), [CATCH_UP]);
    assert.equal(
      (
        await dealIdsInSight(
          db(),
          backlog.map(({ id }) => id),
        )
      ).size,
      5,
    );

    stage.clock.pass(MINUTE);
    const fresh = stage.arrive('Paris 6', 'paris');
    await stage.watch();
    assert.deepEqual(
      (await listDeliveriesOf(db(), { subject: fresh.id })).map(({ occasion }) => occasion),
      ['new'],
    );
  });

  it('knows nothing before the first steward; what people look at until then is new to whom it came after', async () => {
    const old = stage.arrive('Before Ann joined', 'berlin');
    stage.clock.pass(MINUTE);
    await stage.joins(ANN);
    await savePlace(db(), sampleChannel({ joinedAt: stage.clock.now() }));
    stage.clock.pass(MINUTE);
    const since = stage.arrive('Since then', 'berlin');
    const more = [1, 2, 3, 4].map((count) => stage.arrive(`More ${count}`, 'berlin'));
    await stage.watch();
    assert.equal(stage.partnerCenter.requests.length, 0);

    await lookAtDeal(stage, BEN, old.id);
    await lookAtDeal(stage, BEN, since.id);
    assert.deepEqual(await occasionsIn(ANN), ['new'], 'the one that came after she had joined');
    await listInbound(stage, BEN);
    assert.deepEqual((await occasionsIn(ANN)).sort(), [CATCH_UP, 'new'], 'a whole list floods nobody');
    const ids = [old, since, ...more].map(({ id }) => id);
    assert.equal((await dealIdsInSight(db(), ids)).size, 0, 'what people look at is not for shared places');

    await stage.volunteer(BEN);
    await stage.watch();
    assert.equal((await dealIdsInSight(db(), ids)).size, 6);
    assert.deepEqual((await occasionsIn(ANN)).sort(), [CATCH_UP, 'new']);
    const channel = await listDeliveriesOf(db(), { placeId: 'place-channel' });
    assert.ok(channel.some(({ occasion }) => occasion === CATCH_UP));
    for (const id of ids) assert.deepEqual(await kindsOf(id), ['seen']);
  });

  it('goes on without one whose sign-in ended, tells that one once a day, and takes them back where they were', async () => {
    await stage.joins(ANN);
    await stage.joins(BEN);
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    stage.signedOut.add('ben');
    stage.clock.pass(MINUTE);
    const meanwhile = stage.arrive('Meanwhile', 'paris');
    await stage.watch();
    await stage.watch();
    assert.deepEqual(await kindsOf(meanwhile.id), ['seen']);
    assert.deepEqual([await stateOf(ANN), await stateOf(BEN)], ['active', 'signInNeeded']);
    assert.deepEqual([await toldTo(BEN), await toldTo(ANN)], [['signIn'], []]);

    // Back, and out again within the day: not told again; told the day after.
    stage.signedOut.delete('ben');
    const before = asked(BEN);
    await stage.watch();
    assert.equal(asked(BEN), before, 'not asked in every pass');
    assert.equal(await signedInAgain(stage, BEN), true);
    await stage.watch();
    assert.equal(await stateOf(BEN), 'active');
    stage.signedOut.add('ben');
    await stage.watch();
    assert.deepEqual([await stateOf(BEN), await toldTo(BEN)], ['signInNeeded', ['signIn']]);
    stage.signedOut.delete('ben');
    stage.clock.pass(DAY + MINUTE);
    await stage.watch();
    stage.signedOut.add('ben');
    await stage.watch();
    assert.deepEqual(await toldTo(BEN), ['signIn', 'signIn']);
    assert.deepEqual(await toldTo(ANN), [], 'somebody watches all the time');
    const mark = await findWatermark(db(), stewardName(BEN));
    assert.ok(mark?.reconciledAt, 'he goes on where he was');
  });

  it('retires one who lost the role, and what only they saw counts no more (PERM-01)', async () => {
    stage.locations.set('ann', ['berlin']).set('ben', ['paris']);
    await stage.joins(BEN);
    const berlin = stage.arrive('Berlin', 'berlin');
    const paris = stage.arrive('Paris', 'paris');
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    stage.partnerCenter.forbidden.add('ben');
    await stage.watch();
    await stage.watch();
    assert.deepEqual([await stateOf(BEN), await toldTo(BEN)], ['refused', ['refused']]);
    assert.deepEqual([...(await dealIdsInSight(db(), [berlin.id, paris.id]))], [berlin.id]);
    assert.deepEqual([await maySee(BEN, paris.id), await isGone(paris.id)], [null, false]);
    assert.equal(await findWatermark(db(), stewardName(BEN)), null);
    const before = asked(BEN);
    stage.clock.pass(DAY);
    await stage.watch();
    assert.equal(asked(BEN), before);
  });

  it('waits for the one whom Partner Center throttles, and for nobody else; a failure is nobody else’s', async () => {
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    const of = (person: PersonKey) => ({
      match: ({ who }: { who: string | null }) => who === person.personId,
    });
    stage.partnerCenter.fault({ ...of(BEN), status: 429, retryAfterSeconds: 120 });
    stage.clock.pass(MINUTE);
    const first = stage.arrive('First', 'berlin');
    await stage.watch();
    const counts = [asked(ANN), asked(BEN)] as const;
    stage.clock.pass(MINUTE);
    await stage.watch();
    assert.deepEqual([asked(ANN) > counts[0], asked(BEN) > counts[1]], [true, false]);
    assert.deepEqual([await kindsOf(first.id), await stateOf(BEN)], [['seen'], 'active']);
    stage.clock.pass(MINUTE);
    await stage.watch();
    assert.ok(asked(BEN) > counts[1]);

    stage.partnerCenter.fault({ ...of(ANN), status: 500, times: 3 });
    stage.clock.pass(MINUTE);
    const second = stage.arrive('Second', 'berlin');
    await stage.watch();
    assert.deepEqual(await stewardsWhoSee(db(), second.id), [stewardName(BEN)]);
    stage.partnerCenter.fault({ status: 500, times: 6 });
    await assert.rejects(stage.watch(), (error) => isReferralError(error, 'unavailable'));
    await stage.watch();
    assert.equal((await stewardsWhoSee(db(), second.id)).length, 2);
  });

  it('tells everybody who could help when nobody is left, once a day, until somebody watches again', async () => {
    for (const person of [ANN, BEN, CLEO]) await stage.joins(person);
    await noteRole(stage, CLEO, true);
    await stage.volunteer(ANN, BEN);
    await stage.watch();
    await listInbound(stage, CLEO);
    stage.partnerCenter.forbidden.add('ann');
    stage.signedOut.add('ben');
    await stage.watch();
    assert.equal(await isWatched(stage), false);
    const told = async () => Promise.all([ANN, BEN, CLEO].map(toldTo));
    // Ann cannot help, Ben was told that it is for his sign-in.
    assert.deepEqual(await told(), [['refused'], ['signIn'], ['ask', 'nobody']]);
    stage.clock.pass(DAY - MINUTE);
    await stage.watch();
    assert.deepEqual(await told(), [['refused'], ['signIn'], ['ask', 'nobody']]);
    stage.clock.pass(2 * MINUTE);
    await stage.watch();
    assert.deepEqual(await told(), [['refused'], ['nobody', 'signIn'], ['ask', 'nobody', 'nobody']]);

    const mark = await findWatermark(db(), stewardName(BEN));
    stage.signedOut.delete('ben');
    stage.clock.pass(10 * MINUTE);
    const meanwhile = stage.arrive('While nobody watched', 'berlin');
    await stage.watch();
    assert.equal(await isWatched(stage), true);
    assert.ok(mark);
    assert.deepEqual(
      (await listDeliveriesOf(db(), { subject: meanwhile.id })).map(({ occasion }) => occasion),
      ['new', 'new', 'new'],
    );
    stage.clock.pass(2 * DAY);
    await stage.watch();
    assert.deepEqual(await told(), [['refused'], ['nobody', 'signIn'], ['ask', 'nobody', 'nobody']]);
  });

  it('asks the first who has a role, unless a card has asked; nobody without one, and nobody in vain', async () => {
    for (const person of [ANN, BEN, CLEO]) await stage.joins(person);
    stage.partnerCenter.forbidden.add('cleo');
    for (const person of [ANN, ANN, CLEO]) await listInbound(stage, person);
    assert.deepEqual([await toldTo(ANN), await toldTo(CLEO)], [['ask'], []]);
    assert.deepEqual(await Promise.all([ANN, CLEO, BEN].map((person) => offersWatch(stage, person, false))), [
      true,
      false,
      false,
    ]);
    await stage.volunteer(ANN);
    await listInbound(stage, BEN);
    assert.deepEqual([await toldTo(BEN), await offersWatch(stage, BEN, false)], [[], false]);

    // She stops: she knows, and he could help.
    await stage.watch();
    assert.equal(await stopWatching(stage, ANN), 'ended');
    assert.equal(await stopWatching(stage, ANN), 'notWatching');
    await stage.watch();
    assert.deepEqual([await toldTo(ANN), await toldTo(BEN), await toldTo(CLEO)], [['ask'], ['nobody'], []]);
    assert.equal(await offersWatch(stage, BEN, true), true);
    stage.partnerCenter.forbidden.delete('cleo');
    await listInbound(stage, CLEO);
    assert.deepEqual(await toldTo(CLEO), ['ask']);
  });

  it('does no harm in two passes at the same time, of two bots', async () => {
    for (const person of [ANN, BEN, CLEO]) await stage.joins(person);
    await stage.volunteer(ANN, BEN);
    const twice = () => Promise.all([stage.watch(), stage.watch()]);
    await twice();
    stage.clock.pass(MINUTE);
    const fresh = stage.arrive('Fresh', 'berlin');
    await twice();
    assert.deepEqual(await kindsOf(fresh.id), ['seen']);
    assert.equal((await listDeliveriesOf(db(), { subject: fresh.id })).length, 3);
    stage.clock.pass(61 * MINUTE);
    stage.partnerCenter.remove(fresh.id);
    await twice();
    assert.deepEqual(await kindsOf(fresh.id), ['seen', 'gone']);
    stage.signedOut.add('ann').add('ben');
    await twice();
    assert.deepEqual(await Promise.all([ANN, BEN].map(toldTo)), [['signIn'], ['signIn']]);
  });
});
