import assert from 'node:assert/strict';
import { type DealCount, medianOf, summarizeDeals } from '../../../services/deals/insight.ts';
import { parseInsightFilters, periodStart } from '../../../services/deals/insight-filters.ts';
import { minutesToDecide } from '../../../services/deals/minutes-to-decide.ts';
import { inbound } from './inbound.ts';

const count = (pair: string, changes: Partial<DealCount> = {}): DealCount => {
  const [status = '', substatus = ''] = pair.split('/');
  return {
    kind: 'inbound',
    month: '2026-10',
    status,
    substatus,
    wasAccepted: false,
    currency: 'EUR',
    registration: null,
    microsoft: null,
    count: 1,
    value: 100,
    ...changes,
  };
};
const answered = (pair: string): DealCount => {
  const [status = '', substatus = ''] = pair.split('/');
  return count('Active/Accepted', { kind: 'outbound', microsoft: { status, substatus } });
};

describe('the figures of a period', () => {
  it('count each inbound deal once, by where it stands now (NAV-06, EXP-01, LIFE-03)', () => {
    const { inbound: received, ours } = summarizeDeals([
      count('New/Pending', { count: 3 }),
      count('Active/Accepted', { count: 4 }),
      count('Closed/Won', { count: 2 }),
      count('Closed/Lost'),
      count('Closed/Declined', { count: 5 }),
      count('Closed/Expired', { count: 6 }),
      count('Closed/Error'),
      count('Closed/Error', { wasAccepted: true }),
    ]);
    assert.deepEqual(received, {
      received: 23,
      waiting: 3,
      accepted: 8,
      declined: 5,
      expired: 6,
      other: 1,
    });
    assert.deepEqual(ours, { open: 4, won: 2, lost: 1 });
  });

  it('count what Microsoft answered to our own deals; what it won later it had accepted (EXP-05)', () => {
    const { microsoft, outbound } = summarizeDeals([
      answered('New/Pending'),
      answered('Active/Accepted'),
      answered('Closed/Won'),
      answered('Closed/Lost'),
      answered('Closed/Declined'),
      answered('Closed/Expired'),
      answered('Closed/Error'),
      count('Active/Accepted', { kind: 'outbound' }),
    ]);
    assert.equal(outbound, 8);
    assert.deepEqual(microsoft, {
      invited: 7,
      waiting: 1,
      accepted: 3,
      declined: 1,
      expired: 1,
      other: 1,
    });
  });

  it('sum values by currency without converting, of accepted and of our own deals only', () => {
    const { values } = summarizeDeals([
      count('Active/Accepted', { currency: 'USD', value: 500 }),
      count('Active/Accepted', { value: 100, count: 2 }),
      count('Closed/Won', { value: 40 }),
      count('Active/Accepted', { kind: 'outbound', value: 7 }),
      count('Closed/Lost', { value: 9000 }),
      count('New/Pending', { value: 9000 }),
      count('Closed/Won', { currency: 'GBP', value: 0 }),
      count('Active/Accepted', { currency: null }),
    ]);
    assert.deepEqual(values, [
      { currency: 'EUR', open: 107, won: 40 },
      { currency: 'USD', open: 500, won: 0 },
    ]);
  });

  it('name registrations by state, and every month between the first and the last, two years at most', () => {
    const { registrations, months } = summarizeDeals([
      count('Closed/Won', { registration: 'failed', month: '2026-02' }),
      count('Closed/Won', { registration: 'approved', count: 2, month: '2025-11' }),
      count('Closed/Won', { registration: 'none', month: null }),
      count('Active/Accepted', { kind: 'outbound', month: '2026-01' }),
    ]);
    assert.deepEqual(registrations, [
      { state: 'approved', count: 2 },
      { state: 'failed', count: 1 },
    ]);
    assert.deepEqual(months, [
      { month: '2025-11', inbound: 2, outbound: 0 },
      { month: '2025-12', inbound: 0, outbound: 0 },
      { month: '2026-01', inbound: 0, outbound: 1 },
      { month: '2026-02', inbound: 1, outbound: 0 },
    ]);
    const old = summarizeDeals([count('New/Pending', { month: '2019-01' }), count('New/Pending')]);
    assert.equal(old.months.length, 24);
    assert.deepEqual(summarizeDeals([]).months, []);
  });

  it('are of 90 days unless another period is asked for; what cannot be read narrows nothing', () => {
    const typed = { period: 'ever', dealType: '0', country: '0', solution: ' ' };
    assert.deepEqual(parseInsightFilters(typed), {
      period: '90d',
      dealType: null,
      country: null,
      solution: null,
    });
    assert.deepEqual(
      parseInsightFilters({ period: 'all', dealType: 'private', country: 'fr', solution: ' Pump ' }),
      { period: 'all', dealType: 'private', country: 'FR', solution: 'Pump' },
    );
    const now = new Date('2026-11-30T00:00:00.000Z');
    assert.deepEqual(periodStart('30d', now), new Date('2026-10-31T00:00:00.000Z'));
    assert.equal(periodStart('all', now), null);
  });

  it('have the median of values that occur several times, the mean of the two in the middle', () => {
    const median = (...pairs: [number, number][]) =>
      medianOf(pairs.map(([value, count]) => ({ value, count })));
    assert.equal(median(), null);
    assert.equal(median([7, 1]), 7);
    assert.equal(median([1, 1], [5, 1]), 3);
    assert.equal(median([1, 3], [9, 2]), 1);
    assert.equal(median([1, 2], [9, 2]), 5);
    assert.equal(median([1, 1], [2, 1], [30, 3]), 30);
  });

  it('take from creation to Accept or Decline as the time to decide, and nothing else', () => {
    const at = (text: string) => new Date(`2026-11-${text}:00.000Z`);
    const deal = inbound({ createdAt: at('10T08:00') });
    assert.equal(minutesToDecide(deal), null);
    assert.equal(minutesToDecide({ ...deal, acceptedAt: at('10T09:30'), closedAt: at('20T00:00') }), 90);
    const closed = { ...deal, closedAt: at('11T08:00') };
    assert.equal(minutesToDecide({ ...closed, substatus: 'Declined' }), 24 * 60);
    assert.equal(minutesToDecide({ ...closed, substatus: 'Expired' }), null);
    assert.equal(minutesToDecide({ ...deal, acceptedAt: at('09T09:30') }), null, 'clocks may differ');
    assert.equal(minutesToDecide({ ...deal, createdAt: null, acceptedAt: at('10T09:30') }), null);
  });
});
