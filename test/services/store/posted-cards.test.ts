import assert from 'node:assert/strict';
import type { Db } from '../../../services/store/database.ts';
import {
  findPosted,
  findPostedByActivity,
  forgetPosted,
  forgetPostedOfPlace,
  listPostedOf,
  type PostedCard,
  savePosted,
} from '../../../services/store/posted-cards.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { overlapping } from './overlapping.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');

describeOnEveryEngine('posted cards', (opened) => {
  const db = () => opened().store.db;

  it('finds a card by what it shows and by its message', async () => {
    const card = posted('a');
    assert.deepEqual(await savePosted(db(), card), card);
    assert.deepEqual(await findPosted(db(), 'place', 'deal', 'new'), card);
    assert.deepEqual(await findPostedByActivity(db(), 'place', 'activity-a'), card);
    assert.equal(await findPosted(db(), 'place', 'deal', 'expired'), null);
    assert.equal(await findPostedByActivity(db(), 'elsewhere', 'activity-a'), null);
  });

  it('keeps whom it called in place of others', async () => {
    const standIns = { asked: ['29:ben'], away: ['29:ann', '29:cara'] };
    const card = posted('a', { standIns });
    assert.deepEqual(await savePosted(db(), card), card);
    assert.deepEqual((await findPosted(db(), 'place', 'deal', 'new'))?.standIns, standIns);
  });

  it('keeps one row for one thing: a later message takes the place of the earlier one', async () => {
    await savePosted(db(), posted('a'));
    const again = await savePosted(db(), posted('b', { version: 2 }));
    assert.deepEqual(again, { ...posted('b', { version: 2 }), id: 'a' });
    assert.deepEqual(await listPostedOf(db(), 'deal'), [again]);
    assert.equal(await findPostedByActivity(db(), 'place', 'activity-a'), null);
  });

  it('keeps one row for one message: a message that shows something else by now shows only that', async () => {
    await savePosted(db(), posted('a'));
    await savePosted(db(), posted('b', { activityId: 'activity-a', subject: 'other' }));
    assert.equal(await findPosted(db(), 'place', 'deal', 'new'), null);
    assert.equal((await findPostedByActivity(db(), 'place', 'activity-a'))?.subject, 'other');
  });

  it('survives two adoptions of one message at the same time', async () => {
    const adopt = (id: string) => (trx: Db) =>
      savePosted(trx, posted(id, { activityId: 'x', occasion: 'copy:x' }));
    const [one, other] = await overlapping(db(), adopt('a'), adopt('b'));
    assert.deepEqual([one.id, other.id], ['a', 'a']);
  });

  it('survives that who posted a message and who clicks it say at the same time what it shows', async () => {
    const say = (id: string, occasion: string) => (trx: Db) =>
      savePosted(trx, posted(id, { activityId: 'x', occasion }));
    await overlapping(db(), say('a', 'new'), say('b', 'copy:x'));
    assert.equal((await findPostedByActivity(db(), 'place', 'x'))?.occasion, 'copy:x');
    assert.equal((await listPostedOf(db(), 'deal')).length, 1);
  });

  it('lists the copies of a deal and forgets one or a whole place', async () => {
    await savePosted(db(), posted('a'));
    await savePosted(db(), posted('b', { placeId: 'second' }));
    await savePosted(db(), posted('c', { placeId: 'second', occasion: 'expired' }));
    const ids = async () => (await listPostedOf(db(), 'deal')).map(({ id }) => id);
    assert.deepEqual(await ids(), ['a', 'b', 'c']);
    await forgetPosted(db(), 'a');
    assert.deepEqual(await ids(), ['b', 'c']);
    await forgetPostedOfPlace(db(), 'second');
    assert.deepEqual(await ids(), []);
  });
});

function posted(id: string, changes: Partial<PostedCard> = {}): PostedCard {
  return {
    id,
    placeId: 'place',
    subject: 'deal',
    occasion: 'new',
    activityId: `activity-${id}`,
    version: 1,
    hash: 'hash',
    postedAt: AT,
    changedAt: AT,
    ...changes,
  };
}
