import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { afterClick, HANDICAP_MS, laneOf } from '../../../services/deals/lanes.ts';
import type { WantedDelivery } from '../../../services/deals/wanted-delivery.ts';
import { OUR_RATES } from '../../../services/pacing/rates.ts';
import { UNUSED } from '../../../services/pacing/send-account.ts';
import { claimDeliveries, settleDelivery, wantDeliveries } from '../../../services/store/deliveries.ts';
import { sending } from '../../../services/store/migrations/0016-sending.ts';
import { savePlace } from '../../../services/store/places.ts';
import { savePosted } from '../../../services/store/posted-cards.ts';
import { changeSendAccounts } from '../../../services/store/send-accounts.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const START = new Date('2026-11-20T10:00:00.000Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;

describeOnEveryEngine('lanes of deliveries', (opened) => {
  const db = () => opened().store.db;
  const want = (placeId: string, occasion: string, dueAt = START, subject = 'deal'): WantedDelivery => ({
    placeId,
    subject,
    occasion,
    dueAt,
    wantedVersion: 1,
  });
  const wanted = (...wants: WantedDelivery[]) => wantDeliveries(db(), wants, START);
  const claim = (now = START, limit = 10) =>
    claimDeliveries(db(), { now, leaseSeconds: 30, owner: 'bot', limit });
  const claimed = async (now = START, limit = 10) =>
    (await claim(now, limit)).map(({ placeId, occasion }) => `${placeId} ${occasion}`);
  const settle = (id: string, now = START) =>
    settleDelivery(db(), id, 'bot', { now, nextDueAt: null, seenVersion: 1 });
  const closePlace = (id: string, ms: number) =>
    changeSendAccounts(db(), [{ kind: 'place', id }], OUR_RATES, (book, now) =>
      book.write({ kind: 'place', id }, { ...UNUSED, pausedUntil: now + ms }),
    );

  it('claims what answers a click first, then news, then reminders, then edits', async () => {
    await wanted(
      want('a', 'copy:1', before(50)),
      want('b', 'expiry:24h', before(40)),
      want('c', 'new', before(30)),
      want('d', 'notDone', before(20)),
    );
    assert.deepEqual(await claimed(START, 3), ['d notDone', 'c new', 'b expiry:24h']);
    assert.deepEqual(await claimed(), ['a copy:1']);
  });

  it('claims them in that order within a place, too', async () => {
    await wanted(
      want('a', 'copy:1', before(50)),
      want('a', 'new', before(5)),
      want('a', 'digest:x', before(9)),
    );
    const order: string[] = [];
    for (let one = 0; one < 3; one += 1) {
      const [delivery] = await claim();
      assert.ok(delivery);
      order.push(delivery.occasion);
      await settle(delivery.id);
    }
    assert.deepEqual(order, ['new', 'digest:x', 'copy:1']);
  });

  it('starves nothing: what has waited for longer than its lane’s handicap goes before all that is newer', async () => {
    const old = new Date(START.getTime() - HANDICAP_MS.edit - SECOND);
    await wanted(want('a', 'copy:1', old), want('b', 'new'), want('c', 'welcome'), want('d', 'digest:x'));
    assert.deepEqual(await claimed(), ['a copy:1', 'c welcome', 'b new', 'd digest:x']);
  });

  it('lifts an edit that follows a click, what is shown already becomes an edit again', async () => {
    await wanted(want('a', 'new'));
    const [shown] = await claim();
    assert.equal(shown?.lane, 'news');
    await settle(shown?.id ?? '');
    await wanted(want('a', 'new'), want('b', 'digest:x'));
    assert.deepEqual(await claimed(START, 1), ['b digest:x'], 'a change of the deal is an edit');

    await wanted(...afterClick([want('a', 'new')], START), want('c', 'new'));
    const [lifted] = await claim(START, 1);
    assert.deepEqual([lifted?.placeId, lifted?.lane], ['a', 'answer']);
    await settle(lifted?.id ?? '');
    await wanted(want('a', 'new'));
    assert.deepEqual(await claimed(), ['c new', 'a new']);
  });

  it('does not forget that a click came while an older edit was under way', async () => {
    await wanted(want('a', 'copy:1'));
    const [delivery] = await claim();
    await wanted(...afterClick([want('a', 'copy:1')], START));
    await settle(delivery?.id ?? '');
    await wanted(want('b', 'new', before(60)));
    assert.deepEqual(await claimed(START, 1), ['a copy:1']);
  });

  it('lifts what is due now, and no reminder of later', () => {
    const later = new Date(START.getTime() + HOUR);
    const wants = afterClick([want('a', 'new'), want('a', 'expiry:4h', later)], START);
    assert.deepEqual(
      wants.map(({ lane }) => lane),
      ['answer', undefined],
    );
    assert.deepEqual(['expiry:4h', 'someday'].map(laneOf), ['reminder', 'edit']);
  });

  it('finds work for every hand though one place has all that was due first', async () => {
    const many = Array.from({ length: 100 }, (_, index) => want('busy', 'new', before(99), `deal-${index}`));
    await wanted(...many, want('a', 'new'), want('b', 'new'));
    assert.deepEqual(await claimed(START, 2), ['busy new']);
    assert.deepEqual(await claimed(START, 2), ['a new', 'b new']);
  });

  it('leaves a place alone that is closed for now, without a write to what waits there', async () => {
    await wanted(want('busy', 'new', before(60)), want('a', 'new'));
    await closePlace('busy', HOUR);
    assert.deepEqual(await claimed(), ['a new']);
    await closePlace('busy', -1);
    assert.deepEqual(await claimed(), ['busy new']);
  });

  it('leaves the places of a tenant alone that Teams throttles, but not those of one that is merely busy', async () => {
    await savePlace(db(), samplePlace({ id: 'a', tenantId: 'theirs', conversationId: 'a' }));
    await savePlace(db(), samplePlace({ id: 'b', tenantId: 'ours', conversationId: 'b' }));
    await wanted(want('a', 'new'), want('b', 'new'));
    const close = (id: string, ms: number) =>
      changeSendAccounts(db(), [{ kind: 'tenant', id }], OUR_RATES, (book, now) =>
        book.write({ kind: 'tenant', id }, { ...UNUSED, pausedUntil: now + ms }),
      );
    await close('theirs', HOUR);
    await close('ours', 300);
    assert.deepEqual(await claimed(), ['b new']);
  });

  it('gives what waited before there were lanes the one of its occasion', async () => {
    await wanted(want('a', 'new'), want('b', 'new'), want('c', 'expiry:24h'), want('d', 'copy:1'));
    const card = { id: 'p-1', placeId: 'b', subject: 'deal', occasion: 'new', activityId: 'a-1' };
    await savePosted(db(), { ...card, version: 1, hash: '', postedAt: START, changedAt: START });
    for (const undo of [
      'drop index deliveries_by_lane',
      'alter table deliveries drop column lane',
      'drop table send_accounts',
    ])
      await sql.raw(undo).execute(db());
    await sending.up(db());
    const rows = await db()
      .selectFrom('deliveries')
      .select(['place_id', 'lane'])
      .orderBy('place_id')
      .execute();
    assert.deepEqual(
      rows.map(({ place_id, lane }) => `${place_id} ${lane}`),
      ['a 1', 'b 3', 'c 2', 'd 3'],
    );
  });
});

function before(seconds: number): Date {
  return new Date(START.getTime() - seconds * SECOND);
}
