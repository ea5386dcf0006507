import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BotLife, inProcess } from './bot-life.ts';
import { type ChildGroup, startChildGroup } from './child-group.ts';
import { waitFor } from './wait.ts';
import { STOPPED, type Order } from './warm-orders.ts';

const PROGRAM = join(import.meta.dirname, 'warm-program.ts');
/** Names that Node itself reads when a process starts, or that change a process for good. */
const OF_PROCESS = /^(NODE_|APPLICATIONINSIGHTS_|OTEL_|TZ$|LANG$|LC_)/;

/** A bot that nobody needs any more has this long to stop, before its process is killed. */
const END_SECONDS = 2;

/** Processes that wait for their next bot, in this worker. They end with it: their channel closes. */
const idle: ChildGroup[] = [];

/** May a bot with these settings run where other ones ran before? */
export function canBeWarm(env: Readonly<Record<string, string>>): boolean {
  return !Object.keys(env).some((name) => OF_PROCESS.test(name));
}

/**
 * A bot in a process in which others may have run before it, one after another: everything of the program is loaded
 * and compiled there, so that a start takes a small part of the time. Killed, the process is gone, and never used again.
 * @param processEnv what such a process is started with; @param env the bot's
 */
export function warmLife(
  cwd: string,
  processEnv: Record<string, string>,
  env: Record<string, string>,
): BotLife {
  const one = take(cwd, processEnv);
  /** What it wrote until it was stopped. */
  let said: string | null = null;
  const isRunning = () => said === null && one.isRunning();
  const tell = (order: Order) => one.child.send(order);
  const stop = async (seconds: number) => {
    if (!isRunning()) return said === null ? one.child.exitCode : 0;
    tell('stop');
    const ended = () => one.text().includes(STOPPED) || !one.isRunning();
    try {
      await waitFor(ended, { seconds, what: () => `the end of the bot\n${one.text()}` });
    } catch (error) {
      await one.kill();
      throw error;
    }
    if (!one.isRunning()) return one.child.exitCode;
    // What it wrote before on the other stream is here as well, but perhaps not read yet.
    await pause(1);
    said = one.text().replace(STOPPED, '');
    one.forget();
    giveBack(one);
    return 0;
  };
  tell({ start: env });
  return {
    ...inProcess(one),
    isRunning,
    exitCode: () => (said === null ? one.child.exitCode : 0),
    output: () => said ?? one.text(),
    stop: () => stop(15),
    // Its process is kept for the next one, where it stops at once.
    end: async () => {
      if (!isRunning()) return;
      const code = await stop(END_SECONDS).catch(() => null);
      if (code) throw new Error(`The bot ended with exit code ${code}\n${one.text()}`);
    },
    kill: async () => {
      if (isRunning()) await one.kill();
    },
    killNow: () => {
      if (isRunning()) one.killNow();
    },
  };
}

function take(cwd: string, env: Record<string, string>): ChildGroup {
  const waiting = idle.pop();
  if (waiting && !waiting.isRunning()) return take(cwd, env);
  const one =
    waiting ??
    startChildGroup(process.execPath, [PROGRAM], { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const handle of handles(one)) handle.ref();
  return one;
}

/** A process that only waits does not keep the run from its end. */
function giveBack(one: ChildGroup): void {
  for (const handle of handles(one)) handle.unref();
  idle.push(one);
}

function handles({ child }: ChildGroup): { ref(): void; unref(): void }[] {
  const { channel, stdout, stderr } = child;
  return [child, channel, stdout as Socket | null, stderr as Socket | null].filter(
    (one) => one !== null && one !== undefined,
  );
}
