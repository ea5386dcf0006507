import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait.ts';
import { openBenchWorld } from './bench-world.ts';
import { headersOf, messagesUrl } from './click.ts';
import { runLoad } from './load.ts';
import { markdownTable } from './markdown-table.ts';
import { startOurs } from './servers.ts';

export interface Soak {
  turns: number;
  /** Each with a chat and sign-ins of their own. */
  people: number;
  connections: number;
  /** For the store and what the bot tells. */
  folder: string;
}

interface Memory {
  rss: number;
  heapUsed: number;
  external: number;
}

/** Turns between two looks. The first of them warm up what is made once: caches, statements, code. */
const BETWEEN_LOOKS = 10_000;
const MB = 1024 * 1024;

/** The whole bot in live mode takes turns of many people; what it holds after garbage is gone is told now and then. */
export async function runSoak(
  { turns, people, connections, folder }: Soak,
  say: (line: string) => void,
): Promise<void> {
  const world = await openBenchWorld();
  const { bodies } = world.crowd(people);
  const memoryFile = join(folder, 'memory.jsonl');
  const program = [`--expose-gc`, '--import', join(import.meta.dirname, 'tell-memory.mjs')];
  const database = `sqlite:${join(folder, 'soak.db')}`;
  const env = { ...world.environment, DATABASE_URL: database, MEMORY_FILE: memoryFile };
  const bot = await startOurs(env, program);
  const told = (): Memory[] =>
    existsSync(memoryFile)
      ? readFileSync(memoryFile, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Memory)
      : [];
  const look = async (): Promise<Memory> => {
    const known = told().length;
    bot.signal('SIGUSR2');
    return waitFor(() => told()[known], { seconds: 60, what: 'the memory of the bot' });
  };
  const url = messagesUrl(world);
  try {
    const rows: string[][] = [];
    for (let done = 0; done < turns; ) {
      // Everybody has their turn, whatever stands first in the list.
      const from = done % bodies.length;
      const turned = [...bodies.slice(from), ...bodies.slice(0, from)];
      const headers = headersOf({ authorization: await world.authorizeAgain() });
      const load = { url, headers, bodies: turned, connections, expected: '', requests: BETWEEN_LOOKS };
      const cpuBefore = bot.cpuMs();
      const result = await runLoad(load);
      const cpuPerTurn = (bot.cpuMs() - cpuBefore) / result.answered;
      if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers: ${result.sample}`);
      done += result.answered;
      // The stand-ins keep what they were asked, and share the machine.
      world.cloud.partnerCenter.requests.length = 0;
      const { rss, heapUsed, external } = await look();
      const row = [heapUsed, external, rss].map((bytes) => (bytes / MB).toFixed(1));
      rows.push([done.toLocaleString('en'), ...row, result.perSecond.toFixed(0), cpuPerTurn.toFixed(1)]);
      say(rows.at(-1)?.join('  ') ?? '');
    }
    say(
      markdownTable(
        ['turns', 'heap MB', 'external MB', 'resident MB', 'per second', 'CPU ms a turn'],
        rows.filter(isTold),
      ),
    );
  } finally {
    await bot.stop();
    await world.stop();
  }
}

/** The first look, and then one for each tenfold and the last. */
function isTold([turns = '']: string[], index: number, all: readonly string[][]): boolean {
  return index === 1 || index === all.length - 1 || /^10*$/.test(turns.replaceAll(',', ''));
}
