import { ConfigError, parseConfig } from './config.ts';
import { runBot } from './run-bot.ts';

/** Starts the program, and ends it with exit code 0 on SIGTERM or SIGINT. */
try {
  const running = await runBot(parseConfig(process.env));
  const stop = (): void => {
    void running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
}
