import { once } from 'node:events';
import { type ChildGroup, startChildGroup } from './child-group.ts';

/** A bot from its start to its end. */
export interface BotLife {
  readonly pid: number;
  /** Until it is stopped, killed, or ends by itself. */
  isRunning(): boolean;
  /** Null while it runs, or where a signal ended it. */
  exitCode(): number | null;
  /** All that it wrote so far on stdout and stderr. */
  output(): string;
  /** SIGTERM, or what comes to the same; gives the exit code. Fails, and kills, after 15 s. */
  stop(): Promise<number | null>;
  /** SIGKILL, to all of its processes. */
  kill(): Promise<void>;
  killNow(): void;
  /** It is not needed any more: the quickest way that leaves nothing running. */
  end(): Promise<void>;
}

/** A bot in a process of its own. */
export function ownLife(program: string, args: string[], cwd: string, env: Record<string, string>): BotLife {
  const one = startChildGroup(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    ...inProcess(one),
    end: one.kill,
    stop: async () => {
      if (!one.isRunning()) return one.child.exitCode;
      const closed = once(one.child, 'close');
      one.child.kill('SIGTERM');
      const late = AbortSignal.timeout(15_000);
      const ended = await Promise.race([closed.then(() => true), once(late, 'abort').then(() => false)]);
      if (!ended) {
        await one.kill();
        throw new Error(`The bot did not end within 15 s after SIGTERM\n${one.text()}`);
      }
      return one.child.exitCode;
    },
  };
}

/** What is the same in a process that is the bot's own and in one that is not. */
export function inProcess(one: ChildGroup): Omit<BotLife, 'stop' | 'end'> {
  return {
    pid: one.child.pid ?? 0,
    isRunning: one.isRunning,
    exitCode: () => one.child.exitCode,
    output: one.text,
    kill: one.kill,
    killNow: one.killNow,
  };
}
