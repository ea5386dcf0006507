import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BotLife, ownLife } from './bot-life.ts';
import { endAfterTest } from './ends.ts';
import { freePort } from './free-port.ts';
import { assertNoSecrets } from './secrets-in.ts';
import { waitFor } from './wait.ts';
import { canBeWarm, warmLife } from './warm-life.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const PROGRAM = 'bot/main.ts';

export interface BotOptions {
  /** Folder that the bot runs in. Default: this repository. */
  cwd?: string;
  /** Runs `npm start` instead of the program itself. Default false. */
  npm?: boolean;
  /** The program. Default `bot/main.ts`. */
  entry?: string;
  /** How long it may take until it is ready. Default 20. */
  readySeconds?: number;
  /**
   * A process of its own, for stories of how a process starts, is stopped or comes back. Default false: the bot runs
   * where others may have run before it, which saves the second that loading the program takes. Any of the options
   * above, and settings that Node reads itself, mean yes.
   */
  ownProcess?: boolean;
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
  const { cwd, npm, entry, ownProcess = Boolean(cwd ?? npm ?? entry) } = options;
  const isWarm = !ownProcess && canBeWarm(env);
  const run: Run = { options, env: await environment(env, folder), isWarm, lives: [] };
  const life = () => run.lives.at(-1);
  const output = () => run.lives.map((one) => one.output()).join('');
  const atExit = () => {
    life()?.killNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  endAfterTest(async () => {
    await life()?.end();
    process.removeListener('exit', atExit);
    rmSync(folder, { recursive: true, force: true });
    assertNoSecrets('what the bot printed', output(), run.env);
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
      return life()?.pid ?? 0;
    },
    get databaseFile() {
      return /^sqlite:(.+)$/.exec(run.env['DATABASE_URL'] ?? '')?.[1] ?? null;
    },
    output,
    readyz: async () => {
      const answer = await fetch(new URL('/readyz', ready.bot));
      return { status: answer.status, body: await answer.json() };
    },
    stop: async () => (await life()?.stop()) ?? null,
    kill: async () => {
      // What comes back after a kill has nothing but its store.
      run.isWarm = false;
      await life()?.kill();
    },
    restart: async (changes = {}) => {
      if (life()?.isRunning()) await life()?.stop();
      Object.assign(run.env, changes);
      ready = await launch(run);
    },
  };
}

/** One bot over all its restarts. */
interface Run {
  options: BotOptions;
  env: Record<string, string>;
  isWarm: boolean;
  /** The last one may still run. */
  lives: BotLife[];
}

async function launch(run: Run): Promise<ReadyLine> {
  const life = begin(run);
  run.lives.push(life);
  try {
    return await waitFor(
      () => {
        const ready = readyLine(life.output());
        if (!ready && !life.isRunning())
          throw new Error(`The bot ended (${life.exitCode()}) before it was ready`);
        return ready;
      },
      { seconds: run.options.readySeconds ?? 20, what: 'the ready line of the bot' },
    );
  } catch (error) {
    await life.kill();
    throw new Error(`${String(error)}\n${life.output()}`, { cause: error });
  }
}

function begin({ options, env, isWarm }: Run): BotLife {
  const { cwd = REPOSITORY, npm = false, entry = PROGRAM } = options;
  if (isWarm) {
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = env;
    const { PATIENCE = '1' } = process.env;
    return warmLife(cwd, { PATH, HOME, NODE_COMPILE_CACHE, PATIENCE }, env);
  }
  return npm ? ownLife('npm', ['start'], cwd, env) : ownLife(process.execPath, [entry], cwd, env);
}

function readyLine(output: string): ReadyLine | null {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}') || !line.includes('"ready"')) continue;
    const parsed = JSON.parse(line) as Partial<ReadyLine>;
    if (parsed.msg === 'ready' && parsed.bot) return parsed as ReadyLine;
  }
  return null;
}
