import assert from 'node:assert/strict';
import { startTable } from './start.ts';

describe('a table of starts', () => {
  it('tells the median of each server, and then what ours is to the bare one', () => {
    const start = (factor: number) => ({
      readyMs: 10 * factor,
      readyCpuMs: 5 * factor,
      readyMb: 100,
      answerMs: 40 * factor,
      answerCpuMs: 30 * factor,
      answerMb: 200,
    });
    const starts = new Map([
      ['ours', [start(1), start(30), start(3)]],
      ['bare', [start(2)]],
    ]);
    assert.deepEqual(startTable(starts, 'bare').split('\n').slice(2), [
      '| ours | 30 | 15 | 100 | 120 | 90 | 200 |',
      '| bare | 20 | 10 | 100 | 80 | 60 | 200 |',
      '| ours, to the bare one | 1.50 x | 1.50 x | 1.00 x | 1.50 x | 1.50 x | 1.00 x |',
    ]);
  });
});
