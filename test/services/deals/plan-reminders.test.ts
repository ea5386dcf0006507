import assert from 'node:assert/strict';
import { DEFAULT_LADDER, NEVER_QUIET, type ReminderRules } from '../../../services/deals/ladder.ts';
import { isInDigest, isOvertaken, planReminders } from '../../../services/deals/plan-reminders.ts';
import { inbound } from './inbound.ts';
import { samplePlace } from './sample-place.ts';

const PARIS = samplePlace();
const LONG_AGO = new Date(0);
const awake: ReminderRules = { ladder: DEFAULT_LADDER, quietHours: NEVER_QUIET, digestHour: 9 };
/** Thursday, 15:00 in Paris. */
const THURSDAY = new Date('2026-11-26T14:00:00Z');
const at = (text: string) => new Date(text);

describe('planning reminders', () => {
  const seen = {
    deal: inbound({ expiresAt: THURSDAY }),
    kind: 'inbound' as const,
    version: 3,
    firstSeenAt: at('2026-11-12T00:00:00Z'),
  };
  const plan = (changes: Partial<typeof seen> = {}, now = at('2026-11-13T00:00:00Z')) =>
    planReminders({ ...seen, ...changes }, [PARIS], awake, now).map(({ occasion }) => occasion);

  it('wants each step in each place', () => {
    assert.deepEqual(plan(), [
      'digest:2026-11-19',
      'digest:2026-11-23',
      'expiry:24h:2026-11-26T14:00:00.000Z',
      'expiry:4h:2026-11-26T14:00:00.000Z',
    ]);
    assert.equal(planReminders(seen, [PARIS, samplePlace({ id: 'other' })], awake, LONG_AGO).length, 8);
  });

  it('wants none without a deadline, after it, or once nothing waits for us (EXP-02)', () => {
    assert.deepEqual(plan({ deal: inbound({ expiresAt: null }) }), []);
    assert.deepEqual(plan({}, THURSDAY), []);
    for (const [status, substatus] of [
      ['Active', 'Accepted'],
      ['Closed', 'Expired'],
      ['New', 'Engaged'],
    ] as const)
      assert.deepEqual(plan({ deal: inbound({ expiresAt: THURSDAY, status, substatus }) }), []);
  });

  it('shows only the later of two single steps that are both due', () => {
    const overtaken = (name: string, now: string) =>
      isOvertaken(
        DEFAULT_LADDER.find((one) => one.name === name) ?? assert.fail(name),
        THURSDAY,
        PARIS,
        awake,
        LONG_AGO,
        at(now),
      );
    assert.equal(overtaken('24h', '2026-11-25T15:00:00Z'), false);
    assert.equal(overtaken('24h', '2026-11-26T11:00:00Z'), true);
    assert.equal(overtaken('4h', '2026-11-26T11:00:00Z'), false);
  });

  it('wants of the steps that have passed the last one only, at once or in the next digest', () => {
    const passed = planReminders(seen, [PARIS], awake, at('2026-11-24T12:00:00Z'));
    assert.deepEqual(
      passed.map(({ occasion, dueAt }) => [occasion.slice(0, 17), dueAt]),
      [
        ['digest:2026-11-25', at('2026-11-25T08:00:00Z')],
        ['expiry:24h:2026-1', at('2026-11-25T14:00:00Z')],
        ['expiry:4h:2026-11', at('2026-11-26T10:00:00Z')],
      ],
    );
    const last = planReminders(seen, [PARIS], awake, at('2026-11-26T11:00:00Z'));
    assert.deepEqual(
      last.map(({ occasion, dueAt }) => [occasion, dueAt]),
      [['expiry:4h:2026-11-26T14:00:00.000Z', at('2026-11-26T10:00:00Z')]],
    );
  });

  it('names a deal in the first digest after its step, and in no other', () => {
    const named = (now: string, namedAt: string | null = null) =>
      isInDigest(seen, PARIS, awake, namedAt === null ? null : at(namedAt), at(now));
    assert.equal(named('2026-11-19T07:59:59Z'), false, 'before the first step');
    assert.equal(named('2026-11-19T08:00:00Z'), true);
    assert.equal(named('2026-11-20T08:00:00Z', '2026-11-19T08:00:01Z'), false);
    assert.equal(named('2026-11-22T08:00:00Z'), true, 'the bot was down on the day');
    assert.equal(named('2026-11-23T08:00:00Z', '2026-11-19T08:00:01Z'), true, 'the next step');
    assert.equal(named('2026-11-25T15:00:00Z'), false, 'a single step has come since');
    assert.equal(named('2026-11-26T14:00:00Z'), false, 'the deadline is over');
  });

  it('names no deal in a digest that was first seen inside the step', () => {
    const late = { ...seen, firstSeenAt: at('2026-11-23T09:00:00Z') };
    assert.equal(isInDigest(late, PARIS, awake, null, at('2026-11-24T08:00:00Z')), false);
  });
});
