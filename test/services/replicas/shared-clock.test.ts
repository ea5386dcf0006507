import assert from 'node:assert/strict';
import { createSharedClock } from '../../../services/replicas/shared-clock.ts';

const NOON = new Date('2026-11-20T12:00:00.000Z');

describe('the shared clock', () => {
  it('is the database’s, half an answer later, carried on by a clock that nobody sets', () => {
    let monotonic = 5000;
    const clock = createSharedClock(() => monotonic);
    clock.heard(NOON, 1000, 1200);
    assert.equal(clock.now().getTime(), NOON.getTime() + 3900);
    monotonic += 60_000;
    assert.equal(clock.now().getTime(), NOON.getTime() + 63_900);
  });

  it('does not believe an answer that took long', () => {
    const clock = createSharedClock(() => 0);
    clock.heard(NOON, 0, 0);
    clock.heard(new Date(NOON.getTime() + 99_000), 0, 5000);
    assert.equal(clock.now().getTime(), NOON.getTime());
  });
});
