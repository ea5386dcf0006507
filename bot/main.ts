import { parseConfig } from './config.ts';
import { runBot } from './run-bot.ts';
import { startFailure } from './start-failure.ts';

/** Starts the program, and ends it with exit code 0 on SIGTERM or SIGINT. */
try {
  const running = await runBot(parseConfig(process.env));
  let isStopping = false;
  // npm repeats a signal that the terminal has sent already: the second one must not cut the first one short.
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
