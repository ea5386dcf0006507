import { appendFileSync } from 'node:fs';

/** Loaded into a server before its program: on SIGUSR2 it throws away what is garbage and tells what is left. */
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  appendFileSync(process.env.MEMORY_FILE, `${JSON.stringify({ rss, heapUsed, external })}\n`);
});
