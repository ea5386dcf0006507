import assert from 'node:assert/strict';
import { parseReason, REASONS } from '../../../services/deals/reasons.ts';

describe('reasons for declining', () => {
  it('are the eight of the bulk page (RSN-01)', () => {
    assert.deepEqual(Object.keys(REASONS).map(Number), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(REASONS[3], 'Customer chose another vendor');
  });

  it('are read by their code, and by nothing else (RSN-01)', () => {
    assert.equal(parseReason('1'), 1);
    assert.equal(parseReason(' 8 '), 8);
    for (const text of ['0', '9', '11', '1.0', '', ' ', 'Others', '-1', '٣', null, undefined])
      assert.equal(parseReason(text), null, String(text));
  });
});
