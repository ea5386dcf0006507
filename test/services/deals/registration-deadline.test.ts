import assert from 'node:assert/strict';
import { planRegistrationReminders, readCountdown } from '../../../services/deals/plan-registration.ts';
import {
  freezeAt,
  parseFreezes,
  registrationDeadline,
} from '../../../services/deals/registration-deadline.ts';
import { isRegistered, registrationState } from '../../../services/deals/registration-state.ts';
import { inbound } from './inbound.ts';
import { NO_REMINDERS } from './stage.ts';

const FREEZES = parseFreezes('2027-06-16T17:00:00-08:00/2027-07-01') ?? [];

describe('the time to register', () => {
  it('ends with the 60th day after signature, in UTC (REG-14)', () => {
    assert.equal(registrationDeadline('2026-11-10').toISOString(), '2027-01-09T23:59:59.000Z');
  });

  it('ends where a freeze begins that would swallow the last day (REG-15)', () => {
    assert.equal(registrationDeadline('2027-04-25', FREEZES).toISOString(), '2027-06-17T01:00:00.000Z');
    assert.equal(registrationDeadline('2027-05-20', FREEZES).toISOString(), '2027-07-19T23:59:59.000Z');
  });

  it('knows when registrations are frozen: from the first moment, not at the last (REG-15)', () => {
    assert.equal(freezeAt(new Date('2027-06-17T00:59:59Z'), FREEZES), null);
    assert.ok(freezeAt(new Date('2027-06-17T01:00:00Z'), FREEZES));
    assert.ok(freezeAt(new Date('2027-06-30T23:59:59Z'), FREEZES));
    assert.equal(freezeAt(new Date('2027-07-01T00:00:00Z'), FREEZES), null);
  });

  it('reads the calendar of freezes, and refuses what is none (REG-15)', () => {
    assert.deepEqual(parseFreezes(''), []);
    assert.equal(parseFreezes('2027-06-16/2027-07-01, 2028-06-16/2028-07-01')?.length, 2);
    for (const text of ['soon', '2027-06-16', '2027-07-01/2027-06-16', '2027-13-01/2027-14-01', '1/2/3'])
      assert.equal(parseFreezes(text), null, text);
  });

  it('reminds 30, 14, 7 and 2 days before, as long as that is still to come (REG-14)', () => {
    const place = { id: 'p-1', timeZone: 'UTC' };
    const rules = { ...NO_REMINDERS, ladder: [{ name: '24h', before: 1, shown: 'single' as const }] };
    const plan = {
      deal: inbound(),
      since: '2026-11-10',
      basis: 'signed' as const,
      freezes: [],
      now: new Date('2026-12-20T00:00:00Z'),
    };
    const wanted = planRegistrationReminders(plan, place, rules);
    assert.deepEqual(
      wanted.map(({ dueAt }) => dueAt?.toISOString()),
      ['2026-12-26T23:59:59.000Z', '2027-01-02T23:59:59.000Z', '2027-01-07T23:59:59.000Z'],
    );
    assert.deepEqual(readCountdown(wanted[0]?.occasion ?? ''), { basis: 'signed', since: '2026-11-10' });
    assert.equal(readCountdown('registration:offer'), null);
    assert.deepEqual(planRegistrationReminders(plan, place, NO_REMINDERS), []);
  });
});

describe('the state of a registration', () => {
  const states: [word: string | null, state: string][] = [
    [null, 'none'],
    ['None', 'none'],
    ['Pending', 'pending'],
    ['Approved', 'approved'],
    ['ReviewPending', 'reviewPending'],
    ['In progress', 'reviewPending'],
    ['ActionRequired', 'actionRequired'],
    ['Action required', 'actionRequired'],
    ['Incomplete', 'actionRequired'],
    ['Passed', 'passed'],
    ['Review passed', 'passed'],
    ['Failed', 'failed'],
    ['Rejected', 'failed'],
    ['MarketplaceValidationPending', 'validationPending'],
    ['Marketplace validation passed', 'validationPassed'],
    ['Marketplace validation failed', 'validationFailed'],
    ['Closed', 'closed'],
    ['Sublimated', 'other'],
    ['constructor', 'other'],
  ];
  for (const [word, state] of states) {
    it(`is read from the service’s own word: ${word} (RST-01 to RST-09)`, () => {
      assert.equal(registrationState({ registrationStatus: word, registrations: [] }).state, state);
    });
  }

  it('is never registered before the service shows it (FORM-15, RST-01)', () => {
    const shown = (registrationStatus: string | null) =>
      isRegistered({ registrationStatus, registrations: [] });
    assert.deepEqual([shown(null), shown('None'), shown('Pending')], [false, false, false]);
    assert.deepEqual([shown('ReviewPending'), shown('Closed')], [true, true]);
    const one = { id: null, status: null, statusReason: null, registeredAt: null };
    const silent = { registrationStatus: 'None', registrations: [one] };
    assert.equal(isRegistered(silent), true);
    assert.equal(registrationState(silent).state, 'received');
  });
});
