import assert from 'node:assert/strict';
import { timeRuns } from './time-runs.ts';
import { timingTable } from './timing-table.ts';

describe('work that is timed again and again', () => {
  const cpuMs = () => 0;

  it('runs as often as it may, and is prepared each time', async () => {
    const done: string[] = [];
    const { runs } = await timeRuns(async () => void done.push('work'), {
      most: 3,
      least: 1,
      seconds: 3600,
      cpuMs,
      prepare: async () => done.push('prepare'),
    });
    assert.equal(runs, 3);
    assert.deepEqual(done, ['prepare', 'work', 'prepare', 'work', 'prepare', 'work']);
  });

  it('runs as often as it must, however long that takes', async () => {
    const { runs } = await timeRuns(async () => undefined, { most: 100, least: 5, seconds: 0, cpuMs });
    assert.equal(runs, 5);
  });

  it('is told the processor time of the work alone, for each run', async () => {
    let spent = 0;
    const { cpuMs: told } = await timeRuns(async () => void (spent += 4), {
      most: 10,
      least: 10,
      seconds: 0,
      cpuMs: () => spent,
      prepare: async () => (spent += 1000),
    });
    assert.equal(told, 4);
  });
});

describe('a table of timings', () => {
  const timing = { runs: 20, medianMs: 1.04, p95Ms: 19.96, cpuMs: 0.5 };
  const slow = { runs: 20, medianMs: 12, p95Ms: 250.4, cpuMs: 11 };
  const rows = [
    { what: 'search', sqlite: timing, postgres: timing },
    { what: 'counts', sqlite: timing, postgres: slow },
  ];

  it('marks what is above the goal, on the engine where it is', () => {
    const [, , search, counts] = timingTable(rows, 20).split('\n');
    assert.equal(search, '| search | 1.0 | 20.0 | 0.5 | 20 | 1.0 | 20.0 | 0.5 | 20 |');
    assert.equal(counts, '| counts (above 20 ms) | 1.0 | 20.0 | 0.5 | 20 | 12.0 | **250** | 11.0 | 20 |');
  });

  it('marks nothing where there is no goal', () => {
    assert.doesNotMatch(timingTable(rows), /\*\*|above/);
  });
});
