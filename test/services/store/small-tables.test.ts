import assert from 'node:assert/strict';
import { appendHistory, type HistoryEntry, listHistory } from '../../../services/store/history.ts';
import { findSettings, findSettingsOf, saveSetting } from '../../../services/store/settings.ts';
import { firstSeen, pruneTurns } from '../../../services/store/turns.ts';
import { findWatermark, saveWatermark } from '../../../services/store/watermarks.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');
const LATER = new Date('2026-11-20T11:00:00.000Z');

describeOnEveryEngine('history', (opened) => {
  it('tells what happened to a deal in order, by whom, with Dates', async () => {
    const { db } = opened().store;
    const seen: Omit<HistoryEntry, 'id'> = {
      dealId: 'deal',
      at: AT,
      kind: 'seen',
      version: 1,
      actor: { kind: 'partnerCenter' },
      verb: null,
      before: null,
      after: null,
    };
    const decided: Omit<HistoryEntry, 'id'> = {
      ...seen,
      kind: 'decided',
      version: 2,
      actor: { kind: 'person', person: { tenantId: 'tenant', personId: 'zoe' }, name: 'Zoé' },
      verb: 'deal.accept',
      before: { status: 'New', acceptedAt: null },
      after: { status: 'Active', acceptedAt: LATER },
    };
    await appendHistory(db, { ...seen, at: LATER, kind: 'gone', version: 3 });
    await appendHistory(db, seen);
    await appendHistory(db, decided); // the same moment: after it, because it was told later
    await appendHistory(db, { ...seen, dealId: 'other' });
    const entries = (await listHistory(db, 'deal')).map(({ id: _id, ...entry }) => entry);
    assert.deepEqual(entries, [seen, decided, { ...seen, at: LATER, kind: 'gone', version: 3 }]);
  });
});

describeOnEveryEngine('settings', (opened) => {
  it('sets, changes and takes back, one scope apart from another', async () => {
    const { db } = opened().store;
    await saveSetting(db, 'place:a', 'language', 'en');
    await saveSetting(db, 'place:a', 'language', 'fr');
    await saveSetting(db, 'place:a', 'quiet', '22-7');
    await saveSetting(db, 'place:b', 'language', 'en');
    await saveSetting(db, 'place:a', 'quiet', null);
    assert.deepEqual(await findSettings(db, 'place:a'), { language: 'fr' });
    assert.deepEqual(await findSettings(db, 'place:c'), {});
  });

  it('gives those of several scopes at once; a scope without any is not among them', async () => {
    const { db } = opened().store;
    await saveSetting(db, 'person:t/ann', 'timeZone', 'Asia/Tokyo');
    await saveSetting(db, 'place:d', 'quietHours', '22-7');
    await saveSetting(db, 'place:d', 'reminders', 'none');
    const found = await findSettingsOf(db, ['person:t/ann', 'place:d', 'place:e']);
    assert.deepEqual(Object.fromEntries(found), {
      'person:t/ann': { timeZone: 'Asia/Tokyo' },
      'place:d': { quietHours: '22-7', reminders: 'none' },
    });
    assert.equal((await findSettingsOf(db, [])).size, 0);
  });
});

describeOnEveryEngine('turns', (opened) => {
  it('says first to exactly one of those who bring the same activity', async () => {
    const { db } = opened().store;
    const answers = await Promise.all([1, 2, 3, 4].map(() => firstSeen(db, 'conversation', 'activity', AT)));
    assert.equal(answers.filter(Boolean).length, 1);
    assert.equal(await firstSeen(db, 'another', 'activity', AT), true);
  });

  it('forgets what is older than a moment', async () => {
    const { db } = opened().store;
    await firstSeen(db, 'conversation', 'old', AT);
    await firstSeen(db, 'conversation', 'new', LATER);
    await pruneTurns(db, LATER);
    assert.equal(await firstSeen(db, 'conversation', 'old', LATER), true);
    assert.equal(await firstSeen(db, 'conversation', 'new', LATER), false);
  });
});

describeOnEveryEngine('watermarks', (opened) => {
  it('keeps one mark a steward', async () => {
    const { db } = opened().store;
    assert.equal(await findWatermark(db, 'zoe'), null);
    await saveWatermark(db, { steward: 'zoe', changedThrough: AT, reconciledAt: null });
    const mark = { steward: 'zoe', changedThrough: LATER, reconciledAt: AT };
    await saveWatermark(db, mark);
    assert.deepEqual(await findWatermark(db, 'zoe'), mark);
  });
});
