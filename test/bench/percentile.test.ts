import assert from 'node:assert/strict';
import { median } from './median.ts';
import { percentile } from './percentile.ts';

describe('what is told of many figures', () => {
  it('is the smallest one that the share does not pass', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(
      [0.5, 0.95, 0.99, 1].map((share) => percentile(numbers, share)),
      [50, 95, 99, 100],
    );
    assert.equal(percentile([7, 3], 0.95), 7);
    assert.equal(percentile([7], 0.01), 7);
    assert.ok(Number.isNaN(percentile([], 0.95)));
  });

  it('is the one in the middle, or the mean of both', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });

  it('goes by size, not by how a number is written, and leaves the list as it was', () => {
    const numbers = [10, 9, 100];
    assert.equal(percentile(numbers, 0.5), 10);
    assert.equal(median(numbers), 10);
    assert.deepEqual(numbers, [10, 9, 100]);
  });
});
