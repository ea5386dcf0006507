import assert from 'node:assert/strict';
import {
  DEFAULT_QUIET_HOURS,
  latestAtHour,
  localDate,
  nextAtHour,
  outOfQuietHours,
  type QuietHours,
} from '../../../services/deals/working-time.ts';

const PARIS = 'Europe/Paris';
const NEVER: QuietHours = { from: 0, to: 0, weekends: false };
const moved = (text: string, quiet = DEFAULT_QUIET_HOURS, zone = PARIS) =>
  outOfQuietHours(new Date(text), quiet, zone).toISOString();

describe('quiet hours', () => {
  it('leave the working day alone, from its first minute to its last', () => {
    for (const text of ['2026-11-24T07:00:00.000Z', '2026-11-24T12:34:56.000Z', '2026-11-24T17:59:59.999Z'])
      assert.equal(moved(text), text);
  });

  it('move what falls into the night to an hour before they begin', () => {
    assert.equal(moved('2026-11-24T18:00:00Z'), '2026-11-24T17:00:00.000Z');
    assert.equal(moved('2026-11-25T06:59:59Z'), '2026-11-24T17:00:00.000Z');
  });

  it('move what falls into the weekend to Friday', () => {
    for (const text of ['2026-11-20T22:00:00Z', '2026-11-22T12:00:00Z', '2026-11-23T06:00:00Z'])
      assert.equal(moved(text), '2026-11-20T17:00:00.000Z');
  });

  it('are those of the place', () => {
    const noonInTokyo = '2026-11-24T03:00:00.000Z';
    assert.equal(moved(noonInTokyo, DEFAULT_QUIET_HOURS, 'Asia/Tokyo'), noonInTokyo);
    assert.equal(moved(noonInTokyo), '2026-11-23T17:00:00.000Z');
  });

  it('may lie within one day', () => {
    const siesta = { from: 12, to: 14, weekends: false };
    assert.equal(moved('2026-11-24T12:30:00Z', siesta), '2026-11-24T10:00:00.000Z');
    assert.equal(moved('2026-11-24T13:00:00.000Z', siesta), '2026-11-24T13:00:00.000Z');
  });

  it('never come where they are none, or all day long', () => {
    const night = '2026-11-25T02:00:00.000Z';
    assert.equal(moved(night, NEVER), night);
    assert.equal(moved(night, { from: 8, to: 8, weekends: false }), night);
  });

  it('keep to the clock on the wall when it is set back or forward', () => {
    assert.equal(moved('2026-10-26T06:00:00Z'), '2026-10-23T16:00:00.000Z');
    assert.equal(moved('2026-03-30T05:00:00Z'), '2026-03-27T17:00:00.000Z');
  });

  it('are read in UTC where the zone is unknown', () => {
    assert.equal(
      moved('2026-11-24T18:30:00.000Z', DEFAULT_QUIET_HOURS, 'Mars/Base'),
      '2026-11-24T18:30:00.000Z',
    );
  });

  it('never move anything later', () => {
    for (const zone of [PARIS, 'Asia/Kolkata', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Auckland'])
      for (let hour = 0; hour < 7 * 24; hour++) {
        const moment = new Date(Date.UTC(2026, 10, 20, hour, 20));
        assert.ok(outOfQuietHours(moment, DEFAULT_QUIET_HOURS, zone) <= moment, `${zone} ${hour}`);
      }
  });
});

describe('the hour of the digest', () => {
  const latest = (text: string, quiet = NEVER, zone = PARIS) =>
    latestAtHour(new Date(text), 9, quiet, zone).toISOString();
  const next = (text: string, quiet = NEVER, zone = PARIS) =>
    nextAtHour(new Date(text), 9, quiet, zone).toISOString();

  it('is the latest one at or before a moment', () => {
    assert.equal(latest('2026-11-24T08:00:00Z'), '2026-11-24T08:00:00.000Z');
    assert.equal(latest('2026-11-24T07:59:59Z'), '2026-11-23T08:00:00.000Z');
  });

  it('is the next one after a moment', () => {
    assert.equal(next('2026-11-24T07:30:00Z'), '2026-11-24T08:00:00.000Z');
    assert.equal(next('2026-11-24T08:00:00Z'), '2026-11-25T08:00:00.000Z');
  });

  it('passes over weekends where they are quiet', () => {
    assert.equal(latest('2026-11-22T12:00:00Z', DEFAULT_QUIET_HOURS), '2026-11-20T08:00:00.000Z');
    assert.equal(next('2026-11-20T12:00:00Z', DEFAULT_QUIET_HOURS), '2026-11-23T08:00:00.000Z');
    assert.equal(next('2026-11-20T12:00:00Z'), '2026-11-21T08:00:00.000Z');
  });

  it('keeps to the clock on the wall', () => {
    assert.equal(next('2026-10-24T12:00:00Z'), '2026-10-25T08:00:00.000Z');
    assert.equal(next('2026-03-28T12:00:00Z'), '2026-03-29T07:00:00.000Z');
  });

  it('falls on a date of the place', () => {
    assert.equal(localDate(new Date('2026-11-24T23:30:00Z'), PARIS), '2026-11-25');
    assert.equal(localDate(new Date('2026-01-05T03:00:00Z'), 'America/New_York'), '2026-01-04');
  });
});
