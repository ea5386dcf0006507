import assert from 'node:assert/strict';
import { findDecision, openDecision } from '../../../services/store/decisions.ts';
import {
  claimDeliveries,
  countSentAgain,
  markPosting,
  wantDeliveries,
} from '../../../services/store/deliveries.ts';
import {
  giveBackLease,
  inheritFromDead,
  takeLease,
  tellAlive,
  tellEnded,
  wakeHolder,
} from '../../../services/store/leases.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { newDecision } from '../deals/new-decision.ts';
import { ANN } from '../deals/stage.ts';

const NOW = new Date('2026-11-20T10:00:00.000Z');
/** Run out when it is taken. */
const OVER = -1;

describeOnEveryEngine('leases', (opened) => {
  const db = () => opened().store.db;
  const take = (owner: string, seconds = 60, says?: string) =>
    takeLease(db(), { name: 'watcher', owner, seconds, ...(says !== undefined && { says }) });

  it('are held by one at a time, however many ask at once', async () => {
    const owners = ['a', 'b', 'c', 'd', 'e'];
    const sights = await Promise.all(owners.map((owner) => take(owner)));
    assert.equal(sights.filter(({ isHeld }) => isHeld).length, 1);
  });

  it('are renewed by their holder, and taken over when they have run out', async () => {
    assert.ok((await take('a')).isHeld);
    assert.ok((await take('a', OVER)).isHeld);
    assert.ok((await take('b')).isHeld);
    assert.ok(!(await take('a')).isHeld);
  });

  it('given back are free at once; nobody gives back what is another one’s', async () => {
    await take('a');
    await giveBackLease(db(), 'watcher', 'b');
    assert.ok(!(await take('b')).isHeld);
    await giveBackLease(db(), 'watcher', 'a');
    assert.ok((await take('b')).isHeld);
  });

  it('carry words from the holder to the others, and wishes to the holder', async () => {
    await take('a', 60, 'all is well');
    assert.equal((await take('b')).says, 'all is well');
    const { wakes } = await take('a');
    await wakeHolder(db(), 'watcher');
    assert.equal((await take('a')).wakes, wakes + 1);
  });

  it('of a dead bot free its deliveries and hand its decisions on; a living or an older bot keeps its own', async () => {
    const bots = ['dead', 'alive', 'older'];
    const wish = { subject: 'deal', occasion: 'new', dueAt: NOW, wantedVersion: 1 };
    await wantDeliveries(
      db(),
      bots.map((placeId) => ({ ...wish, placeId })),
      NOW,
    );
    const claim = (owner: string, limit: number) =>
      claimDeliveries(db(), { now: NOW, leaseSeconds: 30, owner, limit });
    const leasedBy = new Map<string, string>();
    for (const bot of bots) for (const { placeId } of await claim(bot, 1)) leasedBy.set(bot, placeId);
    for (const bot of bots)
      await openDecision(db(), newDecision(bot, { ...ANN, personId: bot }, { owner: bot }));
    await tellAlive(db(), 'dead', OVER);
    await tellAlive(db(), 'alive', 60);

    assert.deepEqual(await inheritFromDead(db(), 'alive'), ['dead']);
    assert.deepEqual(
      (await claim('alive', 3)).map(({ placeId }) => placeId),
      [leasedBy.get('dead')],
    );
    const owners = await Promise.all(bots.map(async (id) => (await findDecision(db(), id))?.owner));
    assert.deepEqual(owners, ['alive', 'alive', 'older']);
    assert.deepEqual(await inheritFromDead(db(), 'alive'), []);
  });

  it('are left to the others at once by a bot that ends', async () => {
    await tellAlive(db(), 'ending', 60);
    assert.deepEqual(await inheritFromDead(db(), 'other'), []);
    await tellEnded(db(), 'ending');
    assert.deepEqual(await inheritFromDead(db(), 'other'), ['ending']);
  });

  it('count what is posted once more after a death', async () => {
    await wantDeliveries(
      db(),
      [{ placeId: 'place', subject: 'deal', occasion: 'new', dueAt: NOW, wantedVersion: 1 }],
      NOW,
    );
    assert.equal(await countSentAgain(db()), 0);
    for (const owner of ['dead', 'heir']) {
      const [row] = await claimDeliveries(db(), { now: NOW, leaseSeconds: 30, owner, limit: 1 });
      assert.ok(row && (await markPosting(db(), row.id, owner, NOW)));
      await tellAlive(db(), owner, OVER);
      await inheritFromDead(db(), 'heir');
    }
    assert.equal(await countSentAgain(db()), 1);
  });
});
