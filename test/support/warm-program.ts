// Runs bots one after another, as `warm-life.ts` asks: what `bot/main.ts` does, but for its signals and its end.
import { parseConfig } from '../../bot/config.ts';
import { type RunningBot, runBot } from '../../bot/run-bot.ts';
import { startFailure } from '../../bot/start-failure.ts';
import { type Order, STOPPED } from './warm-orders.ts';

let running: RunningBot | null = null;

async function start(env: Record<string, string>): Promise<void> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  running = await runBot(parseConfig(process.env));
}

async function stop(): Promise<void> {
  await running?.stop();
  running = null;
  // What goes on after its end would disturb the next one, and is a fault by itself.
  const open = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap');
  if (open.length > 0) throw new Error(`${open.length} servers are left after the stop`);
  process.stdout.write(STOPPED);
}

process.on('message', (order: Order) => {
  const obeyed = order === 'stop' ? stop() : start(order.start);
  obeyed.catch((error: unknown) => {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  });
});
// The worker that started this process is gone.
process.on('disconnect', () => process.exit(0));
