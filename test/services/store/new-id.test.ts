import assert from 'node:assert/strict';
import { newId } from '../../../services/store/new-id.ts';

describe('newId', () => {
  it('makes UUIDs of version 7 that tell their moment', () => {
    const id = newId();
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const milliseconds = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    assert.ok(milliseconds > Date.UTC(2026, 0, 1));
  });

  it('makes ids that sort as they were made, also within one millisecond and when the clock goes back', () => {
    const now = Date.now();
    const ids = Array.from({ length: 10_000 }, (_, index) => newId(() => now - (index % 2)));
    assert.deepEqual(ids.toSorted(), ids);
    assert.equal(new Set(ids).size, ids.length);
  });
});
