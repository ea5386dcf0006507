import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { endDecision, openDecision, startWriting } from '../../../services/store/decisions.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { savePlace } from '../../../services/store/places.ts';
import { savePosted } from '../../../services/store/posted-cards.ts';
import { rereadEngagements } from '../../../services/watch/reread-engagements.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { DEAL_ID, inbound } from '../deals/inbound.ts';
import { newDecision } from '../deals/new-decision.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { ANN, saveReadAll, setStage, type Stage, START, watcherSees } from '../deals/stage.ts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const SECONDS = 60;
const SISTER = '5b0e9a7c-2f64-4a53-8d11-9a0c4be7d220';
const CONSENT = { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: true };
const ACCEPTED = { status: 'Active', substatus: 'Accepted', consent: CONSENT };
const WON = {
  status: 'Closed',
  substatus: 'Won',
  closedAt: new Date(START.getTime() - DAY),
  consent: CONSENT,
};
const OURS = { ...inbound().invitation, organizationId: 'our-organization' };

describeOnEveryEngine('reading engagements again', (opened) => {
  let stage: Stage;
  const db = () => opened().store.db;

  const open = async (...deals: Deal[]) => {
    stage = setStage(opened().store, deals);
    await saveReadAll(stage);
    for (const deal of deals) await watcherSees(stage, deal);
  };
  const pass = () => rereadEngagements(stage, SECONDS, new AbortController().signal);
  const calls = () => stage.referrals.count('listEngagement');
  /** Deal `n` of engagement `e-n`. */
  const deal = (n: number, changes: Partial<Deal> = ACCEPTED) =>
    inbound({ id: `d-${n}`, engagementId: `e-${String(n).padStart(3, '0')}`, ...changes });
  const many = (count: number) => Array.from({ length: count }, (_, n) => deal(n));

  it('notices that Microsoft accepted, which touches nothing of ours, and offers the registration (REG-04, SEED-10)', async () => {
    const sister = inbound({ id: SISTER, organizationId: 'msft', status: 'New', substatus: 'Pending' });
    await open(inbound({ ...WON, invitation: OURS, type: 'Shared' }), sister);
    await savePlace(db(), samplePlace());
    await openDecision(db(), newDecision('w-1', ANN, { verb: 'deal.won' }));
    await startWriting(db(), 'w-1', '"x"', START);
    await endDecision(db(), 'w-1', 'done', 'done', START);
    const card = { placeId: 'place-ann', subject: DEAL_ID, occasion: 'copy:a-1', activityId: 'a-1' };
    await savePosted(db(), { ...card, id: 'p-1', version: 1, hash: '', postedAt: START, changedAt: START });

    stage.referrals.change({ ...sister, status: 'Active', substatus: 'Accepted' });
    await pass();
    assert.equal((await findDeal(db(), SISTER))?.deal.substatus, 'Accepted');
    const wanted = await listDeliveriesOf(db(), { subject: DEAL_ID });
    assert.deepEqual(wanted.map(({ occasion }) => occasion).sort(), ['copy:a-1', 'registration:offer']);
    assert.equal(stage.referrals.count('listChangedSince'), 0);
  });

  it('offers it also where Microsoft’s side is seen for the first time, accepted (REG-04)', async () => {
    await open(inbound({ ...WON, invitation: OURS, type: 'Shared' }));
    await savePlace(db(), samplePlace());
    await openDecision(db(), newDecision('w-1', ANN, { verb: 'deal.won' }));
    await startWriting(db(), 'w-1', '"x"', START);
    await endDecision(db(), 'w-1', 'done', 'done', START);
    stage.referrals.change(inbound({ id: SISTER, organizationId: 'msft', ...ACCEPTED }));
    await pass();
    const wanted = await listDeliveriesOf(db(), { subject: DEAL_ID });
    assert.deepEqual(
      wanted.map(({ occasion }) => occasion),
      ['registration:offer'],
    );
  });

  it('takes five calls a pass, those first that were read longest ago, and all of them in turn', async () => {
    await open(...many(12));
    const read: string[] = [];
    const { referrals } = stage;
    const list = referrals.listEngagement;
    referrals.listEngagement = (caller, engagementId, signal) => {
      read.push(engagementId);
      return list(caller, engagementId, signal);
    };
    for (const total of [5, 10, 12]) {
      await pass();
      assert.equal(read.length, total);
      stage.clock.pass(MINUTE);
    }
    assert.equal(new Set(read).size, 12);
    stage.clock.pass(5 * MINUTE);
    await pass();
    assert.deepEqual(read.slice(12), read.slice(0, 5));
  });

  it('reads 50 of them within ten minutes, a pass a minute: 300 an hour', async () => {
    await open(...many(50));
    for (let minute = 0; minute < 10; minute += 1) {
      await pass();
      stage.clock.pass(MINUTE);
    }
    const read = await db().selectFrom('engagement_readings').select('engagement_id').execute();
    assert.deepEqual([calls(), read.length], [50, 50]);
  });

  it('leaves few of them alone for some passes, whichever way the clock was moved', async () => {
    await open(...many(2));
    await pass();
    stage.clock.pass(5 * MINUTE - 1);
    await pass();
    assert.equal(calls(), 2);
    stage.clock.pass(1);
    await pass();
    assert.equal(calls(), 4);
    stage.clock.pass(-DAY);
    await pass();
    assert.equal(calls(), 6);
  });

  it('goes on after one that fails, which waits for its next turn', async () => {
    await open(...many(3));
    stage.referrals.fail('listEngagement', new ReferralServiceError('unavailable', { status: 503 }));
    await assert.doesNotReject(pass());
    assert.equal(calls(), 3);
    await pass();
    assert.equal(calls(), 3);
  });

  it('pauses where Partner Center says slow down (API-04)', async () => {
    await open(...many(3));
    stage.referrals.fail('listEngagement', new ReferralServiceError('throttled', { status: 429 }));
    await pass();
    assert.equal(calls(), 1);
  });

  it('leaves alone what nothing can be learnt of: new, lost, private, registered, won long ago, without an engagement', async () => {
    const hidden = { ...CONSENT, shareWithMicrosoftSellers: false };
    await open(
      deal(1, { status: 'New', substatus: 'Pending' }),
      deal(2, { ...WON, substatus: 'Lost' }),
      deal(3, { ...ACCEPTED, consent: hidden }),
      deal(4, { ...WON, registrationStatus: 'Approved' }),
      deal(5, { ...WON, closedAt: new Date(START.getTime() - 91 * DAY) }),
      deal(6, { ...ACCEPTED, engagementId: null }),
      deal(7, { ...ACCEPTED, organizationId: 'msft' }),
    );
    await pass();
    assert.equal(calls(), 0);
    await open(deal(8, WON));
    await pass();
    assert.equal(calls(), 1);
  });

  it('is shared by two bots on one store', async () => {
    await open(...many(6));
    await Promise.all([pass(), pass()]);
    assert.equal(calls(), 6);
  });
});
