import assert from 'node:assert/strict';
import { looksAt } from './memory.ts';

describe('memory under load', () => {
  it('is told after a tenth, half and all of the turns', () => {
    assert.deepEqual(looksAt(20_000), [2000, 10_000, 20_000]);
    assert.deepEqual(looksAt(15), [2, 8, 15]);
  });
});
