import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAfterTest } from './ends.ts';
import { freePort } from './free-port.ts';
import { assertNoSecrets } from './secrets-in.ts';
import { waitFor } from './wait.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

export interface BotOptions {
  /** Folder that the bot runs in. Default: this repository. */
  cwd?: string;
  /** Runs `npm start` instead of the program itself. Default false. */
  npm?: boolean;
  /** The program. Default `bot/main.ts`. */
  entry?: string;
  /** How long it may take until it is ready. Default 20. */
  readySeconds?: number;
}

export interface BotProcess {
  /** Such as `http://127.0.0.1:40001`; the same after `restart`. */
  readonly url: string;
  readonly messagesUrl: string;
  readonly partnerCenterUrl: string;
  readonly pid: number;
  /** Where its store lies; null: not in a file. */
  readonly databaseFile: string | null;
  /** All that it wrote so far on stdout and stderr, over all restarts. */
  output(): string;
  readyz(): Promise<{ status: number; body: unknown }>;
  /** SIGTERM; gives the exit code, null where a signal ended it. Fails, and kills, after 15 s. */
  stop(): Promise<number | null>;
  /** SIGKILL, to all of its processes. */
  kill(): Promise<void>;
  /** Stops it where it still runs, and starts it again: same port and store, these names changed. */
  restart(env?: Record<string, string>): Promise<void>;
}

interface ReadyLine {
  msg: 'ready';
  bot: string;
  partnerCenter: string;
}

/** What the environment of a bot under test is, apart from PATH and HOME: nothing of the developer's own. */
async function environment(env: Record<string, string>, folder: string): Promise<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    // Many bots are started; each compiles the same files.
    NODE_COMPILE_CACHE: join(tmpdir(), 'cosell-compile-cache'),
    PORT: String(await freePort()),
    PLAYGROUND: 'off',
    // Nobody is as fast as a test.
    MOST_ASKED_A_MINUTE: '1000000',
    TEAMS_PACE_PERCENT: '1000',
    DATABASE_URL: `sqlite:${join(folder, 'cosell.db')}`,
    ...('PARTNER_CENTER_URL' in env ? {} : { SANDBOX_PORT: String(await freePort()) }),
    ...env,
  };
}

/** Runs the whole bot as a process of its own, in local mode, and waits until it says that it is ready. */
export async function startBot(
  env: Record<string, string> = {},
  options: BotOptions = {},
): Promise<BotProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-bot-'));
  const run: Run = { options, env: await environment(env, folder), child: null, output: '' };
  const atExit = () => {
    killNow(run);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  endAfterTest(async () => {
    await kill(run);
    process.removeListener('exit', atExit);
    rmSync(folder, { recursive: true, force: true });
    assertNoSecrets('what the bot printed', run.output, run.env);
  });
  let ready = await launch(run);
  return {
    get url() {
      return new URL(ready.bot).origin;
    },
    get messagesUrl() {
      return ready.bot;
    },
    get partnerCenterUrl() {
      return ready.partnerCenter;
    },
    get pid() {
      return run.child?.pid ?? 0;
    },
    get databaseFile() {
      return /^sqlite:(.+)$/.exec(run.env['DATABASE_URL'] ?? '')?.[1] ?? null;
    },
    output: () => run.output,
    readyz: async () => {
      const answer = await fetch(new URL('/readyz', ready.bot));
      return { status: answer.status, body: await answer.json() };
    },
    stop: () => stop(run),
    kill: () => kill(run),
    restart: async (changes = {}) => {
      if (isRunning(run)) await stop(run);
      Object.assign(run.env, changes);
      ready = await launch(run);
    },
  };
}

/** One bot over all its restarts. */
interface Run {
  options: BotOptions;
  env: Record<string, string>;
  child: ChildProcess | null;
  output: string;
}

async function launch(run: Run): Promise<ReadyLine> {
  const { cwd = REPOSITORY, npm = false, entry = 'bot/main.ts', readySeconds = 20 } = run.options;
  const [program, args] = npm ? ['npm', ['start']] : [process.execPath, [entry]];
  const from = run.output.length;
  // A process group of its own, so that SIGKILL also reaches what npm started.
  const child = spawn(program, args, {
    cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  run.child = child;
  const keep = (chunk: string) => {
    run.output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  let failure: Error | null = null;
  child.on('error', (error) => {
    failure = error;
  });
  try {
    return await waitFor(
      () => {
        if (failure !== null) throw failure;
        if (!isRunning(run))
          throw new Error(`The bot ended (${child.exitCode ?? child.signalCode}) before it was ready`);
        return readyLine(run.output.slice(from));
      },
      { seconds: readySeconds, what: 'the ready line of the bot' },
    );
  } catch (error) {
    await kill(run);
    throw new Error(`${String(error)}\n${run.output.slice(from)}`, { cause: error });
  }
}

function readyLine(output: string): ReadyLine | null {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}') || !line.includes('"ready"')) continue;
    const parsed = JSON.parse(line) as Partial<ReadyLine>;
    if (parsed.msg === 'ready' && parsed.bot) return parsed as ReadyLine;
  }
  return null;
}

function isRunning({ child }: Run): boolean {
  return child !== null && child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function stop(run: Run): Promise<number | null> {
  const { child } = run;
  if (child === null || !isRunning(run)) return child?.exitCode ?? null;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const late = AbortSignal.timeout(15_000);
  const ended = await Promise.race([closed.then(() => true), once(late, 'abort').then(() => false)]);
  if (!ended) {
    await kill(run);
    throw new Error(`The bot did not end within 15 s after SIGTERM\n${run.output}`);
  }
  return child.exitCode;
}

async function kill(run: Run): Promise<void> {
  const { child } = run;
  if (child === null || !isRunning(run)) return;
  const closed = once(child, 'close');
  killNow(run);
  await closed;
}

function killNow(run: Run): void {
  if (run.child?.pid === undefined || !isRunning(run)) return;
  try {
    process.kill(-run.child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
