import assert from 'node:assert/strict';
import { waitFor } from './wait.ts';

describe('waitFor', () => {
  it('gives back what the check found at last', async () => {
    let asked = 0;
    assert.equal(await waitFor(() => (asked++ < 2 ? null : 'found'), { what: 'a third look' }), 'found');
  });

  it('names what it waited for in vain', async () => {
    await assert.rejects(
      waitFor(() => false, { seconds: 0.01, what: () => 'a miracle' }),
      /in vain for a miracle/,
    );
  });
});
