import { spawnSync } from 'node:child_process';

/** The server under measurement has this core; the load, the stand-ins of the cloud and the sink the other one. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export const canPin = spawnSync('taskset', ['--version']).status === 0;

/** The command that runs a program on one core; without `taskset` anywhere, which the table then says. */
export function pinned(core: number, program: string, args: readonly string[]): [string, string[]] {
  return canPin ? ['taskset', ['-c', String(core), program, ...args]] : [program, [...args]];
}

/** This process itself, with all that it starts. */
export function pinMyself(core: number): void {
  if (canPin) spawnSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)]);
}
