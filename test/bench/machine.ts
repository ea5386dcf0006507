import { cpus, loadavg } from 'node:os';
import { canPin } from './cores.ts';

const loadBefore = loadavg()[0] ?? 0;

/** On what and beside what was measured, for below a table. @param isPinned each server on a core of its own */
export function tellMachine({ isPinned }: { isPinned: boolean }): string {
  const load = `load average ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  const pins = isPinned && !canPin ? '; not pinned: no taskset' : '';
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${load}${pins}`;
}
