import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { FILLABLE_GAPS, type Gap, gapsOf, isFillable } from '../../../services/deals/gaps.ts';
import { inbound } from './inbound.ts';

const customer = inbound().customer;

describe('what is missing for Accept', () => {
  it('is nothing where all that Partner Center asks for is there (FLD-17)', () => {
    assert.deepEqual(gapsOf(inbound()), []);
  });

  const gaps: { rule: string; gap: Gap; missing: Partial<Deal>[] }[] = [
    {
      rule: 'FLD-01',
      gap: 'customerName',
      missing: [null, '', ' \t'].map((name) => ({ customer: { ...customer, name } })),
    },
    {
      rule: 'FLD-01',
      gap: 'customerCountry',
      missing: [null, ' '].map((country) => ({ customer: { ...customer, country } })),
    },
    { rule: 'FLD-03', gap: 'name', missing: [{ name: null }, { name: '' }, { name: '   ' }] },
    {
      rule: 'FLD-05',
      gap: 'dealValue',
      missing: [{ value: null }, { value: '0' }, { value: '0.00' }, { value: '-5' }, { value: 'a lot' }],
    },
    { rule: 'FLD-05', gap: 'currency', missing: [{ currency: null }, { currency: '' }] },
    { rule: 'FLD-06', gap: 'closingDate', missing: [{ closesAt: null }] },
    { rule: 'FLD-09', gap: 'solutions', missing: [{ solutions: [] }] },
  ];
  for (const { rule, gap, missing } of gaps) {
    it(`names ${gap} where it is absent, blank or no use (${rule}, FLD-17)`, () => {
      for (const changes of missing) assert.deepEqual(gapsOf(inbound(changes)), [gap]);
    });
  }

  it('takes the smallest amount for a value (FLD-05)', () => {
    assert.deepEqual(gapsOf(inbound({ value: '0.01' })), []);
  });

  it('does not ask for notes, contacts or a team member: the clicker is added (FLD-07, FLD-08)', () => {
    const bare = inbound({ notes: null, team: [], customer: { ...customer, contacts: [] } });
    assert.deepEqual(gapsOf(bare), []);
  });

  it('comes in the order of the form', () => {
    const empty = inbound({ name: null, value: null, currency: null, closesAt: null, solutions: [] });
    assert.deepEqual(gapsOf(empty), ['name', 'dealValue', 'currency', 'closingDate', 'solutions']);
  });

  it('can be filled here but for the identity of the customer, which is fixed (FLD-15)', () => {
    for (const gap of FILLABLE_GAPS) assert.equal(isFillable(gap), true);
    assert.equal(isFillable('customerName'), false);
    assert.equal(isFillable('customerCountry'), false);
  });
});
