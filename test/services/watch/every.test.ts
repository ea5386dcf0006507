import assert from 'node:assert/strict';
import { fake, type SinonFakeTimers, useFakeTimers } from 'sinon';
import type { Log } from '../../../services/services.ts';
import { every, type Repeating } from '../../../services/watch/every.ts';

const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A pass whose end the test decides. */
function passInHand() {
  const ends: (() => void)[] = [];
  const pass = fake((_signal: AbortSignal) => new Promise<void>((resolve) => ends.push(resolve)));
  return { pass, end: () => ends.shift()?.() };
}

describe('every', () => {
  let timers: SinonFakeTimers;
  let repeating: Repeating | undefined;
  beforeEach(() => {
    timers = useFakeTimers();
  });
  afterEach(async () => {
    timers.restore();
    await repeating?.stop();
    repeating = undefined;
  });
  const pass = (milliseconds: number) => timers.tickAsync(milliseconds);

  it('runs at once, and again the given seconds after each end', async () => {
    const work = fake(async () => undefined);
    repeating = every(2, 'test', work, log);
    assert.equal(work.callCount, 1);
    await pass(1999);
    assert.equal(work.callCount, 1);
    await pass(1);
    assert.equal(work.callCount, 2);
  });

  it('never runs two passes at once', async () => {
    const { pass: work, end } = passInHand();
    repeating = every(1, 'test', work, log);
    await pass(10_000);
    repeating.wake();
    await pass(10_000);
    assert.equal(work.callCount, 1);
    end();
    await pass(0);
    assert.equal(work.callCount, 2, 'woken meanwhile, it runs at once');
    end();
  });

  it('runs at once when woken, however often, once', async () => {
    const work = fake(async () => undefined);
    repeating = every(3600, 'test', work, log);
    await pass(0);
    repeating.wake();
    repeating.wake();
    await pass(0);
    assert.equal(work.callCount, 2);
    await pass(3_599_999);
    assert.equal(work.callCount, 2);
  });

  it('logs what a pass throws, and goes on', async () => {
    const error = fake();
    const work = fake.rejects(new TypeError('ours'));
    repeating = every(1, 'broken', work, { ...log, error });
    await pass(1000);
    assert.equal(work.callCount, 2);
    assert.equal(error.firstCall.args[0].pass, 'broken');
  });

  it('ends after the pass in hand, which is told, and starts no other', async () => {
    const { pass: work, end } = passInHand();
    repeating = every(1, 'test', work, log);
    let hasStopped = false;
    const stopping = repeating.stop().then(() => {
      hasStopped = true;
    });
    await pass(5000);
    assert.equal(work.firstCall.args[0].aborted, true);
    assert.equal(hasStopped, false);
    end();
    await stopping;
    await pass(5000);
    assert.equal(work.callCount, 1);
  });

  it('ends at once where nothing is in hand', async () => {
    const work = fake(async () => undefined);
    repeating = every(3600, 'test', work, log);
    await pass(0);
    await repeating.stop();
    repeating.wake();
    await pass(7_200_000);
    assert.equal(work.callCount, 1);
  });

  it('does not complain of a pass that breaks because it is stopped', async () => {
    const error = fake();
    const work = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    repeating = every(1, 'test', work, { ...log, error });
    await repeating.stop();
    assert.equal(error.callCount, 0);
  });
});
