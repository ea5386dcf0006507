import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports below those that machines give out for port 0, a stretch for each of mocha's workers: nobody else takes them. */
const FIRST = 20_000;
const PER_WORKER = 1000;
const worker = Number(process.env['MOCHA_WORKER_ID'] ?? 0);
// Another run on this machine, which has the same workers, hardly begins at the same one.
let next = process.pid % PER_WORKER;

/** A port that is free now and that no other worker of this run will be given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (worker % 10) * PER_WORKER + (next++ % PER_WORKER);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
