import assert from 'node:assert/strict';
import { addFavorite, isFavorite, listFansOf, removeFavorite } from '../../../services/store/favorites.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const ANN = { tenantId: 't-1', personId: 'ann' };
const BEN = { tenantId: 't-1', personId: 'ben' };
const NOW = new Date('2026-11-23T09:00:00.000Z');

describeOnEveryEngine('favourites', (opened) => {
  const db = () => opened().store.db;

  it('are one person’s own, and said twice are one (SEED-07, FAV-02)', async () => {
    assert.equal(await addFavorite(db(), ANN, 'd-1', NOW), true);
    assert.equal(await addFavorite(db(), ANN, 'd-1', NOW), false);
    await addFavorite(db(), BEN, 'd-2', NOW);
    assert.equal(await isFavorite(db(), ANN, 'd-1'), true);
    assert.equal(await isFavorite(db(), ANN, 'd-2'), false);
    assert.deepEqual(await listFansOf(db(), 'd-1'), [ANN]);
  });

  it('are taken off by their person only (FAV-01)', async () => {
    await addFavorite(db(), ANN, 'd-1', NOW);
    assert.equal(await removeFavorite(db(), BEN, 'd-1'), false);
    assert.equal(await removeFavorite(db(), ANN, 'd-1'), true);
    assert.deepEqual(await listFansOf(db(), 'd-1'), []);
  });
});
