import assert from 'node:assert/strict';
import {
  DEFAULT_QUIET_HOURS,
  latestAtHour,
  localDate,
  nextAtHour,
  outOfQuietHours,
  parseQuietHours,
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

  it('begin and end on the clock on the wall, also half an hour or three quarters apart from UTC', () => {
    for (const [zone, begins, lead] of [
      ['Asia/Kolkata', '2026-11-24T13:30:00.000Z', '2026-11-24T12:30:00.000Z'],
      ['Asia/Kathmandu', '2026-11-24T13:15:00.000Z', '2026-11-24T12:15:00.000Z'],
      ['America/St_Johns', '2026-11-24T22:30:00.000Z', '2026-11-24T21:30:00.000Z'],
    ] as const) {
      const before = new Date(new Date(begins).getTime() - 1).toISOString();
      assert.equal(moved(before, DEFAULT_QUIET_HOURS, zone), before);
      assert.equal(moved(begins, DEFAULT_QUIET_HOURS, zone), lead, zone);
    }
  });

  it('keep to the clock on the wall where it is set back by half an hour (Lord Howe)', () => {
    const dawn = moved(
      '2026-04-05T20:00:00Z',
      { ...DEFAULT_QUIET_HOURS, weekends: false },
      'Australia/Lord_Howe',
    );
    assert.equal(dawn, '2026-04-05T07:30:00.000Z');
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

describe('the setting of quiet hours', () => {
  it('is read: hours, weekends or not, or none', () => {
    assert.deepEqual(parseQuietHours('19-8'), { from: 19, to: 8, weekends: false });
    assert.deepEqual(parseQuietHours(' 19-8, weekends '), { from: 19, to: 8, weekends: true });
    assert.deepEqual(parseQuietHours('12-14'), { from: 12, to: 14, weekends: false });
    assert.equal(parseQuietHours('none'), null);
  });

  for (const text of ['', '19', '24-8', '-1-8', '19-8,nights', '19:00-8:00', 'weekends'])
    it(`is not guessed at: ${JSON.stringify(text)}`, () => {
      assert.equal(parseQuietHours(text), undefined);
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

  it('is nine on the wall in zones half an hour apart from UTC', () => {
    assert.equal(latest('2026-11-24T03:40:00Z', NEVER, 'Asia/Kolkata'), '2026-11-24T03:30:00.000Z');
    assert.equal(next('2026-11-24T03:29:59Z', NEVER, 'Asia/Kolkata'), '2026-11-24T03:30:00.000Z');
    assert.equal(next('2026-11-24T03:30:00Z', NEVER, 'Asia/Kolkata'), '2026-11-25T03:30:00.000Z');
  });

  it('falls on a date of the place', () => {
    assert.equal(localDate(new Date('2026-11-24T23:30:00Z'), PARIS), '2026-11-25');
    assert.equal(localDate(new Date('2026-01-05T03:00:00Z'), 'America/New_York'), '2026-01-04');
  });
});
