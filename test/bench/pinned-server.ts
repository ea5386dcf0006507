import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinned, SERVER_CORE } from './cores.ts';
import { cpuMsIn, statOf } from './cpu-times.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
export const PEERS = join(import.meta.dirname, 'peers');

/** A server under measurement, on a core of its own. */
export interface PinnedServer {
  /** From the spawn to its ready line. */
  startMs: number;
  /** Resident memory now, MB. */
  memoryMb(): number;
  /** The most that was resident so far, MB. */
  highestMemoryMb(): number;
  /** Processor time spent so far, milliseconds. */
  cpuMs(): number;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts a program that prints a line with `"ready"`, and waits for it. */
export async function startPinnedServer(
  entry: string,
  env: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<PinnedServer> {
  const { PATH = '', HOME = '' } = process.env;
  const startedAt = performance.now();
  const [program, args] = pinned(SERVER_CORE, process.execPath, [...nodeOptions, entry]);
  const child = spawn(program, args, {
    cwd: REPOSITORY,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  await isReady(child);
  const startMs = performance.now() - startedAt;
  const statusMb = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) /
    1024;
  return {
    startMs,
    memoryMb: () => statusMb('VmRSS'),
    highestMemoryMb: () => statusMb('VmHWM'),
    cpuMs: () => cpuMsIn(statOf(child.pid)),
    signal: (name) => void child.kill(name),
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      process.removeListener('exit', kill);
    },
  };
}

function isReady({ stdout, pid }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (seen === 'ready') return;
      seen += chunk;
      if (!seen.includes('"ready"')) return;
      seen = 'ready';
      resolve();
    });
    stdout?.on('close', () => reject(new Error(`Process ${pid} ended before it was ready: ${seen}`)));
  });
}
