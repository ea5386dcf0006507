import assert from 'node:assert/strict';
import { listMembers, saveMembers } from '../../../services/store/members.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

describeOnEveryEngine('the roster of a place', (opened) => {
  it('is saved by two bots at the same moment, and is there once', async () => {
    const { db } = opened().store;
    const members = ['ann', 'ben', 'cara'].map((personId) => ({
      personId,
      userId: `29:${personId}`,
      name: null,
      email: null,
    }));
    await Promise.all(Array.from({ length: 6 }, () => saveMembers(db, 'p-1', members)));
    const ids = (await listMembers(db, 'p-1')).map(({ personId }) => personId);
    assert.deepEqual(ids.sort(), ['ann', 'ben', 'cara']);
  });
});
