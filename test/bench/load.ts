import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { LOAD_CORE, pinned } from './cores.ts';
import { PEERS } from './pinned-server.ts';

export interface Load {
  url: string;
  headers: Record<string, string>;
  /** Sent in turn; `TURN-NUMBER` in them becomes another number each time. */
  bodies: string[];
  connections: number;
  /** How long; or `requests`, how many. */
  seconds?: number;
  requests?: number;
  /** What stands in each right answer. */
  expected: string;
}

export interface LoadResult {
  perSecond: number;
  answered: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers that were not 200 with `expected`, and requests without one. */
  wrong: number;
  /** The first wrong answer. */
  sample: string | null;
}

/** Sends over connections that are kept (autocannon, in a process of its own on the other core). */
export async function runLoad(load: Load): Promise<LoadResult> {
  const [program, args] = pinned(LOAD_CORE, process.execPath, [join(PEERS, 'load.mjs')]);
  const child = spawn(program, args, { cwd: PEERS, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const [result] = await Promise.all([json(child.stdout), once(child, 'close')]);
  return result as LoadResult;
}
