import assert from 'node:assert/strict';
import { exceptionWay } from '../../../services/deals/registration-exception.ts';
import { registrationStates } from '../../../services/deals/registration-state.ts';

const NOW = new Date('2026-11-30T09:00:00.000Z');
const at = (text: string) => new Date(`${text}T00:00:00.000Z`);
const one = (status: string, registeredAt: Date | null = at('2026-11-01')) => ({
  id: 'r-1',
  status,
  statusReason: null,
  registeredAt,
});
const deal = (...registrations: ReturnType<typeof one>[]) => ({ registrationStatus: null, registrations });

describe('a registration that failed', () => {
  it('may be looked at once more, within 60 days of the first registration (RST-11)', () => {
    assert.deepEqual(exceptionWay(deal(one('Failed')), NOW), { until: at('2026-12-31') });
    const two = deal(one('Closed', at('2026-10-10')), one('Failed'));
    assert.deepEqual(exceptionWay(two, NOW), { until: at('2026-12-09') }, 'the first one counts');
    assert.equal(exceptionWay(deal(one('Failed', at('2026-09-01'))), NOW), null, 'too late');
    assert.deepEqual(exceptionWay(deal(one('Failed', null)), NOW), { until: null });
  });

  it('is the only one that may (RST-11)', () => {
    for (const status of ['Approved', 'ReviewPending', 'ActionRequired', 'Passed', 'Closed'])
      assert.equal(exceptionWay(deal(one(status)), NOW), null, status);
    assert.equal(exceptionWay({ registrationStatus: 'None', registrations: [] }, NOW), null);
  });
});

describe('two registrations of one deal', () => {
  it('are each told with its state, ISV Connect beside IP co-sell (REG-10)', () => {
    const states = registrationStates(deal(one('Closed'), one('ReviewPending')));
    assert.deepEqual(
      states.map(({ state }) => state),
      ['closed', 'reviewPending'],
    );
    assert.deepEqual(registrationStates(deal(one('Closed'))), [], 'one is told by the deal’s own state');
  });
});
