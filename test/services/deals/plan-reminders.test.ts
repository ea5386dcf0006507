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

  it('names a deal in the digest of its step, and in no other', () => {
    const named = (date: string, since: string) => isInDigest(seen, PARIS, awake, date, since);
    assert.equal(named('2026-11-23', '2026-11-22'), true);
    assert.equal(named('2026-11-24', '2026-11-23'), false);
    assert.equal(named('2026-11-22', '2026-11-20'), false);
    assert.equal(named('2026-11-25', '2026-11-20'), true, 'the bot was down on the day');
  });
});
