import assert from 'node:assert/strict';
import {
  currentStep,
  DEFAULT_LADDER,
  digestOccasion,
  type LadderStep,
  NEVER_QUIET,
  parseLadder,
  reminderOccasion,
  type ReminderRules,
  stepMoment,
} from '../../../services/deals/ladder.ts';
import { DEFAULT_QUIET_HOURS } from '../../../services/deals/working-time.ts';
import { samplePlace } from './sample-place.ts';

const PARIS = samplePlace();
const LONG_AGO = new Date(0);
const awake: ReminderRules = { ladder: DEFAULT_LADDER, quietHours: NEVER_QUIET, digestHour: 9 };
const asleep: ReminderRules = { ...awake, quietHours: DEFAULT_QUIET_HOURS };
const step = (name: string): LadderStep =>
  DEFAULT_LADDER.find((one) => one.name === name) ?? assert.fail(name);
/** Thursday, 15:00 in Paris. */
const THURSDAY = new Date('2026-11-26T14:00:00Z');
const at = (text: string) => new Date(text);

describe('the ladder before expiry', () => {
  it('has steps at 7 d and 3 d for the digest, at 24 h and 4 h for messages of their own (EXP-01)', () => {
    assert.deepEqual(
      DEFAULT_LADDER.map(({ name, shown }) => `${name} ${shown}`),
      ['7d digest', '3d digest', '24h single', '4h single'],
    );
  });

  it('is read from a setting, the longest step first', () => {
    assert.deepEqual(parseLadder('24h, 7d:digest ,3d:digest,4h'), DEFAULT_LADDER);
    assert.deepEqual(parseLadder('30m'), [{ name: '30m', before: 1_800_000, shown: 'single' }]);
    assert.deepEqual(parseLadder(' none '), []);
  });

  for (const text of ['', '24', 'h', '0h', '-1h', '24h,', '24h:post', '1w', '99999h', '2.5h', 'constructor'])
    it(`is not guessed at: ${JSON.stringify(text)}`, () => {
      assert.equal(parseLadder(text), null);
    });

  it('has a single step exactly so long before the deadline', () => {
    assert.deepEqual(stepMoment(step('24h'), THURSDAY, PARIS, awake, LONG_AGO), at('2026-11-25T14:00:00Z'));
  });

  it('has a digest step in the last digest before, in the time zone of the place', () => {
    assert.deepEqual(stepMoment(step('3d'), THURSDAY, PARIS, awake, LONG_AGO), at('2026-11-23T08:00:00Z'));
    const tokyo = { timeZone: 'Asia/Tokyo' };
    assert.deepEqual(stepMoment(step('3d'), THURSDAY, tokyo, awake, LONG_AGO), at('2026-11-23T00:00:00Z'));
    const morning = at('2026-11-26T07:00:00Z');
    assert.deepEqual(stepMoment(step('3d'), morning, PARIS, awake, LONG_AGO), at('2026-11-22T08:00:00Z'));
  });

  it('moves a step out of the night to the evening before, an hour before quiet begins', () => {
    const dawn = at('2026-11-26T05:00:00Z');
    assert.deepEqual(stepMoment(step('24h'), dawn, PARIS, asleep, LONG_AGO), at('2026-11-24T17:00:00Z'));
    assert.deepEqual(stepMoment(step('4h'), dawn, PARIS, asleep, LONG_AGO), at('2026-11-25T17:00:00Z'));
  });

  it('moves a step out of the weekend to Friday, and the digest too', () => {
    const monday = at('2026-11-23T14:00:00Z');
    assert.deepEqual(stepMoment(step('24h'), monday, PARIS, asleep, LONG_AGO), at('2026-11-20T17:00:00Z'));
    const tuesday = at('2026-11-24T14:00:00Z');
    assert.deepEqual(stepMoment(step('3d'), tuesday, PARIS, asleep, LONG_AGO), at('2026-11-20T08:00:00Z'));
  });

  it('rather pushes at night than not at all, where the evening before the deal was not known', () => {
    const dawn = at('2026-11-26T05:00:00Z');
    const seen = at('2026-11-25T20:00:00Z');
    assert.deepEqual(stepMoment(step('4h'), dawn, PARIS, asleep, seen), at('2026-11-26T01:00:00Z'));
  });

  it('leaves out a step inside which the deal was first seen', () => {
    const seen = at('2026-11-25T14:00:00Z');
    assert.equal(stepMoment(step('24h'), THURSDAY, PARIS, awake, seen), null);
    assert.equal(stepMoment(step('3d'), THURSDAY, PARIS, awake, seen), null);
    assert.ok(stepMoment(step('4h'), THURSDAY, PARIS, awake, seen));
  });

  it('is about one deadline: another one begins anew', () => {
    const occasion = reminderOccasion(step('24h'), THURSDAY);
    assert.equal(currentStep(occasion, THURSDAY, awake)?.name, '24h');
    assert.equal(currentStep(occasion, at('2026-12-01T00:00:00Z'), awake), null);
    assert.equal(currentStep(occasion, THURSDAY, { ...awake, ladder: [] }), null);
  });

  it('names a digest by the date of the place', () => {
    const evening = at('2026-11-26T23:30:00Z');
    assert.equal(digestOccasion(evening, PARIS), 'digest:2026-11-27');
    assert.equal(digestOccasion(evening, { timeZone: 'America/New_York' }), 'digest:2026-11-26');
  });
});
