import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { RunningBot } from './run-bot.ts';

let running: RunningBot | undefined;
let isStopping = false;

/**
 * Ends the program with exit code 0 on SIGTERM or SIGINT, also while it still starts: the first process of a
 * container has no other way to hear them, and nothing is in hand yet.
 */
function stop(): void {
  // npm repeats a signal that the terminal has sent already: the second one must not cut the first one short.
  if (isStopping) return;
  isStopping = true;
  if (!running) process.exit(0);
  void running.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

/**
 * Compiled code is kept from start to start, which takes a third off it; where nothing may be written (a container),
 * Node goes on without. Only what is imported afterwards is kept: `npm start` and the container name the same folder by
 * NODE_COMPILE_CACHE, so that this file is too, and nothing that strips types has to be loaded.
 */
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
const { parseConfig } = await import('./config.ts');
const { runBot } = await import('./run-bot.ts');
const { startFailure } = await import('./start-failure.ts');
try {
  running = await runBot(parseConfig(process.env));
  await running.begun;
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
