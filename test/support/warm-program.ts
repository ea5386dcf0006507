// Runs bots one after another, as `warm-life.ts` asks: what `bot/main.ts` does, but for its signals and its end.
import { parseConfig } from '../../bot/config.ts';
import { type RunningBot, runBot } from '../../bot/run-bot.ts';
import { startFailure } from '../../bot/start-failure.ts';
import { waitFor } from './wait.ts';
import { type Order, STOPPED } from './warm-orders.ts';
import { whatIsLeft, whatIsThere } from './what-is-left.ts';

/** What libraries set up once, when the first bot needs them, and keep; settings are replaced by the next bot's. */
const COMES_ONCE = /^(global|listens to the process|setting): /;

let running: RunningBot | null = null;

async function start(env: Record<string, string>): Promise<void> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  running = await runBot(parseConfig(process.env));
  await running.begun;
}

async function stop(): Promise<void> {
  // As a signal does while the program still starts.
  if (!running) process.exit(0);
  const { begun, stop: stopBot } = running;
  running = null;
  await stopBot();
  await begun;
  await nothingLeft();
  process.stdout.write(STOPPED);
}

/** What goes on after the end of a bot would disturb the next one, and is a fault by itself: then there is no next one. */
async function nothingLeft(): Promise<void> {
  const left = () => whatIsLeft(atLoad, whatIsThere()).filter((line) => !COMES_ONCE.test(line));
  await waitFor(() => left().length === 0, {
    seconds: 5,
    what: () => `the end of what a bot left behind:\n${left().join('\n')}`,
  });
}

async function obey(order: Order): Promise<void> {
  if (order === 'stop') await stop();
  else if (order === 'list') process.send?.(whatIsThere());
  else await start(order.start);
}

process.on('message', (order: Order) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  });
});
// The worker that started this process is gone.
process.on('disconnect', () => process.exit(0));

// Opened by who asks for them first.
process.stdout.write('');
process.stderr.write('');
const atLoad = whatIsThere();
