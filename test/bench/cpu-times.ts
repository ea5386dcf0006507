import { readFileSync } from 'node:fs';

/** Places behind the name in brackets in `/proc/<pid>/stat`; times are in ticks of 10 ms. */
export const PARENT = 1;
export const TIMES = { user: 11, system: 12, userOfEnded: 13, systemOfEnded: 14 };
const TICK_MS = 10;

/** @throws where there is no such process (any more) */
export function statOf(pid: string | number | undefined): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
}

/** What a process has at these places, together, in milliseconds. @param places default: processor time of its own */
export function cpuMsIn(stat: readonly string[], places = [TIMES.user, TIMES.system]): number {
  return places.reduce((sum, place) => sum + Number(stat[place] ?? 0), 0) * TICK_MS;
}
