import assert from 'node:assert/strict';
import { changedFields, decisiveFields } from '../../../services/deals/shown-facts.ts';
import { inbound } from './inbound.ts';

describe('facts that cards show', () => {
  it('do not change with eTag and change time alone', () => {
    const again = inbound({ eTag: '"e-2"', updatedAt: new Date('2026-11-20T00:00:00Z') });
    assert.deepEqual(changedFields(inbound(), again), []);
  });

  it('change at any depth, and moments by their value', () => {
    const moved = inbound({ customer: { ...inbound().customer, city: 'Nantes' } });
    assert.deepEqual(changedFields(inbound(), moved), ['customer']);
    assert.deepEqual(changedFields(inbound(), inbound({ expiresAt: inbound().expiresAt })), []);
    assert.deepEqual(changedFields(inbound(), inbound({ status: 'Active', substatus: 'Accepted' })), [
      'status',
      'substatus',
    ]);
  });

  it('are the same when stored and read again', () => {
    const stored = inbound();
    const copy = { ...stored, expiresAt: new Date(stored.expiresAt as Date) };
    assert.deepEqual(changedFields(stored, copy), []);
  });

  it('are decisive where a person must see them before deciding', () => {
    const fields = ['status', 'notes', 'value', 'team', 'customer', 'expiresAt', 'starred', 'solutions'];
    assert.deepEqual(decisiveFields(fields), ['value', 'customer', 'expiresAt', 'solutions']);
    assert.deepEqual(decisiveFields(['name', 'currency', 'closesAt']), ['name', 'currency', 'closesAt']);
  });
});
