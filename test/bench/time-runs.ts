import { median } from './median.ts';
import { percentile } from './percentile.ts';

export interface Timing {
  runs: number;
  medianMs: number;
  p95Ms: number;
  /** The mean of all runs. */
  cpuMs: number;
}

export interface Runs {
  /** No more than these, and no fewer than `least`; between them as many as begin within the seconds. */
  most: number;
  least: number;
  seconds: number;
  /** Processor time so far. */
  cpuMs: () => number;
  /** Before each run; not measured. */
  prepare?: () => Promise<unknown>;
}

/** The same work again and again, one run after the other. */
export async function timeRuns(work: () => Promise<unknown>, runs: Runs): Promise<Timing> {
  const { most, least, seconds, cpuMs, prepare } = runs;
  const times: number[] = [];
  let cpu = 0;
  const endsAt = performance.now() + seconds * 1000;
  while (times.length < most && (times.length < least || performance.now() < endsAt)) {
    await prepare?.();
    const cpuBefore = cpuMs();
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
    cpu += cpuMs() - cpuBefore;
  }
  return {
    runs: times.length,
    medianMs: median(times),
    p95Ms: percentile(times, 0.95),
    cpuMs: cpu / times.length,
  };
}
