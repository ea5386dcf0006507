import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../services/services.ts';
import { PlaygroundFailed, PlaygroundMissing } from './playground-errors.ts';

export interface PlaygroundOptions {
  /** Where its page is wanted; where that port is busy it takes another one. 0: any free one. */
  port: number;
  /** The bot's address for activities, such as `http://127.0.0.1:3978/api/messages`. */
  botUrl: string;
  /** Who is in its Teams. Default: `m365agentsplayground.yml` beside this file. */
  config?: string;
  /** Folder for its log, `playground-<port>.log`. Default `data`. */
  folder?: string;
  /** How long it may take until its page is there. Default 30. */
  readySeconds?: number;
  log: Log;
}

export interface Playground {
  /** Its page, such as `http://127.0.0.1:56150`. */
  url: string;
  /** The port it really took. */
  port: number;
  stop(): Promise<void>;
}

const PROGRAM = '@microsoft/m365agentsplayground/cli.js';
const SHIM = join(import.meta.dirname, 'bind-loopback.cjs');
const CONFIG = join(import.meta.dirname, 'm365agentsplayground.yml');

const LOOK_EVERY_MS = 100;
const STOP_MS = 2_000;

/**
 * Runs the local Agents Playground as a child that ends with this process, on loopback only.
 * @throws PlaygroundMissing where it is not installed
 * @throws PlaygroundFailed where it does not come up
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { port: wanted, log, readySeconds = 30 } = options;
  const logFile = resolve(options.folder ?? 'data', `playground-${wanted}.log`);
  const child = spawnPlayground(options, findProgram(), logFile);
  const said = listen(child);
  try {
    const port = await whenReady(child, said, AbortSignal.timeout(readySeconds * 1000));
    if (port !== wanted)
      log.warn({ wanted, port }, 'the port for the Playground is busy, it took another one');
    const tellEnd = (code: number | null, signal: string | null) =>
      log.warn({ code, signal, reason: reason(said, logFile) }, 'the Playground ended');
    child.once('exit', tellEnd);
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      stop: () => {
        child.removeListener('exit', tellEnd);
        return stop(child);
      },
    };
  } catch (error) {
    const ended = !isRunning(child);
    await stop(child);
    throw error instanceof NotReady
      ? new PlaygroundFailed(ended ? 'ended' : 'late', reason(said, logFile))
      : error;
  }
}

class NotReady extends Error {}

function findProgram(): string {
  try {
    return createRequire(import.meta.url).resolve(PROGRAM);
  } catch (cause) {
    throw new PlaygroundMissing({ cause });
  }
}

/** Its environment holds what it needs and nothing of ours: no secret, and no proxy between it and the bot. */
function spawnPlayground(
  { port, botUrl, config = CONFIG }: PlaygroundOptions,
  program: string,
  logFile: string,
): ChildProcessWithoutNullStreams {
  mkdirSync(join(logFile, '..'), { recursive: true });
  rmSync(logFile, { force: true });
  const options = ['-e', botUrl, '-c', 'msteams', '-p', String(port), '--disable-telemetry'];
  return spawn(process.execPath, ['--require', SHIM, program, 'start', ...options], {
    env: {
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: resolve(config),
      M365_AGENTS_PLAYGROUND_LOGFILE: logFile,
      // No browser opens by itself.
      TEAMSAPPTESTER_BROWSER: 'none',
      BROWSER: 'none',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What it said on stdout and stderr, its beginning and its end. */
interface Said {
  port: number | null;
  tail: string;
  failure: Error | null;
}

const TAIL_CHARACTERS = 2_000;

function listen(child: ChildProcessWithoutNullStreams): Said {
  const said: Said = { port: null, tail: '', failure: null };
  const keep = (chunk: string) => {
    said.tail = (said.tail + chunk).slice(-TAIL_CHARACTERS);
    const port = /^Listening on (\d+)$/m.exec(said.tail)?.[1];
    said.port ??= port === undefined ? null : Number(port);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => {
    said.failure = error;
  });
  // A write to a child that has gone is no surprise: its end is noticed elsewhere.
  child.stdin.on('error', () => {});
  return said;
}

/** It names its port even where its configuration is bad; only its page says that it is there. */
async function whenReady(
  child: ChildProcessWithoutNullStreams,
  said: Said,
  late: AbortSignal,
): Promise<number> {
  while (!late.aborted) {
    if (said.failure !== null) throw said.failure;
    if (!isRunning(child)) break;
    if (said.port !== null && (await answers(said.port, late))) return said.port;
    await pause(LOOK_EVERY_MS);
  }
  throw new NotReady();
}

async function answers(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    const page = await fetch(`http://127.0.0.1:${port}/`, { signal });
    await page.body?.cancel();
    return page.ok;
  } catch {
    return false;
  }
}

/** Its own words; a fault in the configuration is written to its log file only. */
function reason(said: Said, logFile: string): string {
  const lines = [readIfThere(logFile), said.tail].join('\n').split('\n');
  const telling = lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/Listening on|being launched/.test(line));
  return telling.slice(-5).join('\n');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(child: ChildProcessWithoutNullStreams): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** The end of stdin asks it to go; what still stays after 2 s is killed. */
async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (!isRunning(child)) return;
  const closed = once(child, 'close');
  const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.stdin.end();
  await closed;
  clearTimeout(killing);
}
