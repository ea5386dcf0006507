import assert from 'node:assert/strict';
import type { PartnerEvent } from '../../../services/referrals/events/partner-event.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { lastEvents, pruneEvents } from '../../../services/store/events.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { claimNamedDeal, releaseNamedDeals } from '../../../services/store/named-deals.ts';
import { savePlace } from '../../../services/store/places.ts';
import { readNamedDeals } from '../../../services/watch/read-named-deals.ts';
import { takeInEvent } from '../../../services/watch/take-in-event.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { DEAL_ID, inbound } from '../deals/inbound.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { saveReadAll, setStage, type Stage, START } from '../deals/stage.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const SISTER = '5b0e9a7c-2f64-4a53-8d11-9a0c4be7d220';

describeOnEveryEngine('a deal that an event names', (opened) => {
  let stage: Stage;
  const db = () => opened().store.db;
  const open = (...deals: Parameters<typeof setStage>[1] & {}) => {
    stage = setStage(opened().store, deals);
  };
  beforeEach(() => open(inbound()));

  const event = (changes: Partial<PartnerEvent> = {}): PartnerEvent => ({
    name: 'referral-updated',
    subject: 'deal',
    resourceId: DEAL_ID,
    changedAt: START,
    ...changes,
  });
  const take = (changes?: Partial<PartnerEvent>) => takeInEvent(stage, event(changes));
  const read = (owner = 'bot') => readNamedDeals(stage, owner, new AbortController().signal);
  const readSoon = () => {
    stage.clock.pass(2 * SECOND);
    return read();
  };
  const gets = () => stage.referrals.count('get');

  it('is read through the ordinary way, and its card appears', async () => {
    await saveReadAll(stage);
    await savePlace(db(), samplePlace());
    assert.equal(await take(), 'reading');
    assert.equal(gets(), 0, 'not before the answer');
    await readSoon();
    assert.equal((await findDeal(db(), DEAL_ID))?.deal.id, DEAL_ID);
    assert.equal((await listDeliveriesOf(db(), { subject: DEAL_ID }))[0]?.occasion, 'new');
  });

  it('is read once for all events of one change (API-10)', async () => {
    await take();
    await take({ name: 'referral-created' });
    await take({ changedAt: new Date(START.getTime() + 1) });
    await readSoon();
    await readSoon();
    assert.equal(gets(), 1);
  });

  it('is not read again for an event that comes again, whichever replica gets it', async () => {
    const again = await Promise.all([take(), take(), take()]);
    assert.deepEqual(again.sort(), ['reading', 'repeated', 'repeated']);
    await readSoon();
    stage.clock.pass(3 * DAY);
    assert.equal(await take(), 'repeated');
    await readSoon();
    assert.equal(gets(), 1);
  });

  it('is read once more where it is named while it is being read', async () => {
    await take();
    stage.referrals.before('get', () => take({ changedAt: new Date(START.getTime() + 1) }));
    await readSoon();
    assert.equal(gets(), 1);
    await readSoon();
    await readSoon();
    assert.equal(gets(), 2);
  });

  it('is read by one replica at a time', async () => {
    await take();
    stage.referrals.before('get', () => read('other bot'));
    await readSoon();
    assert.equal(gets(), 1);
  });

  it('is read by another one where the reader died', async () => {
    await take();
    stage.clock.pass(2 * SECOND);
    await claimNamedDeal(db(), { now: stage.clock.now(), leaseSeconds: 120, owner: 'dead bot' });
    await read();
    assert.equal(gets(), 0);
    stage.clock.pass(121 * SECOND);
    await read();
    assert.equal(gets(), 1);
  });

  it('is read at once by a start on a store that has no other bot, where the reader was killed', async () => {
    await take();
    stage.clock.pass(2 * SECOND);
    await claimNamedDeal(db(), { now: stage.clock.now(), leaseSeconds: 120, owner: 'killed bot' });
    await releaseNamedDeals(db());
    await read();
    assert.equal(gets(), 1);
    await read();
    assert.equal(gets(), 1);
  });

  it('is always news where the event tells no moment', async () => {
    assert.equal(await take({ changedAt: null }), 'reading');
    await readSoon();
    assert.equal(await take({ changedAt: null }), 'reading');
  });

  for (const kind of ['notFound', 'forbidden'] as const)
    it(`and that nobody may see (${kind}) is forgotten quietly (NOT-12)`, async () => {
      await take();
      stage.referrals.fail('get', new ReferralServiceError(kind));
      await readSoon();
      await readSoon();
      assert.equal(gets(), 1);
      assert.equal(await findDeal(db(), DEAL_ID), null);
    });

  it('is tried again later where Partner Center does not answer, and left to the full pass in the end', async () => {
    await take();
    stage.referrals.fail('get', new ReferralServiceError('unavailable'), { times: 99 });
    await readSoon();
    await readSoon();
    assert.equal(gets(), 1, 'not at once');
    for (let n = 0; n < 9; n += 1) {
      stage.clock.pass(600 * SECOND);
      await read();
    }
    assert.equal(gets(), 5);
  });

  it('waits as long as Partner Center asks', async () => {
    await take();
    stage.referrals.fail('get', new ReferralServiceError('throttled', { retryAfterSeconds: 90 }));
    await readSoon();
    stage.clock.pass(60 * SECOND);
    await read();
    assert.equal(gets(), 1);
    stage.clock.pass(31 * SECOND);
    await read();
    assert.ok(await findDeal(db(), DEAL_ID));
  });

  it('brings in the other party’s referral where that one changed', async () => {
    const engagementId = inbound().engagementId;
    open(
      inbound(),
      inbound({ id: SISTER, substatus: 'Accepted' }),
      inbound({ id: 'x', engagementId: 'other' }),
    );
    await take({ name: 'related-referral-updated', subject: 'engagement' });
    await readSoon();
    assert.equal((await findDeal(db(), SISTER))?.deal.engagementId, engagementId);
    assert.ok(await findDeal(db(), DEAL_ID));
    assert.equal(await findDeal(db(), 'x'), null);
  });

  it('leads to its engagement also where only an earlier reading knows it', async () => {
    open(inbound(), inbound({ id: SISTER }));
    await take({ resourceId: SISTER });
    await readSoon();
    stage.referrals.fail('get', new ReferralServiceError('notFound'));
    await take({ name: 'related-referral-updated', subject: 'engagement', resourceId: SISTER });
    await readSoon();
    assert.ok(await findDeal(db(), DEAL_ID));
  });

  it('is not read for a replay of before our memory of events', async () => {
    stage.clock.pass(8 * DAY);
    assert.equal(await take(), 'old');
    await readSoon();
    assert.equal(gets(), 0);
  });

  it('is not read for a test, for an unknown event, or for one that names nothing; but they are remembered', async () => {
    assert.equal(await take({ name: 'test-created', subject: 'test' }), 'nothingToRead');
    stage.clock.pass(SECOND);
    assert.equal(await take({ name: 'subscription-updated', subject: 'unknown' }), 'nothingToRead');
    assert.equal(await take({ resourceId: null }), 'nothingToRead');
    await readSoon();
    assert.equal(gets(), 0);
    assert.deepEqual(await lastEvents(db(), 'test-created'), {
      any: new Date(START.getTime() + SECOND),
      named: START,
    });
  });

  it('leaves the last event in memory when the others are forgotten', async () => {
    assert.deepEqual(await lastEvents(db(), 'test-created'), { any: null, named: null });
    await take();
    stage.clock.pass(SECOND);
    await take({ name: 'referral-created' });
    const last = stage.clock.now();
    stage.clock.pass(30 * DAY);
    await pruneEvents(db(), stage.clock.now());
    assert.deepEqual(await lastEvents(db(), 'test-created'), { any: last, named: null });
    assert.equal(await take({ name: 'referral-created' }), 'repeated');
    assert.equal(await take({ changedAt: stage.clock.now() }), 'reading');
  });
});
