import assert from 'node:assert/strict';
import { findAccess, saveAccess } from '../../../services/store/access.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const ANN = { tenantId: 't-1', personId: 'ann' };
const NOW = new Date('2026-11-23T09:00:00.000Z');
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describeOnEveryEngine('what a person may see', (opened) => {
  const db = () => opened().store.db;

  it('is not written again within ten minutes, so that a click costs no flush; believed shorter, never longer', async () => {
    await saveAccess(db(), ANN, 'd-1', true, NOW);
    await saveAccess(db(), ANN, 'd-1', true, minutesLater(9));
    assert.deepEqual(await findAccess(db(), ANN, 'd-1'), { maySee: true, checkedAt: NOW });
    await saveAccess(db(), ANN, 'd-1', true, minutesLater(11));
    assert.deepEqual(await findAccess(db(), ANN, 'd-1'), { maySee: true, checkedAt: minutesLater(11) });
  });

  it('changes at once, whenever it was learnt (PERM-02)', async () => {
    await saveAccess(db(), ANN, 'd-1', true, NOW);
    await saveAccess(db(), ANN, 'd-1', false, minutesLater(1));
    assert.deepEqual(await findAccess(db(), ANN, 'd-1'), { maySee: false, checkedAt: minutesLater(1) });
    await saveAccess(db(), ANN, 'd-1', true, minutesLater(2));
    assert.deepEqual(await findAccess(db(), ANN, 'd-1'), { maySee: true, checkedAt: minutesLater(2) });
  });
});
