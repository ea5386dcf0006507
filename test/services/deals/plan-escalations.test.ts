import assert from 'node:assert/strict';
import { type LadderStep, parseLadder, type ReminderRules } from '../../../services/deals/ladder.ts';
import {
  concernsManagersUntil,
  currentEscalation,
  planEscalations,
} from '../../../services/deals/plan-escalations.ts';
import { DEFAULT_QUIET_HOURS } from '../../../services/deals/working-time.ts';
import { inbound } from './inbound.ts';
import { samplePlace } from './sample-place.ts';

/** Thursday, 15:00 in Paris. */
const THURSDAY = new Date('2026-11-26T14:00:00Z');
const WEDNESDAY = new Date('2026-11-25T08:00:00Z');
const STEPS = parseLadder('4h:manager') ?? [];
const rules: ReminderRules = { ladder: [], toManagers: STEPS, quietHours: null, digestHour: 9 };
const seen = (changes: object = {}) =>
  ({
    deal: inbound({ expiresAt: THURSDAY, ...changes }),
    kind: 'inbound',
    version: 3,
    firstSeenAt: new Date(0),
  }) as const;
const plan = (deal = seen(), chatRules = rules, now = WEDNESDAY) =>
  planEscalations(deal, [{ place: samplePlace(), rules: chatRules }], STEPS, now).map(
    ({ occasion, dueAt }) => `${occasion} at ${dueAt?.toISOString()}`,
  );

describe('the step for managers', () => {
  it('is read from the ladder, where it is written', () => {
    assert.deepEqual(STEPS, [{ name: '4h', before: 4 * 3_600_000, shown: 'manager' } satisfies LadderStep]);
    assert.equal(parseLadder('4h:managers'), null);
  });

  it('comes so long before the deadline, and earlier out of quiet hours (EXP-01)', () => {
    assert.deepEqual(plan(), ['manager:4h:2026-11-26T14:00:00.000Z at 2026-11-26T10:00:00.000Z']);
    const dawn = seen({ expiresAt: new Date('2026-11-26T05:00:00Z') });
    assert.deepEqual(plan(dawn, { ...rules, quietHours: DEFAULT_QUIET_HOURS }), [
      'manager:4h:2026-11-26T05:00:00.000Z at 2026-11-25T17:00:00.000Z',
    ]);
  });

  it('is for deals that wait, with a deadline to come (EXP-02)', () => {
    assert.deepEqual(plan(seen({ status: 'Active', substatus: 'Accepted' })), []);
    assert.deepEqual(plan(seen({ expiresAt: null })), []);
    assert.deepEqual(plan(seen(), rules, THURSDAY), []);
  });

  it('asks who managers are only when the deadline is near', () => {
    const until = (text: string) => concernsManagersUntil(STEPS, new Date(text)).toISOString();
    assert.equal(until('2026-11-22T10:00:00Z'), THURSDAY.toISOString());
    assert.equal(until('2026-11-22T09:00:00Z'), '2026-11-26T13:00:00.000Z');
  });

  it('is over when its deadline moved, or the setting is gone', () => {
    const occasion = 'manager:4h:2026-11-26T14:00:00.000Z';
    assert.equal(currentEscalation(occasion, seen(), rules)?.name, '4h');
    assert.equal(currentEscalation(occasion, seen({ expiresAt: WEDNESDAY }), rules), null);
    assert.equal(currentEscalation(occasion, seen(), { ...rules, toManagers: [] }), null);
  });
});
