import { parseConfig } from './config.ts';
import { type RunningBot, runBot } from './run-bot.ts';
import { startFailure } from './start-failure.ts';

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
try {
  running = await runBot(parseConfig(process.env));
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
