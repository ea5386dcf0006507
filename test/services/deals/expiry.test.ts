import assert from 'node:assert/strict';
import {
  type DeadlineBand,
  deadlineBand,
  deadlineOf,
  nextBandChange,
} from '../../../services/deals/expiry.ts';
import { inbound } from './inbound.ts';

const DEADLINE = new Date('2026-11-24T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const before = (milliseconds: number) => new Date(DEADLINE.getTime() - milliseconds);
const deal = inbound({ expiresAt: DEADLINE });

describe('the deadline of a deal', () => {
  it('is what the server says, never a number of days after creation (EXP-01, EXP-02)', () => {
    assert.deepEqual(deadlineOf(deal), DEADLINE);
    assert.equal(deadlineOf(inbound({ expiresAt: null })), null);
  });

  it('counts only while the status is New (EXP-02)', () => {
    for (const status of ['Active', 'Closed', 'None', 'new'])
      assert.equal(deadlineOf(inbound({ status })), null);
  });

  const bands: [string, number, DeadlineBand][] = [
    ['8 days', 8 * DAY, 'calm'],
    ['7 days and 1 ms', 7 * DAY + 1, 'calm'],
    ['7 days', 7 * DAY, 'soon'],
    ['3 days and 1 ms', 3 * DAY + 1, 'soon'],
    ['3 days', 3 * DAY, 'urgent'],
    ['24 hours and 1 ms', DAY + 1, 'urgent'],
    ['24 hours', DAY, 'critical'],
    ['1 ms', 1, 'critical'],
    ['nothing', 0, 'passed'],
    ['less than nothing', -5 * DAY, 'passed'],
  ];
  for (const [left, milliseconds, band] of bands) {
    it(`is ${band} with ${left} left (EXP-01)`, () => {
      assert.equal(deadlineBand(deal, before(milliseconds)), band);
    });
  }

  it('has no band where no deadline is given, and none once the deal is answered (EXP-02)', () => {
    assert.equal(deadlineBand(inbound({ expiresAt: null }), DEADLINE), 'none');
    assert.equal(deadlineBand(inbound({ status: 'Active' }), before(HOUR)), 'none');
  });
});

describe('the next change of the band', () => {
  it('is the nearest threshold ahead, down to the deadline itself (EXP-01)', () => {
    assert.deepEqual(nextBandChange(deal, before(20 * DAY)), before(7 * DAY));
    assert.deepEqual(nextBandChange(deal, before(7 * DAY)), before(3 * DAY));
    assert.deepEqual(nextBandChange(deal, before(2 * DAY)), before(DAY));
    assert.deepEqual(nextBandChange(deal, before(DAY)), DEADLINE);
    assert.deepEqual(nextBandChange(deal, before(1)), DEADLINE);
  });

  it('never comes once the deadline has passed, is not given, or does not count', () => {
    assert.equal(nextBandChange(deal, DEADLINE), null);
    assert.equal(nextBandChange(inbound({ expiresAt: null }), DEADLINE), null);
    assert.equal(nextBandChange(inbound({ status: 'Closed' }), before(DAY)), null);
  });

  it('is a moment at which the band is another one', () => {
    for (let now = before(9 * DAY), steps = 0; ; steps++) {
      const next = nextBandChange(deal, now);
      if (!next) {
        assert.equal(steps, 4);
        return;
      }
      assert.notEqual(deadlineBand(deal, next), deadlineBand(deal, now));
      assert.equal(deadlineBand(deal, new Date(next.getTime() - 1)), deadlineBand(deal, now));
      now = next;
    }
  });
});
