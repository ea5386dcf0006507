import assert from 'node:assert/strict';
import {
  closeDraft,
  type Draft,
  findDraft,
  openDraft,
  openDraftOnActivity,
  saveDraft,
} from '../../../services/store/drafts.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');
const LATER = new Date('2026-11-20T10:05:00.000Z');

describeOnEveryEngine('drafts', (opened) => {
  const db = () => opened().store.db;

  it('opens a draft and keeps what is typed', async () => {
    assert.deepEqual(await openDraft(db(), draft('a')), draft('a'));
    const typed = { ...draft('a'), step: 'confirm', inputs: { reason: '3', note: 'é' }, changedAt: LATER };
    assert.equal(await saveDraft(db(), typed), true);
    assert.deepEqual(await findDraft(db(), 'a'), typed);
    assert.equal(await findDraft(db(), 'b'), null);
  });

  it('gives the open draft back, moved to the new message, when it is opened again', async () => {
    await openDraft(db(), draft('a', { step: 'confirm', inputs: { reason: '3' } }));
    const again = await openDraft(db(), draft('b', { activityId: 'new-message', changedAt: LATER }));
    assert.deepEqual(again, {
      ...draft('a', { step: 'confirm', inputs: { reason: '3' } }),
      activityId: 'new-message',
      changedAt: LATER,
    });
  });

  it('opens a new draft after the old one was closed, which takes no more input', async () => {
    await openDraft(db(), draft('a'));
    await closeDraft(db(), 'a', LATER);
    assert.equal(await saveDraft(db(), { ...draft('a'), step: 'late' }), false);
    assert.equal((await openDraft(db(), draft('b'))).id, 'b');
    assert.deepEqual((await findDraft(db(), 'a'))?.closedAt, LATER);
  });

  it('opens one of many that come at the same time', async () => {
    const opened = await Promise.all(['a', 'b', 'c', 'd'].map((id) => openDraft(db(), draft(id))));
    assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
  });

  it('says which fresh form stands in a message, the newest of several', async () => {
    await openDraft(db(), draft('a'));
    await openDraft(db(), draft('b', { personId: 'other', changedAt: LATER }));
    const on = async (activityId: string, since: Date) =>
      (await openDraftOnActivity(db(), 'place', activityId, since))?.id ?? null;
    assert.equal(await on('message', AT), 'b');
    await closeDraft(db(), 'b', LATER);
    assert.equal(await on('message', AT), 'a');
    assert.equal(await on('message', LATER), null);
    assert.equal(await on('another', AT), null);
  });
});

function draft(id: string, changes: Partial<Draft> = {}): Draft {
  return {
    id,
    tenantId: 'tenant',
    personId: 'person',
    dealId: 'deal',
    dialog: 'deal.decline',
    step: 'reason',
    inputs: {},
    placeId: 'place',
    activityId: 'message',
    openedAt: AT,
    changedAt: AT,
    closedAt: null,
    ...changes,
  };
}
