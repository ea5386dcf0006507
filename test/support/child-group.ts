import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** A child with a process group of its own, so that SIGKILL also reaches what it started. */
export interface ChildGroup {
  readonly child: ChildProcess;
  isRunning(): boolean;
  /** What it wrote on stdout and stderr, since `forget`. */
  text(): string;
  forget(): void;
  /** SIGKILL to its whole group, at once. */
  killNow(): void;
  /** The same, until it is gone. */
  kill(): Promise<void>;
}

/** Fails later, in `text`, where the program cannot even be started: then it is not running. */
export function startChildGroup(program: string, args: string[], options: SpawnOptions): ChildGroup {
  const child = spawn(program, args, { ...options, detached: true });
  let text = '';
  const keep = (chunk: string) => {
    text += chunk;
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => keep(`${String(error)}\n`));
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const killNow = () => {
    if (child.pid === undefined || !isRunning()) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  };
  return {
    child,
    isRunning,
    text: () => text,
    forget: () => {
      text = '';
    },
    killNow,
    kill: async () => {
      if (!isRunning()) return;
      const closed = once(child, 'close');
      killNow();
      await closed;
    },
  };
}
