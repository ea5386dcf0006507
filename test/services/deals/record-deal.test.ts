import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { recordGone } from '../../../services/deals/record-gone.ts';
import { saveAccess } from '../../../services/store/access.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { endDecision, openDecision, startWriting } from '../../../services/store/decisions.ts';
import { findDelivery, listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { listHistory } from '../../../services/store/history.ts';
import { savePlace } from '../../../services/store/places.ts';
import { savePosted } from '../../../services/store/posted-cards.ts';
import { saveWatermark } from '../../../services/store/watermarks.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { newDecision } from './new-decision.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { sampleChannel, samplePlace } from './sample-place.ts';
import { ANN, saveReadAll, setStage, type Stage, START } from './stage.ts';

describeOnEveryEngine('recording a deal', (opened) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = setStage(opened().store);
    await saveReadAll(stage);
  });
  const db = () => stage.store.db;
  const versions = async () =>
    (await listHistory(db(), DEAL_ID)).map(({ kind, version }) => `${kind} ${version}`);
  /** A later reading with these changes. */
  const later = (changes: Partial<Deal> = {}, minutes = 1): Deal =>
    inbound({
      eTag: `"later-${minutes}"`,
      updatedAt: new Date(START.getTime() + minutes * 60_000),
      ...changes,
    });

  it('keeps a first reading as version 1, seen now, with its history', async () => {
    const stored = await recordDeal(stage, inbound());
    assert.deepEqual(stored, {
      deal: inbound(),
      version: 1,
      kind: 'inbound',
      firstSeenAt: START,
      recordedAt: START,
      goneAt: null,
    });
    assert.deepEqual(await findDeal(db(), DEAL_ID), stored);
    const [seen, ...more] = await listHistory(db(), DEAL_ID);
    assert.deepEqual(
      [seen?.kind, seen?.actor, seen?.before, more],
      ['seen', { kind: 'partnerCenter' }, null, []],
    );
  });

  it('writes nothing for a reading with the eTag that is known', async () => {
    await recordDeal(stage, inbound());
    stage.clock.pass(1000);
    stage.wakeDeliveries.resetHistory();
    const again = await recordDeal(stage, inbound({ name: 'Unwritten' }));
    assert.deepEqual([again.version, again.recordedAt], [1, START]);
    assert.equal((await findDeal(db(), DEAL_ID))?.deal.name, inbound().name);
    assert.equal(stage.wakeDeliveries.callCount, 0);
  });

  it('compares readings without an eTag by their facts', async () => {
    await recordDeal(stage, inbound({ eTag: null }));
    assert.equal((await recordDeal(stage, inbound({ eTag: null }))).version, 1);
    assert.equal((await recordDeal(stage, inbound({ eTag: null, name: 'New name' }))).version, 2);
  });

  it('keeps the new eTag without a new version where no card shows the change', async () => {
    await recordDeal(stage, inbound());
    const stored = await recordDeal(stage, later());
    assert.deepEqual([stored.version, stored.deal.eTag], [1, '"later-1"']);
    assert.deepEqual(await versions(), ['seen 1']);
  });

  it('counts a version and says what changed, as done in Partner Center', async () => {
    await recordDeal(stage, inbound());
    await recordDeal(stage, later({ value: '70000', notes: null }));
    const [, change] = await listHistory(db(), DEAL_ID);
    assert.deepEqual(
      [change?.kind, change?.version, change?.actor, change?.verb, change?.before, change?.after],
      [
        'changed',
        2,
        { kind: 'partnerCenter' },
        null,
        { notes: inbound().notes, value: '60000.50' },
        { notes: null, value: '70000' },
      ],
    );
  });

  it('ignores a reading older than the one that is known', async () => {
    await recordDeal(stage, later({ value: '70000' }, 2));
    const stored = await recordDeal(stage, later({ value: '1' }, 1));
    assert.deepEqual([stored.version, stored.deal.value], [1, '70000']);
  });

  it('takes a reading without a change time as a newer one', async () => {
    await recordDeal(stage, later());
    assert.equal((await recordDeal(stage, later({ updatedAt: null, eTag: '"x"', value: '1' }))).version, 2);
  });

  it('gives two readings at the same time two versions in turn', async () => {
    await recordDeal(stage, inbound());
    await Promise.all([
      recordDeal(stage, later({ value: '1' }, 1)),
      recordDeal(stage, later({ value: '1', notes: null }, 2)),
    ]);
    const stored = await findDeal(db(), DEAL_ID);
    assert.equal(stored?.deal.notes, null);
    const last = (await versions()).at(-1);
    assert.equal(last, `changed ${stored?.version}`);
  });

  it('wants a card in every following place, and an edit of what stands, in the same transaction', async () => {
    await savePlace(db(), samplePlace());
    await savePlace(db(), sampleChannel({ following: false }));
    await recordDeal(stage, inbound());
    assert.equal((await findDelivery(db(), 'place-ann', DEAL_ID, 'new'))?.wantedVersion, 1);
    assert.equal((await listDeliveriesOf(db(), { subject: DEAL_ID })).length, 1);
    assert.equal(stage.wakeDeliveries.callCount, 1);

    await savePosted(db(), postedIn('place-ann'));
    await recordDeal(stage, later({ status: 'Active', substatus: 'Accepted' }));
    assert.equal((await findDelivery(db(), 'place-ann', DEAL_ID, 'new'))?.wantedVersion, 2);
  });

  it('does not announce a deal to a person known not to see it (PERM-02)', async () => {
    await savePlace(db(), samplePlace());
    await saveAccess(db(), ANN, DEAL_ID, false, START);
    await recordDeal(stage, inbound());
    assert.deepEqual(await listDeliveriesOf(db(), { subject: DEAL_ID }), []);
  });

  it('keeps leads and sister referrals without showing them (TYPE-10)', async () => {
    await savePlace(db(), samplePlace());
    const lead = inbound({ id: 'lead', type: 'Independent', qualification: 'Direct' });
    assert.equal((await recordDeal(stage, lead)).kind, 'lead');
    const sister = inbound({ id: 'sister', targets: [{ type: null, id: 'msft' }] });
    assert.equal((await recordDeal(stage, sister)).kind, 'sister');
    assert.deepEqual(await listDeliveriesOf(db(), { placeId: 'place-ann' }), []);
  });

  it('takes a deal for seen when it was made until everything was read once: no news for anybody', async () => {
    await saveWatermark(db(), { steward: 'local', changedThrough: null, reconciledAt: null });
    await savePlace(db(), samplePlace({ joinedAt: START }));
    assert.deepEqual((await recordDeal(stage, inbound())).firstSeenAt, inbound().createdAt);
    const timeless = await recordDeal(stage, inbound({ id: 'other', createdAt: null }));
    assert.deepEqual(timeless.firstSeenAt, new Date(0));
    assert.deepEqual(await listDeliveriesOf(db(), { placeId: 'place-ann' }), []);
  });

  it('leaves the very change that a decision of ours is writing to that decision', async () => {
    await recordDeal(stage, inbound());
    await openDecision(db(), newDecision('d-1', ANN));
    await startWriting(db(), 'd-1', '"e-1"', START);
    const accepted = later({ status: 'Active', substatus: 'Accepted' });
    const given = await recordDeal(stage, accepted);
    assert.deepEqual([given.deal.status, given.version], ['Active', 1]);
    assert.equal((await findDeal(db(), DEAL_ID))?.deal.status, 'New');

    await endDecision(db(), 'd-1', 'refused', null, START);
    assert.equal((await recordDeal(stage, accepted)).version, 2);
  });

  it('records any other change while a decision is being written', async () => {
    await recordDeal(stage, inbound());
    await openDecision(db(), newDecision('d-1', ANN));
    await startWriting(db(), 'd-1', '"e-1"', START);
    assert.equal((await recordDeal(stage, later({ value: '1' }))).version, 2);
    assert.equal((await recordDeal(stage, later({ status: 'Closed', substatus: 'Expired' }, 2))).version, 3);
  });

  it('names the person where a decision of ours brought the change about', async () => {
    await recordDeal(stage, inbound());
    const decision = { ...newDecision('d-1', ANN), ...ENDED };
    await recordDeal(stage, later({ status: 'Active', substatus: 'Accepted' }), { decision });
    const [, entry] = await listHistory(db(), DEAL_ID);
    assert.deepEqual(
      [entry?.kind, entry?.verb, entry?.actor],
      [
        'decided',
        'deal.accept',
        { kind: 'person', person: { tenantId: 't-1', personId: 'ann' }, name: 'Ann Lee' },
      ],
    );
  });

  it('says once that a deal is gone, edits its cards, and takes it back when it is there again', async () => {
    await recordDeal(stage, inbound());
    await savePlace(db(), samplePlace());
    await savePosted(db(), postedIn('place-ann'));
    await recordGone(stage, DEAL_ID);
    await recordGone(stage, DEAL_ID);
    const gone = await findDeal(db(), DEAL_ID);
    assert.deepEqual([gone?.version, gone?.goneAt], [2, START]);
    assert.equal((await findDelivery(db(), 'place-ann', DEAL_ID, 'new'))?.wantedVersion, 2);

    const back = await recordDeal(stage, inbound());
    assert.deepEqual([back.version, back.goneAt], [3, null]);
    assert.deepEqual(await versions(), ['seen 1', 'gone 2', 'changed 3']);
  });

  it('forgets nothing about a deal that was never known to be there', async () => {
    await recordGone(stage, 'unknown');
    assert.equal(await findDeal(db(), 'unknown'), null);
  });
});

const ENDED = {
  eTag: '"e-1"',
  state: 'done',
  outcome: 'done',
  changedAt: START,
  endedAt: START,
  attempts: 0,
  draftId: null,
} as const;

function postedIn(placeId: string) {
  const card = { id: `posted-${placeId}`, placeId, subject: DEAL_ID, occasion: 'new', activityId: 'a-1' };
  return { ...card, version: 1, hash: 'h', postedAt: START, changedAt: START };
}
